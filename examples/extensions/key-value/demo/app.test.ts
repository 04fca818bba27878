import { expect, it, vi } from "vitest";

it("the demo counts the visits of a visitor and of all", async () => {
  vi.stubEnv("MICRO_KEY_VALUE_FILE", "");
  const { app } = await import("./app.ts");
  const [one, two] = [app.testClient(), app.testClient()];
  await one.get("/");
  expect((await one.get("/")).text).toBe("Visit 2 of yours, 2 of all.");
  expect((await two.get("/")).text).toBe("Visit 1 of yours, 3 of all.");
  expect((await one.get("/health")).json()).toEqual({
    isHealthy: true,
    isStopping: false,
    checks: { "key-value": "ok" },
  });
});
