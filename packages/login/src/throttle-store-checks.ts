import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";

import { createSecret, digestOf } from "./secret-text.ts";
import type { StoreCheck } from "./store-check.ts";
import type { ThrottleStore } from "./throttle-store.ts";

/** Seconds after which a count of a check is over: long enough for a slow machine to read it before. */
const SOON = 0.3;

function createKey(): string {
  return digestOf(createSecret(8));
}

/**
 * What a store of counts has to do, for the tests of any store and any test runner.
 *
 * @example
 * describe("MyStore", () => {
 *   it.each(throttleStoreChecks)("$name", ({ run }) => run(new MyStore()));
 * });
 */
export const throttleStoreChecks: readonly StoreCheck<ThrottleStore>[] = [
  {
    name: "counts each key for itself, up and down, not below 0",
    run: async (store) => {
      const [one, other] = [createKey(), createKey()];
      for (const [amount, expected] of [
        [1, 1],
        [1, 2],
        [-1, 1],
        [-1, 0],
        [-1, 0],
        [1, 1],
      ] as const)
        assert.equal((await store.add(one, amount, 60)).count, expected);
      assert.equal((await store.add(other, -1, 60)).count, 0);
      assert.equal((await store.add(other, 1, 60)).count, 1);
    },
  },
  {
    name: "says when a count is over, which further attempts do not put off",
    run: async (store) => {
      const key = createKey();
      const started = Date.now();
      const { endsAt } = await store.add(key, 1, 60);
      assert.ok(endsAt >= started + 59_000 && endsAt <= Date.now() + 61_000);
      await wait(5);
      assert.equal((await store.add(key, 1, 600)).endsAt, endsAt);
    },
  },
  {
    name: "loses none of several attempts at once",
    run: async (store) => {
      const key = createKey();
      const counts = await Promise.all(
        Array.from({ length: 20 }, async () => (await store.add(key, 1, 60)).count),
      );
      assert.deepEqual(
        counts.toSorted((a, b) => a - b),
        Array.from({ length: 20 }, (_, index) => index + 1),
      );
    },
  },
  {
    name: "begins again when a count is over, or was forgotten",
    run: async (store) => {
      const [key, forgotten] = [createKey(), createKey()];
      for (let time = 0; time < 3; time++) {
        await store.add(key, 1, SOON);
        await store.add(forgotten, 1, 60);
      }
      await store.delete(forgotten);
      await store.delete(createKey());
      assert.equal((await store.add(forgotten, 1, 60)).count, 1);
      await wait(SOON * 1000 + 50);
      assert.equal((await store.add(key, 1, SOON)).count, 1);
    },
  },
  {
    name: "cleans up what is over and nothing else",
    run: async (store) => {
      if (store.cleanup === undefined) return;
      const [over, live] = [createKey(), createKey()];
      await store.add(over, 1, SOON);
      await store.add(live, 1, 60);
      await wait(SOON * 1000 + 50);
      assert.ok((await store.cleanup()) >= 1);
      assert.equal(await store.cleanup(), 0);
      assert.equal((await store.add(live, 1, 60)).count, 2);
    },
  },
];
