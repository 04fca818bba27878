import { Micro } from "@micro-web/core";
import { useApp } from "@micro-web/core/testing/vitest";
import { ApiTokens, hashPassword, login, LoginThrottle } from "@micro-web/login";
import { describe, expect, it } from "vitest";

import { describeLoginStores } from "../../test/login-store-cases.ts";
import { Database } from "../index.ts";
import { loginEntities, SqlApiTokenStore, SqlRememberStore, SqlThrottleStore } from "./index.ts";

describeLoginStores(() => "sqlite::memory:");

describe("a login with its stores in a database", () => {
  it("remembers browsers, knows tokens and counts guesses", async () => {
    const db = new Database({ entities: loginEntities, url: "sqlite::memory:" });
    const app = useApp(() => new Micro(null, { config: { SECRET_KEY: "secret" } }));
    app.use(db);
    const ann = { id: "1", hash: await hashPassword("a good secret") };
    const apiTokens = new ApiTokens({ store: new SqlApiTokenStore(db) });
    const auth = login({
      loadUser: (id) => (id === "1" ? ann : null),
      rememberStore: new SqlRememberStore(db),
      apiTokens,
      credentials: {
        findUser: (name) => (name === "ann" ? ann : undefined),
        getHash: (user) => user.hash,
        throttle: new LoginThrottle({
          perAccount: { attempts: 2, seconds: 60 },
          store: new SqlThrottleStore(db),
        }),
      },
    });
    app.register(auth);
    app.get("/", { use: [auth.loginRequired] }, (request) => auth.requireUser(request).id);
    app.post("/login", async (request) => {
      const form = await request.form();
      const user = await auth.authenticate(request, form.require("name"), form.require("password"));
      if (user === null) return "wrong";
      await auth.loginUser(request, user, { remember: true });
      return "in";
    });
    await app.runInContext(() => db.createAll());

    const client = app.testClient();
    const form = { name: "ann", password: "a good secret" };
    expect((await client.post("/login", { form })).text).toBe("in");
    client.cookies.delete("session");
    expect((await client.get("/")).text).toBe("1");
    const { text } = await app.runInContext(() => apiTokens.create("1", { name: "laptop" }));
    expect((await app.testClient().get("/", { auth: { bearer: text } })).text).toBe("1");
    const wrong = { name: "ann", password: "x" };
    const statuses = [];
    for (let time = 0; time < 3; time++)
      statuses.push((await app.testClient().post("/login", { form: wrong })).status);
    expect(statuses).toEqual([200, 200, 429]);
  });
});

describe("SqlThrottleStore", () => {
  it.each(["mysql", "mariadb"])("speaks as %s does, which sets one column after the other", async (kind) => {
    const sent: string[] = [];
    const query = async ({ sql: text }: { sql: string }): Promise<object[]> => {
      sent.push(text);
      return [{ attempts: 2, ends_at: "5" }];
    };
    const db = { connected: { location: { kind } }, query, execute: query } as unknown as Database;
    expect(await new SqlThrottleStore(db).add("key", 1, 60)).toEqual({ count: 2, endsAt: 5 });
    expect(sent[0]).toMatch(/on duplicate key update\s+attempts = if\(.*,\s+ends_at = /);
    expect([sent.length, sent[0]?.endsWith("returning attempts, ends_at")]).toEqual(
      kind === "mysql" ? [2, false] : [1, true],
    );
  });
});
