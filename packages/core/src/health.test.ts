import { describe, expect, it } from "vitest";

import { MemoryLogger } from "../test/memory-logger.ts";
import { Micro } from "./app.ts";
import { HealthChecks } from "./health.ts";

describe("the health of an app", () => {
  it("is good without checks", async () => {
    expect(await new Micro().health.check()).toEqual({ isHealthy: true, isStopping: false, checks: {} });
  });

  it("is bad when one check fails, by throwing or by a promise; the reason is for the log alone", async () => {
    const logger = new MemoryLogger();
    const { health } = new Micro(null, { logger });
    health.add("fine", async () => "anything");
    health.add("thrown", () => {
      throw new Error("password refused");
    });
    health.add("rejected", () => Promise.reject(new Error("no route to 10.0.0.1")));
    const report = await health.check();
    expect(report).toEqual({
      isHealthy: false,
      isStopping: false,
      checks: { fine: "ok", thrown: "failed", rejected: "failed" },
    });
    expect(JSON.stringify(report)).not.toMatch(/password|10\.0/);
    expect(logger.text).toContain('The health check "thrown" failed.');
  });

  it("is bad when a check takes too long, and nothing of it is left", async () => {
    const health = new HealthChecks({ error: () => undefined });
    health.add("stuck", () => new Promise(() => undefined));
    expect(await health.check({ timeout: 5 })).toEqual({
      isHealthy: false,
      isStopping: false,
      checks: { stuck: "timeout" },
    });
  });

  it("is bad when the server is about to stop, whatever its checks say [F438]", async () => {
    const { health } = new Micro();
    health.add("store", () => true);
    health.stop();
    expect(await health.check()).toEqual({ isHealthy: false, isStopping: true, checks: { store: "ok" } });
  });

  it("refuses a name that is taken (MICRO_HEALTH_DUPLICATE), and what cannot be called (MICRO_HOOK_INVALID)", () => {
    const { health } = new Micro();
    health.add("store", () => true);
    expect(() => health.add("store", () => true)).toThrow("MICRO_HEALTH_DUPLICATE");
    expect(() => health.add("other", true as never)).toThrow("MICRO_HOOK_INVALID");
  });
});
