import { statSync } from "node:fs";
import { dirname, join } from "node:path";

import { Micro } from "micro-web";
import { describe, expect, it } from "vitest";

import { createDatabasePath, createSeededApp } from "../test/seeded-app.ts";
import { createApp } from "./create-app.ts";
import { readSecretKey } from "./secret-key.ts";

const TEST_CONFIG = { TESTING: true, SECRET_KEY: "of the tests", DATABASE: "/nowhere.sqlite" };

describe("createApp()", () => {
  it("keeps its data in the instance folder [B190]", () => {
    const { config, instancePath } = createApp({ SECRET_KEY: "of the tests" });
    expect(instancePath).toBe(join(import.meta.dirname, "..", "instance"));
    expect(config.DATABASE).toBe(join(instancePath, "flaskr.sqlite"));
    expect(config.TESTING).toBe(false);
  });

  it("takes over the configuration of a test [B190]", () => {
    const { config } = createApp(TEST_CONFIG);
    expect(config).toMatchObject(TEST_CONFIG);
  });

  it("makes apps that do not know of each other [B190]", async () => {
    const apps = [createApp(TEST_CONFIG), createApp({ ...TEST_CONFIG, TESTING: false })];
    for (const app of apps) expect((await app.testClient().get("/hello")).text).toBe("Hello, World!");
    expect(apps.map(({ config }) => config.TESTING)).toEqual([true, false]);
  });

  it("answers /hello [B190]", async () => {
    expect((await createApp(TEST_CONFIG).testClient().get("/hello")).text).toBe("Hello, World!");
  });
});

describe("the app below a prefix", () => {
  it("has its pages, files and redirects there", async () => {
    const site = new Micro(null).mountApp("/blog", await createSeededApp());
    const client = site.testClient();
    const { text } = await client.get("/blog/");
    expect(text).toContain('href="/blog/static/style.css"');
    expect(text).toContain('href="/blog/auth/login"');
    expect(await client.post("/blog/1/delete")).toRedirectTo("/blog/auth/login");
    const form = { username: "test", password: "test" };
    expect(await client.post("/blog/auth/login", { form })).toRedirectTo("/blog/");
  });
});

describe("the secret key", () => {
  it("is made once, and only its owner may read it", () => {
    const path = join(dirname(createDatabasePath()), "made", "secret-key");
    const key = readSecretKey(path);
    expect(key).toMatch(/^[\w-]{43}$/);
    expect(readSecretKey(path)).toBe(key);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });
});
