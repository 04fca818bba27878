import { MicroError, Micro } from "@micro-web/core";
import { afterEach, describe, expect, it } from "vitest";

import { forgetApp } from "../test/own-app.ts";
import { appSource, createProject, removeProjects } from "../test/project.ts";
import { createRecordingShell } from "../test/shell.ts";
import { main } from "./main.ts";

/** Runs a command line; the modules of the project find what the test gives them in `globalThis.microTestApp`. */
async function run(
  line: string,
  files: Record<string, string>,
  given?: unknown,
): Promise<{ status: number; text: string }> {
  Reflect.set(globalThis, "microTestApp", given);
  const shell = createRecordingShell(createProject(files).folder);
  shell.stop();
  const status = await main(line.split(" "), shell);
  return { status, text: shell.warned.join("\n") };
}

const GIVEN = "export const app = globalThis.microTestApp();";
const extension = { name: "hello", setup: () => ({}) };

function withExtensionTwice(): Micro {
  const app = new Micro();
  app.use(extension);
  app.use(extension);
  return app;
}

describe("bad input", () => {
  afterEach(() => {
    removeProjects();
    forgetApp();
  });

  it.each<
    [what: string, status: number, says: RegExp, line: string, files: Record<string, string>, given?: unknown]
  >([
    ["no app [F372]", 1, /^There is no app in .*Name its file: --app .*\[MICRO_APP_NOT_FOUND\]$/, "run", {}],
    [
      "another file than --app names [F372]",
      1,
      /^There is no app at "nix\.ts".*Correct the path\. \[MICRO_APP_NOT_FOUND\]$/,
      "run --app nix.ts",
      {},
    ],
    [
      "two apps in it [F372]",
      1,
      /exports several apps: one, two\. Choose one: --app app\.mjs:one \[MICRO_APP_AMBIGUOUS\]$/,
      "run",
      {
        "app.mjs": appSource("", { as: "export const one =" }) + appSource("", { as: "export const two =" }),
      },
    ],
    [
      "a factory that needs arguments [F372]",
      1,
      /declares 1 parameters.*--app 'app\.mjs:createApp\("test"\)'\. \[MICRO_APP_FACTORY\]\nCaused by: TypeError/,
      "run",
      { "app.mjs": "export function createApp(config) { return config.nothing.here; }" },
    ],
    [
      "a factory that throws",
      1,
      /^createApp\(\) of app\.mjs failed\. Correct what is shown below\. \[MICRO_APP_FACTORY\]\nCaused by: RangeError: no database\n {4}at createApp \(app\.mjs:1:\d+\)/,
      "run",
      { "app.mjs": `export function createApp() { throw new RangeError("no database"); }` },
    ],
    [
      "a module that throws",
      1,
      /^app\.mjs cannot be imported: an error was thrown while it ran\. .*\[MICRO_APP_IMPORT\]\nCaused by: TypeError: boom\n {4}at app\.mjs:1:7\n/,
      "routes",
      { "app.mjs": `throw new TypeError("boom");` },
    ],
    [
      "an app that fails when it starts",
      1,
      /^The app cannot be started: .*\[MICRO_APP_START\]\nCaused by: Error: no database\n {4}at Object\.start \(app\.mjs:/,
      "run",
      { "app.mjs": appSource("", { start: `throw new Error("no database");` }) },
    ],
    [
      "a factory that returns something else",
      1,
      /returned number, which is no app\. Return the app that it makes\. \[MICRO_APP_FACTORY\]$/,
      "run",
      { "app.mjs": "export const createApp = () => 5;" },
    ],
    [
      "values that cannot be read [F372]",
      2,
      /\[MICRO_APP_ARGUMENTS\]$/,
      "run --app app.mjs:createApp(nix)",
      { "app.mjs": "" },
    ],
    [
      "a port that is none",
      2,
      /A port is a number from 0 to 65535/,
      "run --port 70000",
      { "app.mjs": appSource("") },
    ],
    [
      "a host that is not of this machine",
      1,
      /cannot listen on 192\.0\.2\.1 port 0: .*Give it an address of this machine.*\[MICRO_SERVER_ADDRESS\]$/,
      "run --host 192.0.2.1 --port 0",
      { "app.mjs": appSource("") },
    ],
    [
      "a certificate that is not there",
      2,
      /\[MICRO_TLS_FILES\]$/,
      "run --cert nix.pem --key nix.pem",
      { "app.mjs": appSource("") },
    ],
    [
      "an .env that cannot be read [F376]",
      1,
      /\.env cannot be read: .*MICRO_SKIP_DOTENV=1\. \[MICRO_ENV_FILE\]$/,
      "run",
      { "app.mjs": appSource(""), ".env/file": "" },
    ],
    [
      "an --env-file that is not there [F376]",
      2,
      /which --env-file names\. Correct the path\. \[MICRO_ENV_FILE\]$/,
      "run --env-file nix.env",
      { "app.mjs": appSource("") },
    ],
    [
      "a value of the configuration that does not fit",
      1,
      /MAX_CONTENT_LENGTH is "many": give it a number.*\[MICRO_CONFIG_INVALID\]/,
      "run --port 0",
      { "app.mjs": GIVEN },
      () => new Micro(null, { config: { MAX_CONTENT_LENGTH: "many" } }),
    ],
    [
      "an extension that is registered twice",
      1,
      /"hello" is already registered.*\[MICRO_EXTENSION_DUPLICATE\]/,
      "run",
      { "app.mjs": GIVEN },
      withExtensionTwice,
    ],
    [
      "what is no error at all",
      1,
      /^app\.mjs cannot be imported: .*\[MICRO_APP_IMPORT\]\nCaused by: Something that is no error was thrown: late$/,
      "run",
      { "app.mjs": `throw "late";` },
    ],
    [
      "an unknown command [F376]",
      2,
      /unknown command 'rnu'\n\(Did you mean run\?\)/,
      "rnu",
      { "app.mjs": appSource("") },
    ],
    [
      "an unknown option",
      2,
      /unknown option '--relaod'\n\(Did you mean --reload\?\)/,
      "run --relaod",
      { "app.mjs": appSource("") },
    ],
  ])("%s: one message, and the status %i", async (...[, status, says, line, files, given]) => {
    const answer = await run(line, files, given);
    const [text = "", ...docs] = answer.text.split(/\nExplained in .*errors\.md:\d+$/);
    expect(text).toMatch(says);
    expect(docs).toHaveLength(/\[MICRO_\w+\]/.test(text) ? 1 : 0);
    expect(answer.status).toBe(status);
    expect(answer.text).not.toMatch(/node:internal|node_modules|packages\/cli/);
  });

  it("an extension after the start says why it is too late", async () => {
    const app = new Micro();
    await app.start();
    const { status, text } = await run("routes", { "app.mjs": GIVEN }, () => app.use(extension));
    expect({ status, text }).toEqual({ status: 1, text: expect.stringContaining("[MICRO_APP_FROZEN]") });
  });

  it("has the whole stack with --debug alone", async () => {
    const files = { "app.mjs": GIVEN };
    const given = (): never => {
      throw new MicroError("MICRO_PATH_SYNTAX", "The path is not written in Flask's syntax. Write <id>.");
    };
    const { text } = await run("routes", files, given);
    expect(text.match(/^ +at /gm)).toHaveLength(1);
    expect((await run("routes --debug", files, given)).text).toMatch(
      /\n\nMicroError: The path[^]*\n {4}at async /,
    );
  });
});
