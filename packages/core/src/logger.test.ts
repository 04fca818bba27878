import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { Micro } from "./app.ts";
import { currentRequest } from "./context/index.ts";
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

  it("writes JSON where NODE_ENV is production, without secrets, and whatever it is given [F446 F447 F458]", () => {
    vi.stubEnv("NODE_ENV", "production");
    const { logger } = new Micro(null, { name: "movies" });
    const circle: Record<string, unknown> = {};
    circle["toJSON"] = () => {
      throw new Error("no JSON");
    };
    logger.info("started", { user: "ann", password: "x", big: 1n });
    logger.warn("plain");
    logger.error("broken", new TypeError("boom"));
    logger.error("odd", circle);
    const lines = written.map(([line]) => JSON.parse(String(line)) as unknown); // each is one line of JSON
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT/);
    expect(lines).toEqual([
      {
        time,
        level: "info",
        name: "movies",
        message: "started",
        details: [{ user: "ann", password: "[hidden]", big: "1" }],
      },
      { time, level: "warning", name: "movies", message: "plain" },
      {
        time,
        level: "error",
        name: "movies",
        message: "broken",
        details: [expect.stringMatching(/^TypeError: boom\n/)],
      },
      { time, level: "error", name: "movies", message: "odd", details: "cannot be written as JSON" },
    ]);
  });

  it("has the id of the request in each line that is written for one, with ambient access [F448]", async () => {
    expect(currentRequest).toBeTypeOf("function"); // its module is imported
    const app = new Micro(null, { name: "movies" });
    const ids: string[] = [];
    app.get("/", async (request) => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      ids.push(request.id);
      app.logger.info("looked");
      vi.stubEnv("NODE_ENV", "production");
      app.logger.info("looked");
      vi.unstubAllEnvs();
      return "x";
    });
    await app.testClient().get("/");
    expect(written[0]?.[0]).toMatch(new RegExp(`^${time} INFO in movies \\(${ids[0]}\\): looked$`));
    expect(JSON.parse(String(written[1]?.[0]))).toMatchObject({ requestId: ids[0], message: "looked" });
  });

  it("gets the errors that no handler took, once, with method and path [B171 F449]", async () => {
    const app = new Micro(null, { name: "movies" });
    app.get("/x", () => {
      throw new Error("boom", { cause: new Error("below") });
    });
    await app.testClient().get("/x");
    expect(written).toHaveLength(1);
    expect(written[0]?.[0]).toMatch(
      new RegExp(
        `^${time} ERROR in movies(?: \\(\\S+\\))?: Exception on /x \\[GET\\]\\nError: boom\\n[^]*Caused by: Error: below`,
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
