import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as z from "zod";

import { Micro } from "./app.ts";
import { Blueprint } from "./blueprint.ts";
import { type CommandDefinition, defineCommand } from "./command-definition.ts";
import type { ArgumentDefinition, OptionDefinition } from "./command-parameters.ts";
import { MicroError } from "./errors.ts";
import type { Extension } from "./extension.ts";

/** Takes one of everything, and keeps what it got. */
function createCommand(): { readonly got: unknown[]; run(line: string): Promise<readonly [number, string]> } {
  const got: unknown[] = [];
  const app = new Micro();
  app.cli.command("seed", {
    description: "Adds movies.",
    arguments: { file: { description: "a JSON file" }, tags: { many: true, required: false } },
    options: {
      count: { type: "integer", short: "n", default: 10, description: "how many" },
      weight: { type: "number" },
      size: { choices: ["small", "large"], default: "small" },
      dryRun: { type: "boolean", short: "d", description: "only say what would be done" },
      color: { type: "boolean", default: true },
      only: { many: true, short: "o" },
    },
    run: (values) => void got.push(values),
  });
  return {
    got,
    async run(line) {
      const { exitCode, stdout, stderr } = await app.testCommand([
        "seed",
        ...line.split(" ").filter(Boolean),
      ]);
      return [exitCode, stdout + stderr];
    },
  };
}

const DEFAULTS = {
  tags: [],
  count: 10,
  weight: undefined,
  size: "small",
  dryRun: false,
  color: true,
  only: [],
};

describe("the values of a command", () => {
  it.each([
    ["a.json", { file: "a.json" }],
    ["a.json x y", { file: "a.json", tags: ["x", "y"] }],
    ["--count 3 a.json", { file: "a.json", count: 3 }],
    ["-n3 a.json", { file: "a.json", count: 3 }],
    ["-n=3 a.json", { file: "a.json", count: 3 }],
    ["--count=-3 a.json --weight -1.5", { file: "a.json", count: -3, weight: -1.5 }],
    ["a.json --weight 1e3 --size large", { file: "a.json", weight: 1000, size: "large" }],
    ["a.json --dry-run --no-color", { file: "a.json", dryRun: true, color: false }],
    ["a.json --dry-run --no-dry-run --color", { file: "a.json" }],
    ["-dn 3 a.json -o a -ob --only c=d", { file: "a.json", dryRun: true, count: 3, only: ["a", "b", "c=d"] }],
    ["-- -d --help", { file: "-d", tags: ["--help"] }],
    ["- -5", { file: "-", tags: ["-5"] }],
  ])("are those of its words: %s [F377]", async (line, expected) => {
    const { got, run } = createCommand();
    expect(await run(line)).toEqual([0, ""]);
    expect(got).toEqual([{ ...DEFAULTS, ...expected }]);
  });

  it.each([
    ["", "The argument <file> is missing."],
    ["a --cuont 3", 'There is no option --cuont. Did you mean "--count"?'],
    ["a -x", "There is no option -x."],
    ["a --count", "--count needs a value."],
    ["a --count --dry-run", "--count needs a value."],
    ["a -n", "-n needs a value."],
    ["a --dry-run=yes", "--dry-run takes no value."],
    ["a --count many", '--count is "many". It has to be an integer.'],
    ["a --count 1.5", '--count is "1.5". It has to be an integer.'],
    ["a --weight x", '--weight is "x". It has to be a number.'],
    ["a --size smal", '--size is "smal". It has to be one of small, large. Did you mean "small"?'],
  ])("are refused with the reason and the status 2: %s [F377 F513]", async (line, expected) => {
    const { got, run } = createCommand();
    expect(await run(line)).toEqual([
      2,
      `${expected}\nUsage: micro seed [options] <file> [tags...]\nmicro seed --help says more.\n`,
    ]);
    expect(got).toEqual([]);
  });

  it("are those of the environment for options that are not given [F376]", async () => {
    vi.stubEnv("MICRO_SEED_DRY_RUN", "1");
    vi.stubEnv("MICRO_SEED_ONLY", "a  b");
    vi.stubEnv("MICRO_SEED_COUNT", "x");
    const { got, run } = createCommand();
    expect(await run("a -n 2")).toEqual([0, ""]);
    expect(got).toEqual([{ ...DEFAULTS, file: "a", dryRun: true, only: ["a", "b"], count: 2 }]);
    expect((await run("a"))[1]).toContain('MICRO_SEED_COUNT is "x". It has to be an integer.');
    vi.unstubAllEnvs();
  });

  it("are what a function, or a schema, makes of them", async () => {
    const app = new Micro();
    const got: unknown[] = [];
    app.cli.command("mail", {
      description: "Sends mail.",
      arguments: { to: { parse: z.email() } },
      options: {
        at: {
          parse: (text) => {
            if (Number.isNaN(Date.parse(text))) throw new Error("It has to be a date, as in 2026-11-21.");
            return new Date(text);
          },
        },
        odd: { parse: () => Promise.reject(new Error("never")) },
      },
      run: (values) => void got.push(values),
    });
    expect((await app.testCommand(["mail", "a@example.org", "--at", "2026-11-21"])).exitCode).toBe(0);
    expect(got).toEqual([{ to: "a@example.org", at: new Date("2026-11-21"), odd: undefined }]);
    const failures = ["x", "a@example.org --at x", "a@example.org --odd x"];
    const texts: string[] = [];
    for (const line of failures) texts.push((await app.testCommand(["mail", ...line.split(" ")])).stderr);
    expect(texts.map((text) => text.split("\n")[0])).toEqual([
      'to is "x". Invalid email address',
      '--at is "x". It has to be a date, as in 2026-11-21.',
      '--odd is "x". never',
    ]);
  });

  it("have to be there where the declaration says so", async () => {
    const app = new Micro();
    app.cli.command("give", {
      description: "Gives.",
      arguments: { what: { required: false } },
      options: { to: { required: true } },
      run: ({ what, to }) => console.log(what, to),
    });
    expect((await app.testCommand(["give"])).stderr).toMatch(/^--to has to be given\.\n/);
    expect((await app.testCommand(["give", "--to", "ann"])).stdout).toBe("undefined ann\n");
    expect((await app.testCommand(["give", "a", "b"])).stderr).toMatch(
      /^"b" is a word too many: no more arguments are taken\.\n/,
    );
  });

  it("are those of a command that is defined already", async () => {
    const app = new Micro();
    const add = defineCommand({
      description: "Adds.",
      arguments: { left: { type: "integer" }, right: { type: "integer" } },
      run: ({ left, right }) => left + right,
    });
    app.cli.command("add", add);
    expect((await app.testCommand(["add", "2", "3"])).exitCode).toBe(5);
  });

  it("are none for a command that declares none", async () => {
    const app = new Micro();
    app.cli.command("ping", { description: "Says pong.", run: (values) => Object.keys(values).length });
    expect((await app.testCommand(["ping"])).exitCode).toBe(0);
    expect((await app.testCommand(["ping", "x"])).stderr).toMatch(
      /^"x" is a word too many: no arguments are taken\.\nUsage: micro ping \[options\]\n/,
    );
  });
});

