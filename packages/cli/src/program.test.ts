import { type Command as AppCommand, CommandGroup, defineCommand, Micro } from "@micro-web/core";
import { delimiter } from "node:path";
import { describe, expect, it, vi } from "vitest";

import type { Actions } from "./actions.ts";
import { runProgram } from "./program.ts";

/** Runs a command line with actions that do nothing, and keeps what is said. */
async function runLine(
  line: string,
  actions: Partial<Actions> = {},
  environment: Readonly<Record<string, string>> = {},
): Promise<{ status: number; out: string; err: string }> {
  const out: string[] = [];
  const err: string[] = [];
  const all: Actions = {
    run: async () => 0,
    serve: async () => 0,
    routes: async () => 0,
    shell: async () => 0,
    check: async () => 0,
    config: async () => 0,
    secret: async () => 0,
    new: async () => 0,
    templatesCheck: async () => 0,
    templatesCompile: async () => 0,
    readAppCommands: async () => ({ commands: new Map(), failure: "", close: async () => {} }),
    ...actions,
  };
  const output = {
    version: "Micro 1.2.3",
    print: (text: string) => out.push(text),
    warn: (text: string) => err.push(text),
    readEnvironment: () => environment,
  };
  const status = await runProgram(line.split(" ").filter(Boolean), all, output);
  return { status, out: out.join("\n"), err: err.join("\n") };
}

describe("micro serve", () => {
  /** What the action is called with. */
  async function options(line: string, environment: Readonly<Record<string, string>> = {}): Promise<unknown> {
    const serve = vi.fn<Actions["serve"]>(async () => 3);
    expect(await runLine(line, { serve }, environment)).toEqual({ status: 3, out: "", err: "" });
    return serve.mock.lastCall?.[0];
  }

  it("has its settings, and may have them from a file [F389 F408 F409 F410]", async () => {
    expect(await options("serve -w 2 -b :80 --bind unix:a.sock,:81 -c server.ts --app a.ts")).toMatchObject({
      app: "a.ts",
      config: "server.ts",
      checkConfig: false,
      printConfig: false,
      commandLine: { workers: 2, bind: [":80", "unix:a.sock", ":81"] },
      variable: {},
    });
    expect(await options("serve --check-config --print-config")).toMatchObject({
      checkConfig: true,
      printConfig: true,
      commandLine: {},
    });
  });

  it("takes words of MICRO_SERVE_ARGS, and variables of its options, over which the command line wins [F410]", async () => {
    const environment = {
      MICRO_SERVE_ARGS: "--workers 4 --access-logformat '%h %s' -t 1.5",
      MICRO_SERVE_KEEP_ALIVE: "7",
      MICRO_SERVE_BIND: ":1, :2",
      MICRO_SERVE_BACKLOG: "9",
    };
    expect(await options("serve --backlog 8", environment)).toMatchObject({
      variable: { workers: 4, accessLogformat: "%h %s", timeout: 1.5 },
      commandLine: { keepAlive: 7, bind: [":1", ":2"], backlog: 8 },
    });
  });

  it.each([
    ["serve -w many", {}, /argument 'many' is invalid\. Give it a whole number/],
    [
      "serve",
      { MICRO_SERVE_ARGS: "--wrokers 2" },
      /unknown option '--wrokers'\n\(Did you mean --workers\?\)/,
    ],
    ["serve", { MICRO_SERVE_ARGS: "-b 1:2:3" }, /argument '1:2:3' is invalid\. Write HOST:PORT/],
    ["serve", { MICRO_SERVE_TIMEOUT: "soon" }, /MICRO_SERVE_TIMEOUT is "soon"\. Give it a number of seconds/],
  ])("says what it does not understand: %s %o", async (line, environment, message) => {
    const { status, err } = await runLine(line, {}, environment);
    expect(status).toBe(2);
    expect(err).toMatch(message);
  });
});

