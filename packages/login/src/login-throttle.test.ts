import { afterEach, describe, expect, it, vi } from "vitest";

import { createClub, type Member } from "../test/club.ts";
import { LoginThrottle, normalizeAccount } from "./login-throttle.ts";
import type { LoginOptions } from "./login-options.ts";
import { MemoryThrottleStore } from "./memory-throttle-store.ts";
import { Passwords } from "./passwords.ts";

afterEach(() => void vi.useRealTimers());

const CHEAP = { scrypt: { cost: 1024 } };
const PASSWORD = "correct horse";

/** An app whose users are called by their names. */
async function createGate(
  throttle: LoginThrottle | null | undefined,
  changes: Partial<LoginOptions<Member>["credentials"]> = {},
) {
  const passwords = new Passwords({ ...CHEAP, concurrency: 4, maxWaiting: 1000 });
  const club = createClub({
    login: {
      credentials: {
        findUser: async (account) =>
          [...club.members.values()].find(({ name }) => name.toLowerCase() === account.trim().toLowerCase()),
        getHash: ({ passwordHash }) => passwordHash,
        saveHash: (member, hash) =>
          void club.members.set(String(member.id), { ...member, passwordHash: hash }),
        passwords,
        ...(throttle === undefined ? {} : { throttle }),
        ...changes,
      },
    },
  });
  const { app, auth, ann } = club;
  ann.passwordHash = await passwords.hash(PASSWORD);
  app.post("/sign-in", async (request) => {
    const form = await request.form();
    const member = await auth.authenticate(request, form.get("name") ?? "", form.get("password") ?? "");
    return { isIn: member !== null && (await auth.loginUser(request, member)) };
  });
  const client = app.testClient();
  const signIn = (name: string, password: string, options: object = {}) =>
    client.post("/sign-in", { form: { name, password }, ...options });
  return { ...club, client, signIn, passwords };
}

describe("authenticate", () => {
  it("gives the user of a name and a password, whom loginUser then takes [F340]", async () => {
    const { signIn, client } = await createGate(null);
    expect((await signIn("Ann", "wrong")).json()).toEqual({ isIn: false });
    expect((await signIn("Nobody", PASSWORD)).json()).toEqual({ isIn: false });
    expect((await signIn("Bob", PASSWORD)).json()).toEqual({ isIn: false });
    expect((await signIn("Ann", PASSWORD)).json()).toEqual({ isIn: true });
    expect((await client.get("/me")).json()).toMatchObject({ name: "Ann", isFresh: true });
  });

  it("upgrades a hash, and the login holds though the object had the old one [F254]", async () => {
    const { signIn, client, ann, members } = await createGate(null);
    ann.passwordHash =
      "pbkdf2:sha256:1000$VOAF8uz7zGyvYzwf$1af546913399bba847322552aa9bca7e69669d75d392f728484b2fb44c7b26d3";
    expect((await signIn("Ann", PASSWORD)).json()).toEqual({ isIn: true });
    expect(members.get("1")?.passwordHash).toMatch(/^scrypt:1024:8:1\$/);
    expect((await client.get("/me")).json()).toMatchObject({ name: "Ann" });
  });

  it("tells who failed", async () => {
    const { signIn, auth } = await createGate(null);
    const failed: string[] = [];
    auth.signals.loginFailed.connect(({ account }) => failed.push(account));
    await signIn("Ann", "wrong");
    await signIn("Nobody", "wrong");
    await signIn("Ann", PASSWORD);
    expect(failed).toEqual(["Ann", "Nobody"]);
  });

  it("does the same work for a name that nobody has as for a wrong password: one hash (A52)", async () => {
    const { signIn, passwords } = await createGate(null);
    await signIn("Nobody", "warms the decoy up");
    const verify = vi.spyOn(passwords, "verify");
    const counts: number[] = [];
    for (const name of ["Ann", "Nobody", "Bob"]) {
      await signIn(name, "wrong");
      counts.push(verify.mock.calls.length);
    }
    expect(counts).toEqual([1, 2, 3]);
    expect(verify.mock.calls.map(([hash]) => hash.split("$")[0])).toEqual([
      "scrypt:1024:8:1",
      "scrypt:1024:8:1",
      "scrypt:1024:8:1",
    ]);
  });

  it("says what it needs (MICRO_LOGIN_CREDENTIALS)", async () => {
    const { auth, app } = createClub();
    await expect(auth.authenticate(await app.testRequest("/"), "a", "b")).rejects.toThrow(
      /^auth\.authenticate\(\) does not know .* Give login\(\) the option credentials: .*\[MICRO_LOGIN_CREDENTIALS\]$/,
    );
  });

  it("hashes with scrypt and counts attempts unless told otherwise", async () => {
    const { signIn } = await createGate(undefined);
    const statuses: number[] = [];
    for (let time = 0; time < 12; time++) statuses.push((await signIn("Ann", "wrong")).status);
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 200), 429, 429]);
    const { ann, ...other } = await createGate(null, { passwords: undefined } as never);
    expect((await other.signIn(ann.name, PASSWORD)).json()).toEqual({ isIn: true });
  });
});