describe("--help of a command", () => {
  it.each(["--help", "a -h", "--wrong --help"])(
    "shows what it takes, and what that is when it is not given: %s [F377]",
    async (line) => {
      const { got, run } = createCommand();
      expect(await run(line)).toEqual([
        0,
        `Usage: micro seed [options] <file> [tags...]

Adds movies.

Arguments:
  file                   a JSON file
  tags

Options:
  -n, --count <integer>  how many (default: 10)
      --weight <number>
      --size <text>      (one of small, large; default: small)
  -d, --dry-run          only say what would be done
      --color            (default: true; --no-color turns it off)
  -o, --only <text>      (may be given many times)
  -h, --help             show this
`,
      ]);
      expect(got).toEqual([]);
    },
  );

  it("says which options have to be given, and shows defaults of any kind", async () => {
    const app = new Micro();
    app.cli.command("give", {
      description: "Gives.",
      options: { to: { required: true }, list: { default: ["a"] }, odd: { default: Symbol("odd") } },
      run: () => 0,
    });
    const { stdout } = await app.testCommand(["give", "--help"]);
    expect(stdout).toContain("--to <text>    (has to be given)");
    expect(stdout).toContain('--list <text>  (default: ["a"])');
    expect(stdout).toContain("--odd <text>   (default: Symbol(odd))");
    expect(stdout).not.toContain("Arguments:");
  });
});

type Arguments = Readonly<Record<string, ArgumentDefinition>>;
type Options = Readonly<Record<string, OptionDefinition>>;

