import { describe, expectTypeOf, it } from "vitest";

import { Micro } from "./app.ts";
import { Blueprint } from "./blueprint.ts";
import type { Extension, PropertiesOf } from "./extension.ts";
import type { Request } from "./http/request.ts";
import { get } from "./route-definition.ts";

interface Visitor {
  readonly name: string;
}

/** Adds `request.visitor`. */
function visitors(): Extension<void, object, { readonly visitor: Visitor }> {
  return {
    name: "visitors",
    setup: (setup) => setup.addRequestProperty("visitor", ({ path }) => ({ name: path })),
  };
}

/** Adds `request.started`. */
function timing(): Extension<{ reset(): void }, { TIMING: boolean }, { readonly started: number }> {
  return {
    name: "timing",
    setup: (setup) => {
      setup.addRequestProperty("started", () => performance.now());
      return { reset: () => undefined };
    },
  };
}

describe("what an extension adds to requests [F528 F534]", () => {
  it("is there where the extension is registered, in views, hooks, middleware and error handlers", () => {
    const app = new Micro(null).register(visitors());
    app.get("/<int:id>", ({ visitor, params }) => {
      expectTypeOf(visitor).toEqualTypeOf<Visitor>();
      expectTypeOf(params.id).toBeNumber();
      return visitor.name;
    });
    app.post("/", { name: "add" }, ({ visitor }) => visitor.name);
    app.beforeRequest(({ visitor }) => void visitor.name);
    app.afterRequest(({ visitor }) => void visitor.name);
    app.teardownRequest(({ visitor }) => void visitor.name);
    app.use(({ visitor }, _response, next) => (visitor.name === "" ? "nobody" : next()));
    app.onError(404, (error, { visitor }) => `${error.status} ${visitor.name}`);
  });

  it("is nowhere else: not on another app, and not on a blueprint without it", () => {
    expectTypeOf<Request>().not.toHaveProperty("visitor");
    // @ts-expect-error -- this app has no such extension
    new Micro(null).get("/", ({ visitor }) => visitor);
    // @ts-expect-error -- nor has this one, which has another
    new Micro(null).register(timing()).beforeRequest(({ visitor }) => visitor);
    // @ts-expect-error -- a blueprint has its own
    new Blueprint("blog").get("/", ({ visitor }) => visitor);
  });

  it("has the type that the extension says", () => {
    expectTypeOf<PropertiesOf<[ReturnType<typeof visitors>]>>().toExtend<{ visitor: Visitor }>();
    // @ts-expect-error -- a visitor's name is no function
    new Micro(null).register(visitors()).get("/", ({ visitor }) => visitor.name());
    // @ts-expect-error -- it cannot be replaced
    new Micro(null).register(visitors()).beforeRequest((request) => void (request.visitor = { name: "x" }));
  });

  it("is all that several extensions add, registered at once or one after the other", () => {
    const apps = [
      new Micro(null).register(visitors(), timing()),
      new Micro(null).register(timing()).register(visitors()),
    ] as const;
    for (const app of apps) {
      app.get("/", ({ visitor, started }) => {
        expectTypeOf(visitor).toEqualTypeOf<Visitor>();
        expectTypeOf(started).toBeNumber();
        return "x";
      });
    }
  });

  it("is kept by routes() and mount(), and keeps the endpoints", () => {
    const app = new Micro(null)
      .routes({ home: get("/", () => "home") })
      .register(visitors())
      .mount(new Blueprint("blog").routes({ list: get("/blog", () => "list") }).register(timing()));
    app.get("/x", ({ visitor }) => visitor.name);
    expectTypeOf(app.urlFor("home")).toBeString();
    expectTypeOf(app.urlFor("blog.list")).toBeString();
    // @ts-expect-error -- the blueprint's is the blueprint's alone [F537]
    app.get("/y", ({ started }) => started);
  });

  it("is there on a blueprint that has it [F537]", () => {
    const blog = new Blueprint("blog").register(visitors());
    blog.get("/", ({ visitor }) => {
      expectTypeOf(visitor).toEqualTypeOf<Visitor>();
      return visitor.name;
    });
    blog.beforeRequest(({ visitor }) => void visitor.name);
    // @ts-expect-error -- it has no other
    blog.get("/x", ({ started }) => started);
  });

  it("leaves the app one that can be given to any function that takes apps", () => {
    expectTypeOf(new Micro(null).register(visitors())).toExtend<Micro>();
    expectTypeOf(new Blueprint("blog").register(visitors())).toExtend<Blueprint>();
  });

  it("is what its setup has to compute", () => {
    const wrong: Extension<void, object, { readonly visitor: Visitor }> = {
      name: "wrong",
      // @ts-expect-error -- a visitor is no text
      setup: (setup) => setup.addRequestProperty("visitor", () => "Ann"),
    };
    expectTypeOf(wrong.name).toBeString();
  });

  it("is what a view in another file asks for", () => {
    const show = ({ visitor }: Request & { readonly visitor: Visitor }): string => visitor.name;
    const app = new Micro(null).register(visitors());
    expectTypeOf(app.get("/", show).url()).toBeString();
    expectTypeOf(app.get("/<int:id>", show).url({ id: 1 })).toBeString();
    // @ts-expect-error -- this app does not have it
    new Micro(null).get("/", show);
  });

  it("is there in the routes and hooks of the extension itself", () => {
    const extension: Extension<void, object, { readonly visitor: Visitor }> = {
      name: "own",
      setup: (setup) => {
        setup.addRequestProperty("visitor", () => ({ name: "Ann" }));
        setup.get("/who", ({ visitor }) => visitor.name);
        setup.beforeRequest(({ visitor }) => void visitor.name);
      },
    };
    expectTypeOf(extension.name).toBeString();
  });
});

describe("the API of an extension [F528 F533]", () => {
  it("is what app.use() gives, whatever it adds to requests", () => {
    expectTypeOf(new Micro(null).use(timing())).toEqualTypeOf<{ reset(): void }>();
    expectTypeOf(new Micro(null).use(visitors())).toBeVoid();
  });

  it("may be about the models of the app, which give their types [F545]", () => {
    interface Movie {
      readonly title: string;
    }
    function pages<Item extends object>(
      load: () => readonly Item[],
    ): Extension<{ first(): Item | undefined }> {
      return { name: "pages", setup: () => ({ first: () => load()[0] }) };
    }
    const api = new Micro(null).use(pages((): Movie[] => []));
    expectTypeOf(api.first()).toEqualTypeOf<Movie | undefined>();
  });
});
