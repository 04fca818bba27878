import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import * as z from "zod";

import { Config } from "./config.ts";
import type { Schema, SchemaResult } from "./validation/schema.ts";

function createSchema(validate: () => SchemaResult<unknown> | Promise<SchemaResult<unknown>>): Schema {
  return { "~standard": { version: 1, vendor: "test", validate } };
}

describe("the defaults of Config [F9]", () => {
  it.each([
    ["DEBUG", false],
    ["TESTING", false],
    ["SECRET_KEY", null],
    ["SECRET_KEY_FALLBACKS", []],
    ["SESSION_COOKIE_NAME", "session"],
    ["SESSION_COOKIE_DOMAIN", null],
    ["SESSION_COOKIE_PATH", null],
    ["SESSION_COOKIE_HTTPONLY", true],
    ["SESSION_COOKIE_SECURE", false],
    ["SESSION_COOKIE_SAMESITE", "lax"],
    ["PERMANENT_SESSION_LIFETIME", 2_678_400],
    ["TRUSTED_HOSTS", null],
    ["TRUSTED_PROXIES", null],
    ["MAX_CONTENT_LENGTH", 1_048_576],
    ["MAX_FORM_MEMORY_SIZE", 500_000],
    ["MAX_FORM_PARTS", 1000],
    ["SEND_FILE_MAX_AGE_DEFAULT", null],
    ["STATIC_CHECK_INTERVAL", null],
    ["TEMPLATES_AUTO_RELOAD", null],
    ["PROPAGATE_EXCEPTIONS", null],
    ["TRAP_HTTP_EXCEPTIONS", false],
    ["TRAP_BAD_REQUEST_ERRORS", null],
    ["SESSION_COOKIE_PARTITIONED", false],
    ["SESSION_REFRESH_EACH_REQUEST", true],
    ["SESSION_IDLE_TIMEOUT", null],
    ["SESSION_ABSOLUTE_TIMEOUT", null],
    ["MAX_COOKIE_SIZE", 4093],
    ["SERVER_NAME", null],
    ["APPLICATION_ROOT", "/"],
    ["PREFERRED_URL_SCHEME", "http"],
    ["PROVIDE_AUTOMATIC_OPTIONS", true],
    ["USE_X_SENDFILE", false],
    ["REQUEST_ID_HEADER", null],
    ["EXPLAIN_TEMPLATE_LOADING", false],
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
  it("takes over UPPER_CASE keys and no others [F3 B148]", () => {
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

describe("Config.load of other sources", () => {
  class Base {
    static readonly DEBUG = true;
    static readonly NAME: string = "base";
    static readonly lower = 1;
  }
  class Production extends Base {
    static override readonly NAME: string = "production";
  }

  it("takes a class, inherited keys too [B148]", () => {
    expect(new Config().load(Production).toObject()).toMatchObject({ DEBUG: true, NAME: "production" });
    expect(new Config().load(Production).get("lower")).toBeUndefined();
  });

  it("takes pairs [B148]", () => {
    expect(new Config().load([["A", 1]]).get("A")).toBe(1);
    expect(new Config().load(new Map([["A", 2]])).get("A")).toBe(2);
  });

  it("gives values as properties", () => {
    const config = new Config().load({ SECRET_KEY: "s" });
    expect(config.SECRET_KEY).toBe("s");
    expect(config.MAX_FORM_PARTS).toBe(1000);
  });
});

describe("Config.getNamespace", () => {
  const config = new Config().load({ IMAGE_STORE_TYPE: "fs", IMAGE_STORE_PATH: "/images" });

  it("gives the values below a prefix, in lower case and without it [F6 B152]", () => {
    expect(config.getNamespace("IMAGE_STORE_")).toEqual({ type: "fs", path: "/images" });
  });

  it("keeps case and prefix when asked to [F6 B152]", () => {
    expect(config.getNamespace("IMAGE_STORE_", { lowercase: false })).toEqual({
      TYPE: "fs",
      PATH: "/images",
    });
    expect(config.getNamespace("IMAGE_STORE_", { trim: false })).toEqual({
      image_store_type: "fs",
      image_store_path: "/images",
    });
  });
});

describe("Config.applySchema", () => {
  const schema = z.object({ NAME: z.string().default("world"), PORT: z.coerce.number() });

  it("gives the schema's output and takes it over [F7]", () => {
    const config = new Config().load({ PORT: "80", OTHER: 1 });
    expect(config.applySchema(schema, "the extension hello")).toEqual({ NAME: "world", PORT: 80 });
    expect([config.get("NAME"), config.get("PORT"), config.get("OTHER")]).toEqual(["world", 80, 1]);
  });

  it("names the owner and every bad key [F7 W34]", () => {
    const apply = (): unknown =>
      new Config().load({ NAME: 1, PORT: "x" }).applySchema(schema, "the extension hello");
    expect(apply).toThrow(
      expect.objectContaining({
        code: "MICRO_CONFIG_INVALID",
        message: expect.stringMatching(
          /does not fit the extension hello:\n {2}NAME: .*\n {2}PORT: .*\n Correct it in the app's configuration/,
        ),
      }),
    );
  });

  it("names one fault in a line", () => {
    const apply = (): unknown => new Config().load({ PORT: "x" }).applySchema(schema, "the app");
    expect(apply).toThrow(/^The configuration does not fit the app: PORT: .*\. Correct it/);
  });

  it("names a fault of the whole, and a nested key with dots", () => {
    const whole = createSchema(() => ({ issues: [{ message: "too much" }] }));
    expect(() => new Config().applySchema(whole, "x")).toThrow("(all): too much");
    const nested = createSchema(() => ({ issues: [{ message: "no", path: ["DB", "PORT", 0] }] }));
    expect(() => new Config().applySchema(nested, "x")).toThrow("DB.PORT.0: no");
  });

  it("takes over nothing from a schema whose output is no object", () => {
    const config = new Config();
    config.applySchema(
      createSchema(() => ({ value: "text" })),
      "x",
    );
    expect(config.toObject()).toEqual(new Config().toObject());
  });

  it("does not wait for a schema", () => {
    const later = createSchema(async () => ({ value: 1 }));
    expect(() => new Config().applySchema(later, "the extension hello")).toThrow(
      expect.objectContaining({
        code: "MICRO_SCHEMA_ASYNC",
        message: expect.stringContaining("the extension hello"),
      }),
    );
  });
});

describe("Config.check", () => {
  it("names every key of Micro's with a value that does not fit [F7 W34]", () => {
    const config = new Config().load({
      MAX_CONTENT_LENGTH: "16MB",
      DEBUG: "yes",
      SECRET_KEY: 1,
      TRUSTED_HOSTS: [1],
      MAX_FORM_PARTS: -1,
      MAX_COOKIE_SIZE: NaN,
    });
    expect(() => config.check()).toThrow(
      expect.objectContaining({
        code: "MICRO_CONFIG_INVALID",
        message: expect.stringContaining('DEBUG is "yes"'),
      }),
    );
    for (const key of [
      "MAX_CONTENT_LENGTH",
      "SECRET_KEY",
      "TRUSTED_HOSTS",
      "MAX_FORM_PARTS",
      "MAX_COOKIE_SIZE",
    ])
      expect(() => config.check()).toThrow(`${key} is `);
  });

  it("accepts null where it means something", () => {
    const config = new Config().load({ SEND_FILE_MAX_AGE_DEFAULT: null, TRUSTED_HOSTS: null });
    expect(() => config.check()).not.toThrow();
    expect(() => config.load({ DEBUG: null }).check()).toThrow("DEBUG is null: give it true or false.");
  });

  it("takes one trusted host for a list, as the environment gives it", () => {
    const config = new Config().loadEnvironment({ MICRO_TRUSTED_HOSTS: "example.org" });
    config.check();
    expect(config.TRUSTED_HOSTS).toEqual(["example.org"]);
  });

  it("takes trusted proxies as the environment gives them: a number, a list, a text with commas [F434]", () => {
    const proxiesOf = (text: string): unknown => {
      const config = new Config().loadEnvironment({ MICRO_TRUSTED_PROXIES: text });
      config.check();
      return config.TRUSTED_PROXIES;
    };
    expect([proxiesOf("1"), proxiesOf('["::1"]'), proxiesOf("10.0.0.0/8, unix"), proxiesOf("::1")]).toEqual([
      1,
      ["::1"],
      ["10.0.0.0/8", "unix"],
      ["::1"],
    ]);
    expect(() => proxiesOf("10.0.0.0/33")).toThrow("TRUSTED_PROXIES");
  });

  it("checks schemas again: what was loaded since counts", () => {
    const config = new Config().load({ PORT: 80 });
    config.applySchema(z.object({ PORT: z.number() }), "the app");
    expect(() => config.load({ PORT: "x" }).check()).toThrow("PORT: ");
  });
});

describe("Config.loadFileNamedBy", () => {
  const folder = mkdtempSync(join(tmpdir(), "micro-config-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it("loads the file that the variable names [F4 B151]", () => {
    writeFileSync(join(folder, "own.json"), '{"A": 1}');
    vi.stubEnv("MY_SETTINGS", join(folder, "own.json"));
    expect(new Config().loadFileNamedBy("MY_SETTINGS").get("A")).toBe(1);
    vi.unstubAllEnvs();
  });

  it("names the variable that is not set, unless the file is optional [B151]", () => {
    expect(() => new Config().loadFileNamedBy("MY_SETTINGS")).toThrow(
      expect.objectContaining({ code: "MICRO_CONFIG_FILE", message: expect.stringContaining("MY_SETTINGS") }),
    );
    expect(new Config().loadFileNamedBy("MY_SETTINGS", { isOptional: true }).get("A")).toBeUndefined();
  });
});

describe("Config.loadFile", () => {
  const folder = mkdtempSync(join(tmpdir(), "micro-config-"));
  const path = join(folder, "config.json");

  it("takes over the keys of a file [F4 B149]", () => {
    writeFileSync(path, '{"A": 1, "lower": 2}');
    const config = new Config().loadFile(path);
    expect([config.get("A"), config.get("lower")]).toEqual([1, undefined]);
  });

  it("reads another format [B149]", () => {
    writeFileSync(path, "A=1");
    expect(new Config().loadFile(path, { parse: (text) => ({ A: text }) }).get("A")).toBe("A=1");
  });

  it("looks in its folder for a relative path [F4]", () => {
    writeFileSync(path, '{"A": 3}');
    expect(new Config(folder).loadFile("config.json").get("A")).toBe(3);
  });

  it("passes over an optional file that is not there, and no other fault [B149]", () => {
    expect(new Config(folder).loadFile("none.json", { isOptional: true }).get("A")).toBeUndefined();
    writeFileSync(path, "{");
    expect(() => new Config(folder).loadFile("config.json", { isOptional: true })).toThrow(
      "MICRO_CONFIG_FILE",
    );
  });

  it("fails for a file that is not there [B149]", () => {
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
  ])("reads the value %j as JSON, or keeps it as text [F5 B150]", (text, value) => {
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

  it("leaves variables without the prefix alone [F5 B150]", () => {
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

  it("makes nested keys of two underscores [F5 B150]", () => {
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

  it("reads keys in order [F5], so that the whole comes before its parts", () => {
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