describe("micro templates", () => {
  it("checks, and compiles into a folder [F211 F219]", async () => {
    const templatesCheck = vi.fn<Actions["templatesCheck"]>(async () => 1);
    const templatesCompile = vi.fn<Actions["templatesCompile"]>(async () => 0);
    const actions = { templatesCheck, templatesCompile };
    expect(await runLine("templates check --app a.ts", actions)).toMatchObject({ status: 1 });
    expect(templatesCheck).toHaveBeenLastCalledWith(
      expect.objectContaining({ app: "a.ts", failLevel: "error", json: false }),
    );
    await runLine("templates check --json --fail-level note", actions);
    expect(templatesCheck).toHaveBeenLastCalledWith(
      expect.objectContaining({ failLevel: "note", json: true }),
    );
    await runLine("templates compile", actions);
    expect(templatesCompile).toHaveBeenLastCalledWith(expect.objectContaining({ out: "compiled-templates" }));
    await runLine("templates compile --out out", actions);
    expect(templatesCompile).toHaveBeenLastCalledWith(expect.objectContaining({ out: "out" }));
  });

  it("has options of its own in the environment", async () => {
    const templatesCheck = vi.fn<Actions["templatesCheck"]>(async () => 0);
    const environment = { MICRO_CHECK_FAIL_LEVEL: "info", MICRO_TEMPLATES_CHECK_FAIL_LEVEL: "warning" };
    await runLine("templates check", { templatesCheck }, environment);
    expect(templatesCheck).toHaveBeenCalledWith(expect.objectContaining({ failLevel: "warning" }));
  });
});

describe("micro run", () => {
  it("needs no options", async () => {
    const run = vi.fn<Actions["run"]>(async () => 0);
    await runLine("run", { run });
    expect(run).toHaveBeenCalledWith({
      app: undefined,
      debug: undefined,
      envFile: undefined,
      reload: false,
    });
  });

  it("takes files for its certificate and its reloader, several separated as in PATH [B181 B183 F373]", async () => {
    const run = vi.fn<Actions["run"]>(async () => 0);
    await runLine(
      `run --cert a.pem --key b.pem --extra-files a.json${delimiter}b --exclude-patterns *.log${delimiter}`,
      { run },
    );
    expect(run).toHaveBeenCalledWith(
      expect.objectContaining({
        cert: "a.pem",
        key: "b.pem",
        extraFiles: ["a.json", "b"],
        excludePatterns: ["*.log"],
      }),
    );
  });

  it("takes its options, in any order", async () => {
    const run = vi.fn<Actions["run"]>(async () => 0);
    await runLine("run --reload --port 0 --host ::1 --app=src/site.ts --debug --env-file=.env.test", { run });
    expect(run).toHaveBeenCalledWith({
      app: "src/site.ts",
      host: "::1",
      port: 0,
      debug: true,
      reload: true,
      envFile: ".env.test",
    });
  });

  it("takes --app, --debug and --env-file before its name as well, over which those after it win [B178]", async () => {
    const run = vi.fn<Actions["run"]>(async () => 0);
    await runLine("--app site.ts --debug --env-file a run", { run });
    expect(run).toHaveBeenLastCalledWith(
      expect.objectContaining({ app: "site.ts", debug: true, envFile: "a" }),
    );
    await runLine("--debug run --no-debug", { run });
    expect(run).toHaveBeenLastCalledWith(expect.objectContaining({ debug: false }));
  });

  it("gives the exit status", async () => {
    expect((await runLine("run", { run: async () => 7 })).status).toBe(7);
  });

  it("passes on what the command throws", async () => {
    const error = new Error("no");
    await expect(runLine("run", { run: () => Promise.reject(error) })).rejects.toBe(error);
  });

  it.each(["x", "-1", "65536", "80.5", "1e3"])("refuses the port %s", async (port) => {
    const { status, err } = await runLine(`run --port=${port}`);
    expect(status).toBe(2);
    expect(err).toContain(`argument '${port}' is invalid. A port is a number from 0 to 65535.`);
  });

  it("does not ask for the commands of the app", async () => {
    const readAppCommands = vi.fn<Actions["readAppCommands"]>();
    await runLine("run", { readAppCommands });
    expect(readAppCommands).not.toHaveBeenCalled();
  });
});

