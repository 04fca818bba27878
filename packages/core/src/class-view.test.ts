import { describe, expect, it } from "vitest";

import { Micro } from "./app.ts";
import { ClassBasedView, MethodView, type ViewDecorator } from "./class-view.ts";
import type { Request } from "./http/request.ts";
import { render } from "./http/rendering.ts";

const shout: ViewDecorator = (view) => (request, response) => {
  const value = view(request, response);
  return typeof value === "string" ? value.toUpperCase() : value;
};

class Hello extends ClassBasedView {
  static made = 0;
  readonly #greeting: string;

  constructor(greeting: string = "hello") {
    super();
    this.#greeting = greeting;
    Hello.made++;
  }

  override dispatchRequest(request: Request): string {
    return `${this.#greeting} ${request.method}`;
  }
}

class Users extends MethodView<{ readonly id: number }> {
  get({ params }: Request<{ readonly id: number }>): object {
    return { id: params.id };
  }

  post(): string {
    return "posted";
  }
}

/** The Allow header of a route with a view. */
async function allowOf(app: Micro, path: string = "/x"): Promise<string | null> {
  return (await app.testClient().delete(path)).headers.get("allow");
}

describe("a class-based view", () => {
  it("answers with dispatchRequest, under the name it was given [F132 B155 B159]", async () => {
    const app = new Micro();
    app.route("/", Hello.asView("greet", "hi"));
    expect((await app.testClient().get("/")).text).toBe("hi GET");
    expect(app.listRoutes()[0]?.endpoint).toBe("greet");
  });

  it("is made for each request, unless it says otherwise [F132 B159]", async () => {
    class Shared extends Hello {
      static override readonly initEveryRequest = false;
    }
    const app = new Micro();
    app.route("/own", Hello.asView("own"));
    app.route("/shared", Shared.asView("shared"));
    const client = app.testClient();
    Hello.made = 0;
    for (let time = 0; time < 2; time++) await client.get("/own");
    expect(Hello.made).toBe(2);
    for (let time = 0; time < 2; time++) await client.get("/shared");
    expect(Hello.made).toBe(2);
  });

  it("answers the methods it names [F29 F132 B156]", async () => {
    class Posted extends Hello {
      static override readonly methods = ["POST", "PUT"];
    }
    const app = new Micro();
    app.route("/x", Posted.asView("posted"));
    expect(await allowOf(app)).toBe("OPTIONS, POST, PUT");
  });

  it("is wrapped by its decorators [F132 B159]", async () => {
    class Loud extends Hello {
      static override readonly decorators: readonly ViewDecorator[] = [shout];
    }
    const app = new Micro();
    app.route("/", Loud.asView("loud"));
    expect((await app.testClient().get("/")).text).toBe("HELLO GET");
  });
});

describe("a MethodView", () => {
  it("calls the function of the method; Allow lists exactly those [F132 B155]", async () => {
    const app = new Micro();
    app.route("/users/<int:id>", Users.asView("user"));
    const client = app.testClient();
    expect(await (await client.get("/users/3")).json()).toEqual({ id: 3 });
    expect((await client.post("/users/3")).text).toBe("posted");
    expect(await allowOf(app, "/users/3")).toBe("GET, HEAD, OPTIONS, POST");
  });

  it("answers HEAD by get, or by its own head [F132 B158]", async () => {
    class WithHead extends Users {
      head(request: Request<{ readonly id: number }>): string {
        request.afterThisRequest((_, response) => response.headers.set("X-Method", request.method));
        return "";
      }
    }
    const app = new Micro();
    app.route("/implicit/<int:id>", Users.asView("implicit"));
    app.route("/explicit/<int:id>", WithHead.asView("explicit"));
    const client = app.testClient();
    const implicit = await client.head("/implicit/3");
    expect([implicit.status, implicit.headers.get("content-length"), implicit.text]).toEqual([200, "8", ""]);
    expect((await client.head("/explicit/3")).headers.get("x-method")).toBe("HEAD");
  });

  it("has the functions of its base class, and loses those set to undefined [F132 B156 B157]", async () => {
    class More extends Users {
      put(): string {
        return "put";
      }
    }
    class Less extends More {}
    Object.defineProperty(Less.prototype, "post", { value: undefined });
    const [more, less] = [new Micro(), new Micro()];
    more.route("/<int:id>", More.asView("x"));
    less.route("/<int:id>", Less.asView("x"));
    expect(await allowOf(more, "/3")).toBe("GET, HEAD, OPTIONS, POST, PUT");
    expect(await allowOf(less, "/3")).toBe("GET, HEAD, OPTIONS, PUT");
  });

  it("needs a function for a method (MICRO_ROUTE_METHOD)", () => {
    class Empty extends MethodView {}
    expect(() => Empty.asView("empty")).toThrow(
      'The class of the view "empty" has no function for a method.',
    );
  });

  it("is told to have a function for each method it is registered for (MICRO_ROUTE_METHOD)", async () => {
    const errors: string[] = [];
    const app = new Micro(null, { logger: { error: (message) => errors.push(message) } });
    app.route("/", { methods: ["PATCH", "LOCK"] }, Users.asView("users") as never);
    expect((await app.testClient().patch("/")).status).toBe(500);
    expect((await app.testClient().request("LOCK", "/")).status).toBe(500);
    expect(errors.join()).toContain(
      "Users is registered for PATCH but has no function for it. Write patch()",
    );
  });

  it("may return what any view returns", async () => {
    class Page extends MethodView {
      get(): object {
        return render("none.html");
      }
    }
    const app = new Micro(null, { logger: { error: () => undefined } });
    app.route("/", Page.asView("page"));
    expect((await app.testClient().get("/")).status).toBe(500);
  });
});