describe("LoginThrottle [F340]", () => {
  const limits = { perAccount: { attempts: 3, seconds: 60 }, perAddress: { attempts: 6, seconds: 60 } };

  it("answers 429 with Retry-After after some attempts for an account, the right password too", async () => {
    const { signIn } = await createGate(new LoginThrottle(limits));
    for (let time = 0; time < 3; time++) expect((await signIn("Ann", "wrong")).status).toBe(200);
    const response = await signIn("Ann", PASSWORD);
    expect(response.status).toBe(429);
    expect(Number(response.headers.get("Retry-After"))).toBeGreaterThan(55);
    expect(Number(response.headers.get("Retry-After"))).toBeLessThanOrEqual(60);
  });

  it("does so for accounts that are not there, in any spelling", async () => {
    const { signIn } = await createGate(new LoginThrottle(limits));
    const statuses = [];
    for (const name of ["nobody", " NOBODY", "Nobody ", "ｎｏｂｏｄｙ"])
      statuses.push((await signIn(name, "x")).status);
    expect(statuses).toEqual([200, 200, 200, 429]);
  });

  it("lets others in meanwhile, and all when the time is over", async () => {
    const { signIn } = await createGate(new LoginThrottle(limits));
    for (let time = 0; time < 4; time++) await signIn("Bob", "wrong");
    expect((await signIn("Ann", PASSWORD)).json()).toEqual({ isIn: true });
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 61_000 });
    expect((await signIn("Bob", "wrong")).status).toBe(200);
  });

  it("forgets the attempts for an account at the right password", async () => {
    const { signIn } = await createGate(
      new LoginThrottle({ ...limits, perAddress: { attempts: 100, seconds: 60 } }),
    );
    for (let round = 0; round < 4; round++) {
      await signIn("Ann", "wrong");
      await signIn("Ann", "wrong");
      expect((await signIn("Ann", PASSWORD)).json()).toEqual({ isIn: true });
    }
  });

  it("limits an address, whatever the accounts, and counts no right password for it", async () => {
    const { signIn } = await createGate(new LoginThrottle(limits));
    for (let time = 0; time < 10; time++) expect((await signIn("Ann", PASSWORD)).status).toBe(200);
    const statuses = [];
    for (let index = 0; index < 8; index++) statuses.push((await signIn(`name${index}`, "x")).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 429, 429]);
    expect((await signIn("Ann", PASSWORD, { remoteAddress: "203.0.113.9" })).json()).toEqual({ isIn: true });
  });

  it("does not lock an account for somebody whose address is refused already", async () => {
    const { signIn } = await createGate(new LoginThrottle(limits));
    for (let index = 0; index < 6; index++) await signIn(`name${index}`, "x");
    for (let time = 0; time < 10; time++) expect((await signIn("Ann", "wrong")).status).toBe(429);
    expect((await signIn("Ann", PASSWORD, { remoteAddress: "203.0.113.9" })).json()).toEqual({ isIn: true });
  });

  it("cannot be told another address: X-Forwarded-For and its spellings are not believed (A70)", async () => {
    const { signIn } = await createGate(new LoginThrottle(limits));
    const statuses = [];
    for (let index = 0; index < 8; index++) {
      const address = `10.0.0.${index}`;
      const headers = {
        "x-forwarded-for": address,
        x_forwarded_for: address,
        forwarded: `for=${address}`,
        "x-real-ip": address,
      };
      statuses.push((await signIn(`name${index}`, "x", { headers })).status);
    }
    expect(statuses.filter((status) => status === 429)).toHaveLength(2);
  });

  it("takes the address from where the app says; an unknown one has no limit", async () => {
    const throttle = new LoginThrottle({
      ...limits,
      addressOf: ({ headers }) => headers.get("x-real-ip") ?? "",
    });
    const { signIn } = await createGate(throttle);
    for (let index = 0; index < 8; index++) expect((await signIn(`name${index}`, "x")).status).toBe(200);
    for (let index = 0; index < 7; index++)
      await signIn(`other${index}`, "x", { headers: { "x-real-ip": "10.0.0.1" } });
    expect((await signIn("Ann", PASSWORD, { headers: { "x-real-ip": "10.0.0.1" } })).status).toBe(429);
    expect((await signIn("Ann", PASSWORD, { headers: { "x-real-ip": "10.0.0.2" } })).status).toBe(200);
  });

  it("counts for itself under its own name, though others share the store", async () => {
    const store = new MemoryThrottleStore();
    const request = await (await createGate(null)).app.testRequest("/");
    const mails = new LoginThrottle({ name: "mails", store, perAccount: { attempts: 1, seconds: 60 } });
    await mails.attempt(request, "Ann");
    await expect(mails.attempt(request, "Ann")).rejects.toThrow("Too many attempts");
    await new LoginThrottle({ store, perAccount: { attempts: 1, seconds: 60 } }).attempt(request, "Ann");
    const same = new LoginThrottle({ name: "mails", store, perAccount: { attempts: 1, seconds: 60 } });
    await expect(same.attempt(request, "Ann")).rejects.toThrow("Too many attempts");
  });

  it("lets no more through at once than one after the other", async () => {
    const { signIn, passwords } = await createGate(new LoginThrottle(limits));
    const verify = vi.spyOn(passwords, "verify");
    const responses = await Promise.all(Array.from({ length: 50 }, () => signIn("Ann", "wrong")));
    expect(responses.filter(({ status }) => status === 200)).toHaveLength(3);
    expect(verify).toHaveBeenCalledTimes(3);
  });

  it("is long and odd names' equal", async () => {
    const { signIn } = await createGate(new LoginThrottle({ perAddress: { attempts: 1000, seconds: 60 } }));
    for (const name of ["x".repeat(100_000), "__proto__", "\0", "a\r\nb", "", "é\u0301"])
      expect((await signIn(name, "x")).status).toBe(200);
  });
});

