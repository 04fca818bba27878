import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { SessionStore } from "@micro-web/core";

/** One thing that every store has to do. */
export interface SessionStoreCheck {
  /** As a test is named. */
  readonly name: string;
  /** Fails with an AssertionError. @param store - May hold other sessions. */
  run(store: SessionStore): Promise<void>;
}

const HOUR = 3600;
/** Seconds after which a session of a check is over: long enough for a slow machine to read it before. */
const SOON = 0.3;

function newId(): string {
  return randomBytes(24).toString("base64url");
}

/** An id whose session is over. */
async function endedId(store: SessionStore): Promise<string> {
  const id = newId();
  await store.create(id, "over", SOON);
  await wait(SOON * 1000 + 50);
  return id;
}

const ODD_IDS = [
  "../../etc/passwd",
  "__proto__",
  "constructor",
  ".",
  "..",
  "a/b",
  "",
  "é",
  "*",
  "x".repeat(500),
];
const ODD_DATA = ["", "{}", '{"a":"é🎬"}', "\0\n\r\u2028", "x".repeat(200_000)];

/**
 * What a session store has to do, for the tests of any store and any test runner.
 *
 * @example
 * import { sessionStoreChecks } from "@micro-web/sessions/testing";
 * describe("MyStore", () => {
 *   it.each(sessionStoreChecks)("$name", ({ run }) => run(new MyStore()));
 * });
 */
export const sessionStoreChecks: readonly SessionStoreCheck[] = [
  {
    name: "gives back what was kept",
    run: async (store) => {
      for (const data of ODD_DATA) {
        const id = newId();
        await store.create(id, data, HOUR);
        assert.equal(await store.read(id), data);
      }
    },
  },
  {
    name: "knows nothing of other ids",
    run: async (store) => {
      const id = newId();
      await store.create(id, "mine", HOUR);
      for (const other of [newId(), id.slice(1), `${id}x`, ...ODD_IDS]) {
        assert.equal(await store.read(other), null);
        assert.equal(await store.update(other, "theirs", HOUR), false);
        assert.equal(await store.touch(other, HOUR), false);
        assert.equal(await store.delete(other), false);
        assert.equal(await store.read(other), null);
      }
      assert.equal(await store.read(id), "mine");
    },
  },
  {
    name: "keeps odd ids apart",
    run: async (store) => {
      for (const id of ODD_IDS) await store.create(id, `data of ${id}`, HOUR);
      for (const id of ODD_IDS) assert.equal(await store.read(id), `data of ${id}`);
      for (const id of ODD_IDS) assert.equal(await store.delete(id), true);
    },
  },
  {
    name: "replaces what is there",
    run: async (store) => {
      const id = newId();
      await store.create(id, "longer than the next", HOUR);
      assert.equal(await store.update(id, "next", HOUR), true);
      assert.equal(await store.read(id), "next");
    },
  },
  {
    name: "forgets what is deleted, once",
    run: async (store) => {
      const id = newId();
      await store.create(id, "a", HOUR);
      assert.equal(await store.delete(id), true);
      assert.equal(await store.read(id), null);
      assert.equal(await store.delete(id), false);
    },
  },
  {
    name: "does not bring back what was deleted",
    run: async (store) => {
      const id = newId();
      await store.create(id, "a", HOUR);
      await store.delete(id);
      assert.equal(await store.update(id, "b", HOUR), false);
      assert.equal(await store.touch(id, HOUR), false);
      assert.equal(await store.read(id), null);
    },
  },
  {
    name: "does not bring back what is deleted at the same time",
    run: async (store) => {
      for (let round = 0; round < 30; round++) {
        const id = newId();
        await store.create(id, "a", HOUR);
        const changes = Array.from({ length: 5 }, () => store.update(id, "b", HOUR));
        await Promise.all([...changes, store.touch(id, HOUR), store.delete(id), store.update(id, "c", HOUR)]);
        assert.equal(await store.read(id), null);
      }
    },
  },
  {
    name: "lets one of several delete",
    run: async (store) => {
      const id = newId();
      await store.create(id, "a", HOUR);
      const deleted = await Promise.all(Array.from({ length: 5 }, async () => store.delete(id)));
      assert.deepEqual(deleted.filter(Boolean), [true]);
    },
  },
  {
    name: "gives one of several changes whole",
    run: async (store) => {
      const id = newId();
      const changes = Array.from({ length: 8 }, (_, index) => String(index).repeat(10_000 * (index + 1)));
      await store.create(id, "a", HOUR);
      const reading = Array.from({ length: 8 }, async () => store.read(id));
      await Promise.all(changes.map(async (data) => store.update(id, data, HOUR)));
      for (const data of [...(await Promise.all(reading)), await store.read(id)])
        assert.ok(data === "a" || changes.includes(data ?? ""), "half of a change was read");
    },
  },
  {
    name: "forgets what is over, for all purposes",
    run: async (store) => {
      const id = await endedId(store);
      assert.equal(await store.read(id), null);
      assert.equal(await store.update(id, "b", HOUR), false);
      assert.equal(await store.touch(id, HOUR), false);
      assert.equal(await store.read(id), null);
      assert.equal(await store.delete(id), false);
    },
  },
  {
    name: "keeps for longer what is updated or touched",
    run: async (store) => {
      const [updated, touched] = [newId(), newId()];
      await store.create(updated, "a", SOON);
      await store.create(touched, "b", SOON);
      assert.equal(await store.update(updated, "a", HOUR), true);
      assert.equal(await store.touch(touched, HOUR), true);
      await wait(SOON * 1000 + 50);
      assert.equal(await store.read(updated), "a");
      assert.equal(await store.read(touched), "b");
    },
  },
  {
    name: "cleans up what is over and nothing else",
    run: async (store) => {
      if (store.cleanup === undefined) return;
      const id = newId();
      await store.create(id, "a", HOUR);
      await endedId(store);
      assert.ok((await store.cleanup()) >= 1);
      assert.equal(await store.cleanup(), 0);
      assert.equal(await store.read(id), "a");
    },
  },
];