describe("micro routes", () => {
  it("takes its options", async () => {
    const routes = vi.fn<Actions["routes"]>(async () => 0);
    await runLine("routes", { routes });
    await runLine("routes --json --app site.ts", { routes });
    await runLine("--app site.ts routes", { routes });
    await runLine("routes --sort match --all-methods", { routes });
    expect(routes.mock.calls).toMatchObject([
      [{ app: undefined, json: false }],
      [{ app: "site.ts", json: true }],
      [{ app: "site.ts", json: false }],
      [{ sort: "match", allMethods: true }],
    ]);
  });

  it("refuses an order that it does not know", async () => {
    const { status, err } = await runLine("routes --sort size");
    expect(status).toBe(2);
    expect(err).toContain("Allowed choices are endpoint, methods, domain, rule, match.");
  });
});

describe("micro check, config and secret", () => {
  it("take their options [F383 F385 F387]", async () => {
    const check = vi.fn<Actions["check"]>(async () => 3);
    const config = vi.fn<Actions["config"]>(async () => 0);
    const secret = vi.fn<Actions["secret"]>(async () => 0);
    expect((await runLine("check --deploy --fail-level warning --app a.ts", { check })).status).toBe(3);
    expect(check).toHaveBeenCalledWith({ app: "a.ts", deploy: true, failLevel: "warning", json: false });
    await runLine("check", { check });
    expect(check).toHaveBeenLastCalledWith({ deploy: false, failLevel: "error", json: false });
    await runLine("config --changed --json", { config });
    expect(config).toHaveBeenCalledWith({ changed: true, json: true });
    await runLine("config", { config });
    expect(config).toHaveBeenLastCalledWith({ changed: false, json: false });
    await runLine("secret", { secret });
    await runLine("secret --write", { secret });
    expect(secret.mock.calls).toEqual([[{ write: false }], [{ write: true }]]);
  });

  it("refuse a level that they do not know", async () => {
    expect(await runLine("check --fail-level fatal")).toMatchObject({
      status: 2,
      err: expect.stringContaining("Allowed choices are error, warning, info."),
    });
  });
});

describe("options that are not given [F376]", () => {
  it("are those of the environment", async () => {
    const run = vi.fn<Actions["run"]>(async () => 0);
    const environment = {
      MICRO_RUN_RELOAD: "1",
      MICRO_RUN_EXTRA_FILES: `a.json${delimiter}b.json`,
      MICRO_RUN_CERT: "adhoc",
      MICRO_RUN_KEY: "",
    };
    await runLine("run", { run }, environment);
    expect(run).toHaveBeenCalledWith({
      app: undefined,
      reload: true,
      extraFiles: ["a.json", "b.json"],
      cert: "adhoc",
    });
  });

  it("come after those of the command line, also after what it turns off", async () => {
    const run = vi.fn<Actions["run"]>(async () => 0);
    await runLine(
      "run --no-reload --cert a.pem",
      { run },
      { MICRO_RUN_RELOAD: "1", MICRO_RUN_CERT: "b.pem" },
    );
    expect(run).toHaveBeenCalledWith(expect.objectContaining({ reload: false, cert: "a.pem" }));
  });

  it("replace defaults", async () => {
    const check = vi.fn<Actions["check"]>(async () => 0);
    await runLine("check", { check }, { MICRO_CHECK_FAIL_LEVEL: "info" });
    expect(check).toHaveBeenCalledWith(expect.objectContaining({ failLevel: "info" }));
  });

  it("are refused like those of the command line, with the name of the variable", async () => {
    expect(await runLine("routes", {}, { MICRO_ROUTES_SORT: "size" })).toMatchObject({
      status: 2,
      err: expect.stringContaining(
        'error: MICRO_ROUTES_SORT is "size". Allowed choices are endpoint, methods',
      ),
    });
  });

  it("fail as they do when they cannot be read at all", async () => {
    const environment = {
      get MICRO_ROUTES_SORT(): string {
        throw new RangeError("broken");
      },
    };
    await expect(runLine("routes", {}, environment)).rejects.toThrow("broken");
  });
});

