import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { Micro } from "./app.ts";
import type { LoggerLike } from "./logger.ts";

describe("app.logger", () => {
  const written: unknown[][] = [];

  beforeEach(() => {
    vi.spyOn(console, "error").mockImplementation((...values) => void written.push(values));
  });

  afterEach(() => {
    vi.restoreAllMocks();
    written.length = 0;
  });

  const time = String.raw`\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}\]`;

  it("is named after the app, and writes each level to the error output [B171]", () => {
    const { logger } = new Micro(null, { name: "movies" });
    logger.info("started");
    logger.warn("slow");
    logger.error("broken", { id: 3 });
    expect(written).toEqual([
      [expect.stringMatching(`^${time} INFO in movies: started$`)],
      [expect.stringMatching(`^${time} WARNING in movies: slow$`)],
      [expect.stringMatching(`^${time} ERROR in movies: broken$`), { id: 3 }],
    ]);
  });

  it("writes what is for developers in debug only [B171]", () => {
    const app = new Micro(null, { name: "movies" });
    app.logger.debug("hidden");
    app.config.load({ DEBUG: true });
    app.logger.debug("seen");
    expect(written).toEqual([[expect.stringMatching(`^${time} DEBUG in movies: seen$`)]]);
  });

  it("gets the errors that no handler took, once, with method and path [B171]", async () => {
    const app = new Micro(null, { name: "movies" });
    app.get("/x", () => {
      throw new Error("boom", { cause: new Error("below") });
    });
    await app.testClient().get("/x");
    expect(written).toHaveLength(1);
    expect(written[0]?.[0]).toMatch(
      new RegExp(
        `^${time} ERROR in movies: Exception on /x \\[GET\\]\\nError: boom\\n[^]*Caused by: Error: below`,
      ),
    );
  });

  it("is the one that the app was given, which nothing is added to [B171]", async () => {
    const lines: string[] = [];
    const add = (message: string): void => void lines.push(message);
    const logger = { debug: add, info: add, warn: add, error: add };
    const app = new Micro(null, { logger });
    expect(app.logger).toBe(logger);
    expect(new Micro(null, { logger: console }).logger).toBe(console);
    app.get("/", () => {
      throw new Error("boom");
    });
    await app.testClient().get("/");
    expect(lines).toEqual([expect.stringMatching(/^Exception on \/ \[GET\]/)]);
    expect(written).toEqual([]);
  });

  it("drops the levels that a given logger lacks", () => {
    const lines: unknown[][] = [];
    const given: LoggerLike = { error: (...values) => void lines.push(values) };
    const { logger } = new Micro(null, { logger: given });
    logger.debug("a");
    logger.info("b");
    logger.warn("c");
    logger.error("d", 1);
    expect(lines).toEqual([["d", 1]]);
  });

  it("keeps the levels that a given logger has", () => {
    const lines: string[] = [];
    const add = (message: string): void => void lines.push(message);
    const all = ["debug", "info", "warn", "error"] as const;
    for (const level of all) new Micro(null, { logger: { error: add, [level]: add } }).logger[level](level);
    expect(lines).toEqual(all);
  });
});
