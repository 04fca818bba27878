import { describe, expect, it } from "vitest";

import { MemoryApiTokenStore } from "./memory-api-token-store.ts";
import { MemoryRememberStore } from "./memory-remember-store.ts";
import { MemoryThrottleStore } from "./memory-throttle-store.ts";
import { apiTokenStoreChecks, rememberStoreChecks, throttleStoreChecks } from "./testing.ts";

describe("MemoryRememberStore", () => {
  it.each(rememberStoreChecks)("$name", ({ run }) =>
    expect(run(new MemoryRememberStore())).resolves.toBeUndefined(),
  );
});

describe("MemoryApiTokenStore", () => {
  it.each(apiTokenStoreChecks)("$name", ({ run }) =>
    expect(run(new MemoryApiTokenStore())).resolves.toBeUndefined(),
  );
});

describe("MemoryThrottleStore", () => {
  it.each(throttleStoreChecks)("$name", ({ run }) =>
    expect(run(new MemoryThrottleStore())).resolves.toBeUndefined(),
  );

  it("is bounded: names by the million push out nothing but each other", () => {
    const store = new MemoryThrottleStore(1000);
    for (let time = 0; time < 5; time++) store.add("attacked", 1, 60);
    for (let index = 0; index < 20_000; index++) store.add(`name ${index}`, 1, 60);
    expect(store.size).toBeLessThanOrEqual(1000);
    expect(store.add("attacked", 1, 60).count).toBe(6);
  });

  it("drops what is over before anything else", () => {
    const store = new MemoryThrottleStore(10);
    store.add("live", 1, 60);
    for (let index = 0; index < 10; index++) store.add(`over ${index}`, 3, -1);
    expect(store.size).toBe(1);
    expect(store.add("live", 1, 60).count).toBe(2);
  });
});

describe("the checks of stores", () => {
  const forgetful = { create: () => undefined, find: () => null, delete: () => false };

  it("fail for a store that does not do as it should", async () => {
    const remember = { ...forgetful, replace: () => true, deleteOfUser: () => 1 };
    const tokens = { ...forgetful, touch: () => undefined, listOfUser: () => [], deleteOfUser: () => 1 };
    const throttle = { add: () => ({ count: 1, endsAt: 0 }), delete: () => undefined };
    const failures = [
      ...rememberStoreChecks.map(({ run }) => run(remember)),
      ...apiTokenStoreChecks.map(({ run }) => run(tokens)),
      ...throttleStoreChecks.map(({ run }) => run(throttle)),
    ];
    const results = await Promise.allSettled(failures);
    const passed = results.filter(({ status }) => status === "fulfilled").length;
    expect(passed).toBe(4); // cleanup(), three times, is not there; a count that is always 1 begins again
  });
});
