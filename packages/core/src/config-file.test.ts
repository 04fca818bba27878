import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { configFile } from "./config-file.ts";

const isInvalid = expect.objectContaining({ code: "MICRO_CONFIG_FILE" });
let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "micro-config-"));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** The path of a file with the given text. */
function writeConfig(text: string): string {
  const path = join(folder, "config.json");
  writeFileSync(path, text);
  return path;
}

describe("configFile", () => {
  it("reads JSON", () => {
    expect(configFile("", writeConfig('{"DEBUG": true, "lower": 1}'))).toEqual({ DEBUG: true, lower: 1 });
  });

  it("reads another format", () => {
    const parse = (text: string): unknown =>
      Object.fromEntries(text.split("\n").map((line) => line.split("=")));
    expect(configFile("", writeConfig("A=1\nB=2"), { parse })).toEqual({ A: "1", B: "2" });
  });

  it("gives a copy of what the parser gave", () => {
    const value = { A: 1 };
    expect(configFile("", writeConfig(""), { parse: () => value })).not.toBe(value);
  });

  it("names the file that is missing", () => {
    const path = join(folder, "none.json");
    expect(() => configFile("", path)).toThrow(isInvalid);
    expect(() => configFile("", path)).toThrow(path);
    expect(() => configFile("", path)).toThrow("ENOENT");
  });

  it("names the file that is a folder", () => {
    expect(() => configFile("", folder)).toThrow(isInvalid);
  });

  it.each(["", "{", "A=1", "{'A': 1}"])("names the file that cannot be parsed: %j", (text) => {
    const path = writeConfig(text);
    expect(() => configFile("", path)).toThrow(isInvalid);
    expect(() => configFile("", path)).toThrow(path);
  });

  it("keeps the cause", () => {
    expect(() => configFile("", writeConfig("{"))).toThrow(
      expect.objectContaining({ cause: expect.any(SyntaxError) }),
    );
  });

  it("names what a parser threw that is no error", () => {
    const parse = (): unknown => {
      // oxlint-disable-next-line only-throw-error -- other people's parsers do
      throw "bad line 3";
    };
    expect(() => configFile("", writeConfig(""), { parse })).toThrow("bad line 3");
  });

  it.each(['"text"', "1", "true", "null", "[]", '[{"A": 1}]'])("refuses %s, which is no object", (text) => {
    expect(() => configFile("", writeConfig(text))).toThrow(isInvalid);
  });

  it.each([
    ["1", "a number"],
    ["null", "null"],
    ["[]", "an array"],
  ])("says of %s what it is: %s", (text, kind) => {
    expect(() => configFile("", writeConfig(text))).toThrow(kind);
  });
});
