import { beforeEach, describe, expect, it } from "vitest";

import { RespawnDelay } from "./respawn-delay.ts";

describe("RespawnDelay", () => {
  let now: number;
  let delay: RespawnDelay;

  beforeEach(() => {
    now = 1_000_000;
    delay = new RespawnDelay(() => now);
  });

  function count(times: number, workers: number = 1): number[] {
    return Array.from({ length: times }, () => delay.count(workers));
  }

  it("does not wait for a worker that ends now and then", () => {
    for (let index = 0; index < 100; index++) {
      expect(delay.count(1)).toBe(0);
      now += 5000;
    }
  });

  it("waits longer and longer, for thirty seconds at most, when they end again and again [F407]", () => {
    expect(count(11)).toEqual([0, 0, 0, 0, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  });

  it("goes on to wait while what is started late ends at once", () => {
    for (let index = 0; index < 30; index++) now += delay.count(1) + 100;
    expect(delay.count(1)).toBe(30_000);
  });

  it("does not wait when many workers end together", () => {
    expect(count(8, 8)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it("does not wait any more after some time, or when something has changed", () => {
    count(6);
    now += 60_000;
    expect(delay.count(1)).toBe(0);
    count(6);
    delay.forget();
    expect(delay.count(1)).toBe(0);
  });
});
