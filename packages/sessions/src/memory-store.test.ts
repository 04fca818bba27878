import { describe, expect, it, vi } from "vitest";

import { MemoryStore } from "./memory-store.ts";
import { sessionStoreChecks } from "./store-checks.ts";

describe("MemoryStore [F238]", () => {
  it.each(sessionStoreChecks)("$name", async ({ run }) => {
    await expect(run(new MemoryStore())).resolves.toBeUndefined();
  });

  it.each(["__proto__", "constructor", "toString", "hasOwnProperty"])(
    "knows no session that is named like a member of objects: %s (A370)",
    (id) => {
      const store = new MemoryStore();
      expect([store.read(id), store.update(id, "x", 60), store.delete(id)]).toEqual([null, false, false]);
      store.create(id, "data", 60);
      expect([store.read(id), store.read("valueOf")]).toEqual(["data", null]);
    },
  );

  it("does not grow with sessions that are over", () => {
    vi.useFakeTimers({ now: 0 });
    const store = new MemoryStore();
    for (let index = 0; index < 100_000; index++) {
      store.create(`id ${index}`, "x", 10);
      vi.setSystemTime(Date.now() + 10);
    }
    expect(store.size).toBeLessThan(3000);
    vi.useRealTimers();
  });
});
