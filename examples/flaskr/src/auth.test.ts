import type { Micro } from "micro-web";
import type { TestClient, TestResponse } from "micro-web/testing";
import { beforeEach, describe, expect, it } from "vitest";

import { beUser, createSeededApp } from "../test/seeded-app.ts";
import { findUserByName } from "./user.ts";

let app: Micro;
let client: TestClient;

function logIn(username: string, password: string): Promise<TestResponse> {
  return client.post("/auth/login", { form: { username, password } });
}

beforeEach(async () => {
  app = await createSeededApp();
  client = app.testClient();
});

describe("registering", () => {
  it("has a page [B184]", async () => {
    expect(await client.get("/auth/register")).toHaveStatus(200);
  });

  it("adds an account and leads to the login page [B184]", async () => {
    const response = await client.post("/auth/register", { form: { username: "a", password: "secret" } });
    expect(response).toRedirectTo("/auth/login");
    const user = await app.runInContext(() => findUserByName("a"));
    expect(user?.username).toBe("a");
    expect(user?.passwordHash).not.toContain("secret");
    await logIn("a", "secret");
    expect((await client.get("/")).text).toContain("Log Out");
  });

  it.each([
    ["", "", "Username is required."],
    ["a", "", "Password is required."],
    ["test", "test", "User test is already registered."],
  ])("as %j with the password %j shows %j on the page [B184]", async (username, password, message) => {
    const response = await client.post("/auth/register", { form: { username, password } });
    expect(response).toHaveStatus(200);
    expect(response.text).toContain(`role="alert">${message}</p>`);
    expect(response.text).toContain(`value="${username}"`);
  });

  it("shows a name as text, whatever it is [B184]", async () => {
    const username = "<script>alert(1)</script>";
    const form = { username, password: "a" };
    await client.post("/auth/register", { form });
    const { text } = await client.post("/auth/register", { form });
    expect(text).toContain("User &lt;script&gt;alert(1)&lt;/script&gt; is already registered.");
    expect(text).not.toContain("<script>");
  });

  it("takes a name for a value and not for SQL", async () => {
    const username = "'); DROP TABLE user; --";
    await client.post("/auth/register", { form: { username, password: "a" } });
    expect(await app.runInContext(() => findUserByName(username)?.username)).toBe(username);
  });

  it("says it once when two ask for one name at once [B184]", async () => {
    const options = { form: { username: "twin", password: "a" } };
    const both = await Promise.all([
      app.testClient().post("/auth/register", options),
      app.testClient().post("/auth/register", options),
    ]);
    const statuses = both.map(({ status }) => status);
    expect(statuses.toSorted((left, right) => left - right)).toEqual([200, 303]);
  });
});

describe("logging in", () => {
  it("has a page [B185]", async () => {
    expect(await client.get("/auth/login")).toHaveStatus(200);
  });

  it("leads to the first page, and the session holds the user's id [B185]", async () => {
    const response = await logIn("test", "test");
    expect(response).toRedirectTo("/");
    expect(await client.session(({ userId }) => userId)).toBe(1);
  });

  it("loads g.user before each request, also one that has no route [B185]", async () => {
    expect((await client.get("/")).request.g.user).toBeNull();
    await logIn("test", "test");
    expect((await client.get("/")).request.g.user?.username).toBe("test");
    expect((await client.get("/hello")).request.g.user?.username).toBe("test");
    expect((await client.get("/nix")).request.g.user?.username).toBe("test");
  });

  it.each([
    ["a", "test", "Incorrect username."],
    ["test", "a", "Incorrect password."],
  ])("as %j with the password %j shows %j on the page [B185]", async (username, password, message) => {
    const response = await logIn(username, password);
    expect(response).toHaveStatus(200);
    expect(response.text).toContain(`role="alert">${message}</p>`);
    expect(await client.session(({ userId }) => userId)).toBeUndefined();
  });

  it("forgets what the session held before [B185]", async () => {
    await client.session((session) => {
      session["cart"] = ["Ran"];
    });
    await logIn("test", "test");
    expect(await client.session((session) => ({ ...session }))).toEqual({ userId: 1 });
  });

  it("is over when the account is gone [B185]", async () => {
    await beUser(client, 99);
    expect((await client.get("/")).text).toContain("Log In");
  });
});

describe("logging out", () => {
  it("clears the session [B185]", async () => {
    await beUser(client, 1);
    expect(await client.get("/auth/logout")).toRedirectTo("/");
    expect(await client.session((session) => ({ ...session }))).toEqual({});
    expect((await client.get("/")).text).toContain("Log In");
  });
});
