import { describe, expect, it } from "vitest";

import { Micro } from "../app.ts";
import { redirect } from "../http/reply.ts";
import { useApp } from "./vitest.ts";

function createApp(): Micro {
  const app = new Micro(null, { config: { SECRET_KEY: "of the tests" } });
  app.get("/", (request) => {
    const context = { title: "Movies", movies: ["Ran"] };
    app.signals.templateRendered.send({ template: "index.html", context, request });
    return "<h1>Movies</h1>";
  });
  app.post("/add", (request) => {
    const flash = { message: "Added Ran.", category: "info" };
    app.signals.messageFlashed.send({ request, ...flash });
    return redirect("/");
  });
  return app;
}

/** What a failed expectation says. */
async function failureOf(expectation: () => unknown): Promise<string> {
  try {
    await expectation();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return "it passed";
}

describe("toHaveStatus", () => {
  it("compares the status, and shows the response [F365]", async () => {
    const response = await createApp().testClient().get("/");
    expect(response).toHaveStatus(200);
    expect(response).not.toHaveStatus(404);
    expect(await failureOf(() => expect(response).toHaveStatus(404))).toBe(
      'expected the status 404 of GET / (200 text/html: "<h1>Movies</h1>")',
    );
    expect(await failureOf(() => expect(response).not.toHaveStatus(200))).toMatch(
      /^not expected the status 200/,
    );
  });

  it("shows the beginning of a long body", async () => {
    const app = new Micro();
    app.get("/", () => "x".repeat(300));
    const response = await app.testClient().get("/");
    expect(await failureOf(() => expect(response).toHaveStatus(404))).toContain(`"${"x".repeat(200)}..."`);
  });
});

describe("toRedirectTo", () => {
  it("compares the location as a browser reads it [F365]", async () => {
    const client = createApp().testClient();
    const response = await client.post("/add");
    expect(response).toRedirectTo("/");
    expect(response).toRedirectTo("http://localhost/");
    expect(response).not.toRedirectTo("/other");
    expect(await failureOf(() => expect(response).toRedirectTo("/other"))).toMatch(
      /^expected a redirect to \/other, but it redirects to \/: POST \/add \(303/,
    );
    const page = await client.get("/");
    expect(await failureOf(() => expect(page).toRedirectTo("/"))).toMatch(
      /but it does not redirect: GET \/ \(200/,
    );
  });
});

describe("toHaveFlashed", () => {
  it("finds the message of the request, or of one that led to it [F365]", async () => {
    const client = createApp().testClient();
    const response = await client.post("/add");
    const page = await client.post("/add", { followRedirects: true });
    for (const answer of [response, page]) {
      expect(answer).toHaveFlashed("Added Ran.");
      expect(answer).toHaveFlashed(/ran/i, "info");
      expect(answer).toHaveFlashed(expect.stringContaining("Ran"), expect.any(String));
      expect(answer).not.toHaveFlashed("Added Ran.", "error");
    }
    expect(await failureOf(() => expect(page).toHaveFlashed(/gone/, "error"))).toBe(
      'expected the message /gone/ of the category "error" to be flashed; flashed: "Added Ran." (info)',
    );
    const silent = await client.get("/");
    expect(await failureOf(() => expect(silent).toHaveFlashed("x"))).toBe(
      'expected the message "x" to be flashed; flashed: nothing',
    );
  });
});

describe("toRender", () => {
  it("finds the template, and compares what is asked of its context [F365]", async () => {
    const response = await createApp().testClient().get("/");
    expect(response).toRender("index.html");
    expect(response).toRender("index.html", { title: "Movies" });
    expect(response).toRender("index.html", { movies: expect.arrayContaining(["Ran"]) as unknown });
    expect(response).not.toRender("index.html", { title: "Books" });
    expect(await failureOf(() => expect(response).toRender("other.html"))).toBe(
      "expected other.html to be rendered; rendered: index.html",
    );
    expect(await failureOf(() => expect(response).toRender("index.html", { title: 1n }))).toBe(
      'expected index.html to be rendered with [object Object]; rendered with title: "Movies"',
    );
    const none = await createApp().testClient().post("/add");
    expect(await failureOf(() => expect(none).toRender("index.html"))).toMatch(/rendered: nothing$/);
  });
});

describe("what an app depends on", () => {
  it("is given to the function that makes it, so that a test gives another [F364]", async () => {
    const sent: string[] = [];
    const createShop = ({ send = (text: string): number => text.length } = {}): Micro => {
      const shop = new Micro();
      const mailer = shop.use({ name: "mailer", setup: () => ({ send }) });
      shop.post("/orders", () => `${mailer.send("Thank you!")}`);
      return shop;
    };
    expect((await useApp(createShop).testClient().post("/orders")).text).toBe("10");
    const app = useApp(() => createShop({ send: (text) => sent.push(text) }));
    expect((await app.testClient().post("/orders")).text).toBe("1");
    expect(sent).toEqual(["Thank you!"]);
  });
});

describe("useApp", () => {
  const closed: string[] = [];

  it("makes an app under TESTING [F365 F362]", () => {
    const app = useApp(createApp);
    app.onClose(() => closed.push("first"));
    expect(app.config.TESTING).toBe(true);
    expect(closed).toEqual([]);
  });

  it("has closed the app when its test is over, and waits for one that is made later [F365]", async () => {
    expect(closed).toEqual(["first"]);
    const app = await useApp(async () => Promise.resolve(createApp()));
    app.onClose(() => closed.push("second"));
    expect(await app.testClient().get("/")).toHaveStatus(200);
  });

  it("closes that one, too", async () => {
    expect(closed).toEqual(["first", "second"]);
    await expect(useApp(async () => Promise.reject<Micro>(new Error("no app")))).rejects.toThrow("no app");
  });
});
