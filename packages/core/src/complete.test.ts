import { describe, expect, it } from "vitest";

import { MemoryLogger } from "../test/memory-logger.ts";
import { Micro } from "./app.ts";

describe("the end of a request", () => {
  it("reaches every hook and receiver, also when those before have failed late [F186 B99]", async () => {
    const logger = new MemoryLogger();
    const app = new Micro(null, { logger });
    const seen: string[] = [];
    for (const name of ["1", "2"]) {
      app.teardownRequest(async () => {
        seen.push(name);
        await Promise.reject(new Error(`late ${name}`));
      });
    }
    for (const name of ["requestTearingDown", "appContextPopped"] as const) {
      app.signals[name].connect(() => {
        seen.push(name);
        throw new Error(`receiver of ${name}`);
      });
    }
    app.get("/", () => "x");
    expect((await app.testClient().get("/")).text).toBe("x");
    expect(seen).toEqual(["2", "1", "requestTearingDown", "appContextPopped"]);
    expect(logger.messages.map((message) => /(late \d|receiver of \w+)/.exec(message)?.[0])).toEqual([
      "late 2",
      "late 1",
      "receiver of requestTearingDown",
      "receiver of appContextPopped",
    ]);
  });
});