describe("normalizeAccount", () => {
  it.each([
    [" Mike@Example.ORG ", "mike@example.org"],
    ["ｍｉｋｅ@example.org", "mike@example.org"],
    ["ﬁona", "fiona"],
  ])("makes of %j %j", (account, expected) => expect(normalizeAccount(account)).toBe(expected));

  it.each(["m\u0131ke@example.org", "M\u0130KE@example.org", "mike@example.org.", "m\u0456ke@example.org"])(
    "keeps %j apart from mike@example.org (A83)",
    (account) => expect(normalizeAccount(account)).not.toBe("mike@example.org"),
  );
});

describe("the limit of an account", () => {
  it("is one for all names that lead to the user, such as those that a database takes for the same (A58)", async () => {
    const throttle = new LoginThrottle({ perAccount: { attempts: 3, seconds: 60 } });
    const bare = (account: string): string => account.normalize("NFD").replace(/\p{Mn}/gu, "");
    const gate = await createGate(throttle, {
      findUser: (account) => (bare(account) === "ann" ? gate.ann : null),
    });
    const { signIn } = gate;
    const statuses = [];
    for (const name of ["ann", "\u00e4nn", "\u00e1nn", "\u00e0nn", "\u00e2nn"])
      statuses.push((await signIn(name, "wrong")).status);
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
  });

  it("is counted in as many steps for a name that nobody has (A52)", async () => {
    const store = new MemoryThrottleStore();
    const { signIn } = await createGate(new LoginThrottle({ store }));
    const add = vi.spyOn(store, "add");
    await signIn("Ann", "wrong");
    const steps = add.mock.calls.length;
    await signIn("Nobody", "wrong");
    expect(add).toHaveBeenCalledTimes(2 * steps);
  });

  it("begins anew for the user, whatever the name, with the right password", async () => {
    const { signIn } = await createGate(new LoginThrottle({ perAccount: { attempts: 3, seconds: 60 } }));
    for (let round = 0; round < 3; round++) {
      for (const name of ["Ann", "ann"]) expect((await signIn(name, "wrong")).status).toBe(200);
      expect((await signIn("ANN", PASSWORD)).json()).toEqual({ isIn: true });
    }
  });

  it("costs no time for a name that is no name: NFKC makes 18 characters of one", async () => {
    const started = performance.now();
    const normalized = normalizeAccount("\ufdfa".repeat(160_000));
    expect(performance.now() - started).toBeLessThan(20);
    expect(normalized).toHaveLength(160_000);
  });
});
