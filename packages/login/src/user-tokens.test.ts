import { afterEach, describe, expect, it, vi } from "vitest";

import { createClub } from "../test/club.ts";

afterEach(() => void vi.useRealTimers());

function createResets(options: Parameters<typeof createClub>[0] = {}) {
  const club = createClub(options);
  const resets = club.auth.tokens({
    purpose: "password-reset",
    getStamp: ({ passwordHash }) => passwordHash,
  });
  return { ...club, resets };
}

describe("auth.tokens() [F335]", () => {
  it("makes a token for a link that leads back to the user", async () => {
    const { app, resets, ann } = createResets();
    const request = await app.testRequest("/");
    const token = resets.create(request, ann);
    expect(token).toMatch(/^[\w.-]+$/);
    expect(await resets.verify(request, token)).toEqual({ user: ann, data: null });
  });

  it("works in commands and jobs, where there is an app and no request", async () => {
    const { app, resets, ann } = createResets();
    expect(await resets.verify(await app.testRequest("/"), resets.create(app, ann))).toMatchObject({
      user: ann,
    });
  });

  it("is for one use: it ends when what it is for has happened [F335]", async () => {
    const { app, resets, ann } = createResets();
    const request = await app.testRequest("/");
    const tokens = [resets.create(request, ann), resets.create(request, ann)];
    ann.passwordHash = "new";
    for (const token of tokens) expect(await resets.verify(request, token)).toBeNull();
    expect(await resets.verify(request, resets.create(request, ann))).not.toBeNull();
  });

  it("is over after an hour, or when it says", async () => {
    const { app, auth, resets, ann } = createResets();
    const request = await app.testRequest("/");
    const days = auth.tokens({ purpose: "invite", maxAge: 86_400, getStamp: () => "" });
    const [hour, day] = [resets.create(request, ann), days.create(request, ann)];
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 3_605_000 });
    expect(await resets.verify(request, hour)).toBeNull();
    expect(await days.verify(request, day)).toMatchObject({ user: ann });
    vi.setSystemTime(Date.now() + 86_400_000);
    expect(await days.verify(request, day)).toBeNull();
  });

  it("brings back what it was made with: the new address of a user who changes it", async () => {
    const { app, auth, ann } = createResets();
    const request = await app.testRequest("/");
    const changes = auth.tokens({ purpose: "email-change", getStamp: ({ name }) => name });
    const token = changes.create(request, ann, { email: "ann@example.org" });
    expect(await changes.verify(request, token)).toEqual({ user: ann, data: { email: "ann@example.org" } });
  });

  it("is of one purpose, one kind of users, one app", async () => {
    const { app, auth, resets, ann } = createResets();
    const request = await app.testRequest("/");
    const others = [
      auth.tokens({ purpose: "other", getStamp: ({ passwordHash }) => passwordHash }),
      createResets({ login: { name: "admin" as never } }).resets,
    ];
    const tokens = [others[0]?.create(request, ann), others[1]?.create(app, ann)];
    for (const token of tokens) expect(await resets.verify(request, token ?? "")).toBeNull();
    const elsewhere = createResets({ config: { SECRET_KEY: "other" } });
    expect(await resets.verify(request, elsewhere.resets.create(elsewhere.app, ann))).toBeNull();
  });

  it("outlives a new secret (F41)", async () => {
    const { app, resets, ann } = createResets();
    const config = { SECRET_KEY: "new", SECRET_KEY_FALLBACKS: ["secret of the tests"] };
    const later = createResets({ config });
    const found = await later.resets.verify(await later.app.testRequest("/"), resets.create(app, ann));
    expect(found?.user).toBe(later.ann);
  });

  it("is nothing for a user who is no more", async () => {
    const { app, resets, ann, members } = createResets();
    const request = await app.testRequest("/");
    const token = resets.create(request, ann);
    members.delete("1");
    expect(await resets.verify(request, token)).toBeNull();
  });

  it("is nothing when it is changed or no token at all, without a look into the database (A30)", async () => {
    const { app, resets, ann, loads } = createResets();
    const request = await app.testRequest("/");
    const token = resets.create(request, ann);
    const wrong = [
      "",
      ".",
      "a.b.c",
      "x".repeat(10_000),
      token.slice(1),
      `${token}x`,
      token.split(".")[0] ?? "",
    ];
    for (const text of wrong) expect(await resets.verify(request, text)).toBeNull();
    expect(loads).toEqual([]);
  });

  it("is nothing for what else the app has signed for that purpose", async () => {
    const { TimedSerializer } = await import("@micro-web/core");
    const { app, resets } = createResets();
    const serializer = new TimedSerializer("secret of the tests", {
      salt: "micro-login.user.password-reset",
    });
    const request = await app.testRequest("/");
    for (const value of [null, 1, "1", {}, [1, 2], ["1"], ["1", 2, 3], ["1", "é".repeat(22)]])
      expect(await resets.verify(request, serializer.sign(value))).toBeNull();
  });

  it("needs a secret (MICRO_SECRET_EMPTY)", async () => {
    const { app, resets, ann } = createResets({ config: { SECRET_KEY: null } });
    expect(() => resets.create(app, ann)).toThrow("MICRO_SECRET_EMPTY");
  });
});
