import assert from "node:assert/strict";

import type { RememberSeries, RememberStore } from "./remember-store.ts";
import { createSecret, digestOf } from "./secret-text.ts";
import { ODD_TEXTS, type StoreCheck } from "./store-check.ts";

function createSeries(changes: Partial<RememberSeries> = {}): RememberSeries {
  const now = Date.now();
  return {
    series: createSecret(16),
    userId: createSecret(8),
    tokenHash: digestOf(createSecret(32)),
    previousHash: "",
    stamp: createSecret(16),
    rotatedAt: now,
    expiresAt: now + 3_600_000,
    ...changes,
  };
}

/**
 * What a store of remember-me tokens has to do, for the tests of any store and any test runner.
 *
 * @example
 * describe("MyStore", () => {
 *   it.each(rememberStoreChecks)("$name", ({ run }) => run(new MyStore()));
 * });
 */
export const rememberStoreChecks: readonly StoreCheck<RememberStore>[] = [
  {
    name: "gives back what was kept, and nothing for other names",
    run: async (store) => {
      for (const userId of ODD_TEXTS) {
        const series = createSeries({ userId });
        await store.create(series);
        assert.deepEqual(await store.find(series.series), series);
      }
      for (const name of [createSecret(16), "", ...ODD_TEXTS]) assert.equal(await store.find(name), null);
    },
  },
  {
    name: "replaces a series whose token is the expected one, and no other",
    run: async (store) => {
      const series = createSeries();
      const next = { ...series, tokenHash: digestOf("next"), previousHash: series.tokenHash, rotatedAt: 1 };
      assert.equal(await store.replace(next, series.tokenHash), false, "it was not there");
      await store.create(series);
      assert.equal(await store.replace(next, digestOf("other")), false);
      assert.deepEqual(await store.find(series.series), series);
      assert.equal(await store.replace(next, series.tokenHash), true);
      assert.deepEqual(await store.find(series.series), next);
      assert.equal(await store.replace(series, series.tokenHash), false, "that token was replaced");
    },
  },
  {
    name: "lets one of several replace at once",
    run: async (store) => {
      for (let round = 0; round < 20; round++) {
        const series = createSeries();
        await store.create(series);
        const next = Array.from({ length: 8 }, (_, index) => ({
          ...series,
          tokenHash: digestOf(String(index)),
        }));
        const replaced = await Promise.all(next.map(async (one) => store.replace(one, series.tokenHash)));
        assert.equal(replaced.filter(Boolean).length, 1);
        assert.deepEqual(await store.find(series.series), next[replaced.indexOf(true)]);
      }
    },
  },
  {
    name: "forgets a series, once, and does not bring it back",
    run: async (store) => {
      const series = createSeries();
      await store.create(series);
      assert.equal(await store.delete(series.series), true);
      assert.equal(await store.find(series.series), null);
      assert.equal(await store.delete(series.series), false);
      assert.equal(await store.replace(series, series.tokenHash), false);
      assert.equal(await store.find(series.series), null);
    },
  },
  {
    name: "forgets all series of a user and of nobody else",
    run: async (store) => {
      for (const userId of ODD_TEXTS.map((text) => `${text}${createSecret(4)}`.slice(-255))) {
        const [one, two, other] = [createSeries({ userId }), createSeries({ userId }), createSeries()];
        for (const series of [one, two, other]) await store.create(series);
        assert.equal(await store.deleteOfUser(userId), 2);
        assert.equal(await store.find(one.series), null);
        assert.deepEqual(await store.find(other.series), other);
        assert.equal(await store.deleteOfUser(userId), 0);
      }
    },
  },
  {
    name: "cleans up what is over and nothing else",
    run: async (store) => {
      if (store.cleanup === undefined) return;
      const [over, live] = [createSeries({ expiresAt: Date.now() - 1000 }), createSeries()];
      await store.create(over);
      await store.create(live);
      assert.ok((await store.cleanup()) >= 1);
      assert.equal(await store.cleanup(), 0);
      assert.equal(await store.find(over.series), null);
      assert.deepEqual(await store.find(live.series), live);
    },
  },
];
