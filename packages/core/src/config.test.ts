import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { Config } from "./config.ts";

describe("the defaults of Config", () => {
  it.each([
    ["DEBUG", false],
    ["TESTING", false],
    ["SECRET_KEY", null],
    ["SECRET_KEY_FALLBACKS", []],
    ["SESSION_COOKIE_NAME", "session"],
    ["SESSION_COOKIE_DOMAIN", null],
    ["SESSION_COOKIE_PATH", "/"],
    ["SESSION_COOKIE_HTTPONLY", true],
    ["SESSION_COOKIE_SECURE", false],
    ["SESSION_COOKIE_SAMESITE", "lax"],
    ["PERMANENT_SESSION_LIFETIME", 2_678_400],
    ["TRUSTED_HOSTS", null],
    ["MAX_CONTENT_LENGTH", 1_048_576],
    ["MAX_FORM_MEMORY_SIZE", 500_000],
    ["MAX_FORM_PARTS", 1000],
    ["SEND_FILE_MAX_AGE_DEFAULT", null],
    ["TEMPLATES_AUTO_RELOAD", null],
  ])("have %s as %j", (key, value) => {
    expect(new Config().get(key)).toEqual(value);
  });

  it("are not shared between apps", () => {
    new Config().load({ DEBUG: true });
    expect(new Config().get("DEBUG")).toBe(false);
  });
});

describe("Config.get", () => {
  it("gives undefined for what nobody has set", () => {
    expect(new Config().get("NOPE")).toBeUndefined();
  });

  it.each(["constructor", "__proto__", "toString"])("gives nothing that every object has: %s", (key) => {
    expect(new Config().get(key)).toBeUndefined();
  });
});

describe("Config.toObject", () => {
  it("gives a copy", () => {
    const config = new Config();
    config.toObject().DEBUG = true;
    expect(config.get("DEBUG")).toBe(false);
  });
});

describe("Config.load", () => {
  it("takes over UPPER_CASE keys and no others", () => {
    const config = new Config().load({ A: 1, A_2: 2, lower: 3, Mixed: 4, _A: 5, "A-B": 6, "2A": 7 });
    expect(config.toObject()).toMatchObject({ A: 1, A_2: 2 });
    expect(Object.keys(config.toObject()).filter((key) => /[a-z-]|^_|^2/.test(key))).toEqual([]);
  });

  it("replaces what was loaded before", () => {
    expect(new Config().load({ A: 1, B: 1 }).load({ A: 2 }).toObject()).toMatchObject({ A: 2, B: 1 });
  });

  it("leaves a value alone that is undefined, and takes null", () => {
    const config = new Config().load({ A: 1, B: 1 }).load({ A: undefined, B: null });
    expect([config.get("A"), config.get("B")]).toEqual([1, null]);
  });

  it("is not poisoned by JSON (A341)", () => {
    const values: Record<string, unknown> = JSON.parse(
      '{"__proto__": {"DEBUG": true, "POLLUTED": 1}, "A": 1}',
    );
    const config = new Config().load(values);
    expect([config.get("DEBUG"), config.get("POLLUTED"), config.get("A")]).toEqual([false, undefined, 1]);
    expect(Object.prototype).not.toHaveProperty("POLLUTED");
  });
});

describe("Config.loadFile", () => {
  const folder = mkdtempSync(join(tmpdir(), "micro-config-"));
  const path = join(folder, "config.json");

  it("takes over the keys of a file", () => {
    writeFileSync(path, '{"A": 1, "lower": 2}');
    const config = new Config().loadFile(path);
    expect([config.get("A"), config.get("lower")]).toEqual([1, undefined]);
  });

  it("reads another format", () => {
    writeFileSync(path, "A=1");
    expect(new Config().loadFile(path, (text) => ({ A: text })).get("A")).toBe("A=1");
  });

  it("fails for a file that is not there", () => {
    rmSync(folder, { recursive: true });
    expect(() => new Config().loadFile(path)).toThrow(expect.objectContaining({ code: "MICRO_CONFIG_FILE" }));
  });
});