describe("micro completion [F388]", () => {
  const people = new CommandGroup("people");
  people.add("add", defineCommand({ description: "Adds one.", run: () => 0 }));
  const commands = new Map<string, AppCommand>([
    ["greet", { description: "Says hello.", run: () => 0 }],
    ["people", people],
  ]);
  const readAppCommands: Actions["readAppCommands"] = async () => ({
    commands,
    failure: "",
    close: async () => {},
  });

  async function complete(line: string): Promise<string[]> {
    const { out } = await runLine(`__complete ${line}`, { readAppCommands });
    return out === "" ? [] : out.split("\n");
  }

  it.each(["bash", "zsh", "fish"])("prints a script for %s", async (shell) => {
    const { status, out } = await runLine(`completion ${shell}`);
    expect(status).toBe(0);
    expect(out).toContain("__complete");
  });

  it("refuses another shell", async () => {
    expect((await runLine("completion cmd")).status).toBe(2);
  });

  it("offers the commands of Micro and those of the app", async () => {
    expect(await complete("r")).toEqual(["run\tserve the app", "routes\tlist the routes of the app"]);
    expect(await complete("gr")).toEqual(["greet\tSays hello."]);
    expect(await complete("__")).toEqual([]);
  });

  it("offers options when a word begins like one, and the values of an option that has few", async () => {
    expect(await complete("run --re")).toEqual([
      "--reload\tstart again when a file changes (never in production)",
    ]);
    expect(await complete("routes --sort m")).toEqual(["methods\t", "match\t"]);
    expect(await complete("completion z")).toEqual(["zsh\t"]);
    expect(await complete("run --host x")).toEqual([]);
  });

  it("offers the commands of a group, and nothing where it knows nothing", async () => {
    expect(await complete("people a")).toEqual(["add\tAdds one."]);
    expect(await complete("people add -")).toEqual(["--help\t"]);
    expect(await complete("greet a")).toEqual([]);
    expect(await complete("nothing a")).toEqual([]);
  });
});

describe("micro shell", () => {
  it("takes the options that say which app", async () => {
    const shell = vi.fn<Actions["shell"]>(async () => 3);
    expect((await runLine("--app site.ts shell", { shell })).status).toBe(3);
    expect(shell).toHaveBeenCalledWith(expect.objectContaining({ app: "site.ts" }));
  });
});

describe("a command line that cannot be understood", () => {
  it("gets a suggestion for a command, the usage, and the status 2 [B176]", async () => {
    expect(await runLine("rnu")).toEqual({
      status: 2,
      out: "",
      err: "error: unknown command 'rnu'\n(Did you mean run?)\nUsage: micro [options] [command]. micro --help lists them.",
    });
  });

  it("gets a suggestion for an option, and the status 2", async () => {
    const { status, err } = await runLine("run --prot 1");
    expect({ status, err }).toEqual({
      status: 2,
      err: "error: unknown option '--prot'\n(Did you mean --port?)\nUsage: micro [options] [command]. micro --help lists them.",
    });
  });

  it("is told of an option without its value", async () => {
    expect((await runLine("run --host")).err).toContain("argument missing");
  });
});

describe("micro --version", () => {
  it("prints the version without looking for an app", async () => {
    const readAppCommands = vi.fn<Actions["readAppCommands"]>();
    expect(await runLine("--version", { readAppCommands })).toEqual({
      status: 0,
      out: "Micro 1.2.3",
      err: "",
    });
    expect(readAppCommands).not.toHaveBeenCalled();
  });
});