describe("a declaration that contradicts itself is refused", () => {
  it.each<[Partial<CommandDefinition<Arguments, Options>>, RegExp]>([
    [{ arguments: { "two words": {} } }, /"two words" of a command has a name that cannot be written/],
    [
      { options: { help: {} } },
      /The option "help" of a command is called "help", as another one is, or --help\./,
    ],
    [{ options: { host: { short: "h" } } }, /is called "-h"/],
    [{ arguments: { a: {} }, options: { a: {} } }, /The option "a" of a command is called "a"/],
    [{ options: { a: { short: "x" }, b: { short: "x" } } }, /The option "b" of a command is called "-x"/],
    [{ options: { a: { short: "xy" } } }, /has the short form "xy", which is not one letter/],
    [
      { arguments: { a: { many: true }, b: {} } },
      /"a" of a command may be given many times and is not the last/,
    ],
    [
      { arguments: { a: { default: 1 }, b: {} } },
      /"a" of a command may be left out, but "b" after it may not/,
    ],
  ])("%j", (declaration, message) => {
    const define = (): unknown => defineCommand({ description: "", run: () => 0, ...declaration });
    expect(define).toThrow(MicroError);
    expect(define).toThrow(message);
  });
});

describe("completion of a command", () => {
  const { complete } = defineCommand({
    description: "Makes.",
    arguments: { kind: { choices: ["page", "form"] }, name: {} },
    options: {
      size: { choices: ["s", "m"], short: "s" },
      all: { type: "boolean", description: "all of them" },
    },
    run: () => 0,
  });

  function wordsAfter(...words: string[]): string[] {
    return complete?.(words).map(({ word }) => word) ?? [];
  }

  it("offers its options and the choices of its arguments [F388]", () => {
    expect(wordsAfter()).toEqual(["page", "form", "--size", "--all", "--help"]);
    expect(wordsAfter("--all")).toEqual(wordsAfter());
  });

  it("offers the commands of a group, and what these take [F388]", () => {
    const app = new Micro();
    const make = defineCommand({
      description: "Makes.",
      arguments: { kind: { choices: ["page"] } },
      run: () => 0,
    });
    app.cli.group("site").add("make", make);
    app.cli.add("make", make);
    app.cli.add("other", { description: "Reads its words.", run: () => 0 });
    const offered = (name: string, ...words: string[]): unknown => app.commands.get(name)?.complete?.(words);
    expect(offered("site")).toEqual([{ word: "make", about: "Makes." }]);
    expect(offered("site", "make")).toContainEqual({ word: "page", about: "" });
    expect(offered("make")).toContainEqual({ word: "page", about: "" });
    expect([offered("other"), offered("site", "none")]).toEqual([[], []]);
  });

  it("offers the choices of the option before [F388]", () => {
    expect([wordsAfter("--size"), wordsAfter("page", "-s")]).toEqual([
      ["s", "m"],
      ["s", "m"],
    ]);
  });
});

describe("setup.cli", () => {
  const greeting: Extension = {
    name: "greeting",
    setup: ({ cli }) =>
      cli.command("greet", {
        description: "Greets.",
        arguments: { name: {} },
        run: ({ name }) => console.log(name),
      }),
  };

  it("adds the commands of an extension [F377 F534]", async () => {
    const app = new Micro();
    app.use(greeting);
    expect((await app.testCommand(["greet", "ann"])).stdout).toBe("ann\n");
  });

  it("puts those of an extension of a blueprint into its group [F537]", async () => {
    const app = new Micro();
    app.mount(new Blueprint("blog").register(greeting));
    expect((await app.testCommand(["blog", "greet", "ann"])).stdout).toBe("ann\n");
    expect([...app.commands.keys()]).toEqual(["blog"]);
  });

  it("refuses a command that another extension has added", () => {
    const app = new Micro();
    app.use(greeting);
    expect(() => app.use({ ...greeting, name: "other" })).toThrow("MICRO_COMMAND_DUPLICATE");
  });
});

describe("app.cli", () => {
  let out: string[];
  beforeEach(() => {
    out = [];
  });
  afterEach(() => vi.restoreAllMocks());

  it("makes groups, whose help lists what they have [F377]", async () => {
    const app = new Micro();
    const users = app.cli.group("users", "Who may log in.");
    users.command("create", {
      description: "Adds one.",
      arguments: { name: {} },
      run: ({ name }) => void out.push(name),
    });
    users.group("roles").command("grant", { description: "Grants.", run: () => void out.push("granted") });
    expect(app.cli.group("users")).toBe(users);
    await app.testCommand(["users", "create", "ann"]);
    await app.testCommand(["users", "roles", "grant"]);
    expect(out).toEqual(["ann", "granted"]);
    expect((await app.testCommand(["users", "--help"])).stdout).toBe(
      "Usage: micro users <command>\nWho may log in.\nCommands:\n" +
        "  users create [options] <name>  Adds one.\n  users roles <command>          Commands: grant\n",
    );
    expect((await app.testCommand(["users", "create", "--help"])).stdout).toMatch(
      /^Usage: micro users create \[options\] <name>\n/,
    );
  });
});
