import { availableParallelism } from "node:os";

import { describe, expect, it } from "vitest";

import { defineServer } from "./server-definition.ts";
import { readValues, resolveSettings, SETTINGS } from "./serve-settings.ts";

describe("the settings of micro serve", () => {
  it("have defaults [F408 F409 F411 F412 F420]", () => {
    expect(resolveSettings({}, []).settings).toMatchObject({
      bind: ["127.0.0.1:8000"],
      workers: 1,
      timeout: 30,
      gracefulTimeout: 30,
      keepAlive: 5,
      backlog: 1024,
      maxConnections: 0,
    });
  });

  it("take the number of workers from WEB_CONCURRENCY and the port from PORT [F408 F409]", () => {
    const { settings, sources } = resolveSettings({ WEB_CONCURRENCY: "3", PORT: "8080" }, []);
    expect(settings).toMatchObject({ workers: 3, bind: ["0.0.0.0:8080"] });
    expect([sources.get("workers"), sources.get("bind"), sources.get("timeout")]).toEqual([
      "WEB_CONCURRENCY",
      "PORT",
      "default",
    ]);
  });

  it("let the later layers win [F410]", () => {
    const { settings, sources } = resolveSettings({ PORT: "8080" }, [
      { source: "file", values: { bind: [":1"], timeout: 1, workers: 2 } },
      { source: "MICRO_SERVE_ARGS", values: { timeout: 2, workers: 3 } },
      { source: "the command line", values: { workers: 4 } },
    ]);
    expect(settings).toMatchObject({ bind: [":1"], timeout: 2, workers: 4 });
    expect([sources.get("bind"), sources.get("timeout"), sources.get("workers")]).toEqual([
      "file",
      "MICRO_SERVE_ARGS",
      "the command line",
    ]);
  });

  it("say which variable does not fit", () => {
    expect(() => resolveSettings({ WEB_CONCURRENCY: "many" }, [])).toThrow(
      /^workers of WEB_CONCURRENCY is "many"\. Give it a whole number, 1 or more, or auto\. \[MICRO_SERVE_CONFIG\]$/,
    );
    expect(() => resolveSettings({ PORT: "http" }, [])).toThrow(/^bind of PORT is \["0\.0\.0\.0:http"\]/);
  });

  it.each([
    ["workers", "auto", availableParallelism()],
    ["timeout", "0.5", 0.5],
    ["maxMemory", "512M", 512 * 1024 ** 2],
    ["maxMemory", "100", 100],
    ["maxHeaderSize", "32kb", 32_768],
    ["socketMode", "0660", 0o660],
    ["accessLogformat", "json", "json"],
    ["accessLogformat", "%h %s", "%h %s"],
    ["pid", "/run/site.pid", "/run/site.pid"],
  ] as const)("read %s from %s", (name, text, value) => {
    expect(SETTINGS[name].read(text)).toBe(value);
  });

  it.each([
    ["workers", "0", "1 or more, or auto"],
    ["backlog", "-1", "a whole number, 0 or more"],
    ["timeout", "soon", "a number of seconds"],
    ["maxMemory", "1T", "a number of bytes"],
    ["socketMode", "999", "three digits from 0 to 7"],
    ["accessLogformat", "nix", "combined, common, json"],
    ["bind", "a b", "HOST:PORT"],
  ] as const)("refuse %s=%s", (name, text, expected) => {
    expect(() => SETTINGS[name].read(text)).toThrow(expected);
  });

  it("hand on what they do not know", () => {
    expect(readValues({ other: 1 }, "file")).toEqual({ other: 1 });
  });

  it("are typed in a file by defineServer() [F410]", () => {
    const config = { workers: "auto", bind: ":80" } as const;
    expect(defineServer(config)).toBe(config);
  });
});