describe("the commands of an app", () => {
  const run = vi.fn<(words: readonly string[]) => number | undefined>();
  const close = vi.fn<() => Promise<void>>(async () => {});
  const commands = new Map([["greet", { description: "Says hello.", run }]]);
  const readAppCommands = vi.fn<Actions["readAppCommands"]>(async () => ({ commands, failure: "", close }));
  const broken = async (): ReturnType<Actions["readAppCommands"]> => ({
    commands: new Map(),
    failure: "app.ts: boom",
    close,
  });

  it("run with all the words after their name", async () => {
    run.mockReturnValue(3);
    const { status } = await runLine("greet --app x -- --help y", { readAppCommands });
    expect(status).toBe(3);
    expect(run).toHaveBeenLastCalledWith(["--app", "x", "--", "--help", "y"], "greet");
  });

  it("give the status 0 when they return nothing", async () => {
    run.mockReturnValue(undefined);
    expect((await runLine("greet", { readAppCommands })).status).toBe(0);
  });

  it("are those of the app that --app names", async () => {
    await runLine("--app site.ts greet", { readAppCommands });
    expect(readAppCommands).toHaveBeenLastCalledWith({ app: "site.ts" });
  });

  it("close the app, also when they fail", async () => {
    close.mockClear();
    run.mockImplementation(() => {
      throw new Error("no");
    });
    await expect(runLine("greet", { readAppCommands })).rejects.toThrow("no");
    expect(close).toHaveBeenCalledOnce();
  });

  it.each(["--help", "help", ""])("are listed by micro %s", async (line) => {
    const { status, out, err } = await runLine(line, { readAppCommands });
    expect(status).toBe(0);
    expect(out).toMatch(/Commands of the app:\n +greet \[words\.\.\.\] +Says hello\./);
    expect(err).toBe("");
  });

  it("are listed with what they take [F377]", async () => {
    const app = new Micro();
    app.cli.command("seed", { description: "Adds.", arguments: { file: {} }, run: () => 0 });
    app.cli.group("users", "Who may log in.").command("list", { description: "Lists.", run: () => 0 });
    const withApp: Actions["readAppCommands"] = async () => ({ commands: app.commands, failure: "", close });
    const { out } = await runLine("--help", { readAppCommands: withApp });
    expect(out).toMatch(
      /Commands of the app:\n +seed \[options\] <file> +Adds\.\n +users <command> +Who may log in\./,
    );
  });

  it("are asked for their own help by micro help [F377]", async () => {
    run.mockReturnValue(0);
    await runLine("help greet me", { readAppCommands });
    expect(run).toHaveBeenLastCalledWith(["me", "--help"], "greet");
  });

  it("are missing when the app cannot be imported, and help says why [B176 F381]", async () => {
    const { status, out, err } = await runLine("--help", { readAppCommands: broken });
    expect(status).toBe(0);
    expect(out).toContain("run [options]");
    expect(err).toBe("\nThe commands of the app are missing:\napp.ts: boom");
  });

  it("are missing for an unknown command as well", async () => {
    const { status, err } = await runLine("greet", { readAppCommands: broken });
    expect(status).toBe(2);
    expect(err).toBe(
      "error: unknown command 'greet'\nUsage: micro [options] [command]. micro --help lists them.\n\nThe commands of the app are missing:\napp.ts: boom",
    );
  });

  it("do not hide those of Micro", async () => {
    const hidden = async (): ReturnType<Actions["readAppCommands"]> => ({
      commands: new Map([["run", { description: "Runs.", run }]]),
      failure: "",
      close,
    });
    const { out, err } = await runLine("--help", { readAppCommands: hidden });
    expect(out).not.toContain("Commands of the app");
    expect(err).toBe("The app's command \"run\" is hidden by Micro's own. Give it another name.");
  });
});
