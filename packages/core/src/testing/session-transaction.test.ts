import { describe, expect, it } from "vitest";

import { Micro } from "../app.ts";

function createApp(config: Readonly<Record<string, unknown>> = {}): Micro {
  const app = new Micro(null, { config: { SECRET_KEY: "of the tests", ...config } });
  app.get("/", ({ session }) => ({ ...session }));
  app.get("/set", ({ session }) => {
    session["visits"] = 1;
    return "set";
  });
  return app;
}

describe("client.session()", () => {
  it("puts values into the session before a request [F359 B89]", async () => {
    const client = createApp().testClient();
    await client.session((session) => {
      session["user"] = 1;
    });
    expect((await client.get("/")).json()).toEqual({ user: 1 });
  });

  it("reads what a request has put there [F359 B89]", async () => {
    const client = createApp().testClient();
    await client.get("/set");
    expect(await client.session((session) => session["visits"])).toBe(1);
  });

  it("keeps what was there, and waits for an async function [B89]", async () => {
    const client = createApp().testClient();
    await client.get("/set");
    await client.session(async (session) => {
      await Promise.resolve();
      session["user"] = 1;
      delete session["visits"];
      session["more"] = { deep: [1] };
    });
    expect((await client.get("/")).json()).toEqual({ user: 1, more: { deep: [1] } });
  });

  it("sets no cookie when it only reads", async () => {
    const client = createApp().testClient();
    await client.session((session) => session["user"]);
    expect(client.cookies.size).toBe(0);
  });

  it("takes the cookie away when the session is emptied", async () => {
    const client = createApp().testClient();
    await client.get("/set");
    await client.session((session) => {
      delete session["visits"];
    });
    expect(client.cookies.size).toBe(0);
  });

  it("saves nothing when the function throws", async () => {
    const client = createApp().testClient();
    const changed = client.session((session) => {
      session["user"] = 1;
      throw new Error("no");
    });
    await expect(changed).rejects.toThrow("no");
    expect(client.cookies.size).toBe(0);
  });

  it.each([
    { SESSION_COOKIE_PATH: "/", APPLICATION_ROOT: "/app" },
    { SESSION_COOKIE_SECURE: true },
    { SERVER_NAME: "example.org", SESSION_COOKIE_DOMAIN: "example.org" },
    { SERVER_NAME: "example.org", PREFERRED_URL_SCHEME: "https", SESSION_COOKIE_SECURE: true },
    { SESSION_COOKIE_NAME: "__Host-s", SESSION_COOKIE_SECURE: true },
  ])("works with %j", async (config) => {
    const client = createApp(config).testClient();
    await client.session((session) => {
      session["user"] = 1;
    });
    expect((await client.get("/")).json()).toEqual({ user: 1 });
  });

  it("needs a client that keeps cookies [B89]", async () => {
    const opened = createApp()
      .testClient({ useCookies: false })
      .session(() => undefined);
    await expect(opened).rejects.toThrow("MICRO_TEST_SESSION");
  });

  it("says so when a browser would refuse the cookie", async () => {
    const client = createApp({ SESSION_COOKIE_DOMAIN: "example.org" }).testClient();
    const changed = client.session((session) => {
      session["user"] = 1;
    });
    await expect(changed).rejects.toThrow(/A browser at http:\/\/localhost\/ refuses .*Domain=example.org/);
  });
});