describe("Config.loadEnvironment", () => {
  /** A value after an environment was loaded. */
  function valueOf(environment: Record<string, string | undefined>, key: string, prefix?: string): unknown {
    return new Config().loadEnvironment(environment, prefix).get(key);
  }

  it.each([
    ["text", "text"],
    ["", ""],
    ["true", true],
    ["12", 12],
    ["null", null],
    ['"12"', "12"],
    ["[1,2]", [1, 2]],
    ['{"a":1}', { a: 1 }],
    ["{a:1}", "{a:1}"],
    ["0x10", "0x10"],
    ["True", "True"],
  ])("reads the value %j as JSON, or keeps it as text", (text, value) => {
    expect(valueOf({ MICRO_X: text }, "X")).toEqual(value);
  });

  it.each(["12345678901234567890", "007", "null", "true", "1e3", '"quoted"', "text"])(
    "keeps the SECRET_KEY %s as the text it is",
    (text) => {
      expect(valueOf({ MICRO_SECRET_KEY: text }, "SECRET_KEY")).toBe(text);
    },
  );

  it.each(["SESSION_COOKIE_NAME", "SESSION_COOKIE_PATH", "SESSION_COOKIE_SAMESITE"])(
    "keeps a number in %s as text",
    (key) => {
      expect(valueOf({ [`MICRO_${key}`]: "123" }, key)).toBe("123");
    },
  );

  it.each([
    ["DEBUG", "true", true],
    ["MAX_CONTENT_LENGTH", "16000000", 16_000_000],
    ["TRUSTED_HOSTS", '["example.org"]', ["example.org"]],
    ["SECRET_KEY_FALLBACKS", '["old"]', ["old"]],
    ["SEND_FILE_MAX_AGE_DEFAULT", "null", null],
  ])("sets %s from %s", (key, text, value) => {
    expect(valueOf({ [`MICRO_${key}`]: text }, key)).toEqual(value);
  });

  it("leaves variables without the prefix alone", () => {
    const config = new Config().loadEnvironment({
      X: "1",
      MICRO: "1",
      MICROX: "1",
      XMICRO_X: "1",
      micro_x: "1",
    });
    expect([config.get("X"), config.get("MICRO"), config.get("MICROX")]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("has another prefix", () => {
    expect(valueOf({ MYAPP_X: "1", MICRO_X: "2" }, "X", "MYAPP")).toBe(1);
  });

  it("leaves keys alone that are not UPPER_CASE", () => {
    expect(valueOf({ MICRO_x: "1", MICRO_Xy: "1" }, "x")).toBeUndefined();
  });

  it("leaves variables alone that are not set", () => {
    expect(valueOf({ MICRO_SESSION_COOKIE_NAME: undefined }, "SESSION_COOKIE_NAME")).toBe("session");
  });

  it("makes nested keys of two underscores", () => {
    const environment = { MICRO_DB__HOST: "a", MICRO_DB__PORT: "5432", MICRO_DB__TLS__ON: "true" };
    expect(valueOf(environment, "DB")).toEqual({ HOST: "a", PORT: 5432, TLS: { ON: true } });
  });

  it("adds nested keys to what is there, without changing it", () => {
    const database = { HOST: "a", TLS: { ON: false, CA: "x" } };
    const config = new Config().load({ DB: database }).loadEnvironment({ MICRO_DB__TLS__ON: "true" });
    expect(config.get("DB")).toEqual({ HOST: "a", TLS: { ON: true, CA: "x" } });
    expect(database.TLS.ON).toBe(false);
  });

  it("replaces by an object what is none on the way", () => {
    expect(valueOf({ MICRO_DB: "text", MICRO_DB__HOST: "a" }, "DB")).toEqual({ HOST: "a" });
  });

  it("reads keys in order, so that the whole comes before its parts", () => {
    expect(valueOf({ MICRO_DB__B: "2", MICRO_DB: '{"A": 1}' }, "DB")).toEqual({ A: 1, B: 2 });
  });

  it("is not poisoned by a name (A341)", () => {
    const config = new Config().loadEnvironment({
      MICRO_A____proto____POLLUTED: "1",
      MICRO___proto____POLLUTED: "1",
    });
    expect(Object.prototype).not.toHaveProperty("POLLUTED");
    expect(config.get("POLLUTED")).toBeUndefined();
  });

  it("gives itself, for the next load", () => {
    const config = new Config();
    expect(config.loadEnvironment({})).toBe(config);
    expect(config.load({})).toBe(config);
  });
});
