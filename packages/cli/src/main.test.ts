import { Micro, type RouteListing } from "@micro-web/core";
import { afterEach, describe, expect, it } from "vitest";

import { forgetApp, projectOf } from "../test/own-app.ts";
import { appSource, createProject, type Project, removeProjects } from "../test/project.ts";
import { createRecordingShell, type RecordingShell } from "../test/shell.ts";
import { main } from "./main.ts";

afterEach(removeProjects);

interface Ended {
  readonly status: number;
  readonly out: string;
  readonly err: string;
  readonly shell: RecordingShell;
}

/** Runs a command line in a project until it ends. */
async function runLine(line: string, project: Project): Promise<Ended> {
  const shell = createRecordingShell(project.folder);
  const status = await main(line.split(" "), shell);
  return { status, out: shell.printed.join("\n"), err: shell.warned.join("\n"), shell };
}

describe("micro --version", () => {
  it("prints the versions of Micro, of Node and of the server [B175]", async () => {
    const { status, out } = await runLine("--version", createProject());
    expect(status).toBe(0);
    expect(out).toMatch(/^Micro \d+\.\d+\.\d+\nNode \d+\.\d+\.\d+\nnode:http with llhttp \d+\.\d+\.\d+$/);
  });
});

describe("micro serve", () => {
  it("prints its settings for an app [F410]", async () => {
    const project = createProject({ "app.mjs": appSource("") });
    const { status, out } = await runLine("serve --print-config -w 2", project);
    expect(status).toBe(0);
    expect(out).toMatch(/^workers +2 +the command line$/m);
  });
});

/** The source of an app with the given listing of routes. */
function listingSource(...listing: readonly Partial<RouteListing>[]): string {
  return appSource("").replace(
    /listRoutes\(\) \{\s+return \[[^]*?\];/,
    () =>
      `listRoutes(options) {\n    globalThis.listed = options; return ${JSON.stringify(listing.map((route) => ({ view: "", hooks: [], location: "", ...route })))};`,
  );
}

describe("micro routes", () => {
  it("prints a table in order of registration, without the methods that all have [B179 F374]", async () => {
    const { status, out } = await runLine("routes", createProject({ "app.mjs": appSource("hello") }));
    expect(status).toBe(0);
    expect(out.split("\n")).toEqual([
      "Endpoint   Methods    Rule            Blueprint",
      "---------  ---------  --------------  ---------",
      "index      GET        /",
      "blog.show  GET, POST  /blog/<int:id>  blog",
    ]);
  });

  it("shows HEAD and OPTIONS when asked for all methods, in the order of the alphabet [B179]", async () => {
    const { out } = await runLine("routes --all-methods", createProject({ "app.mjs": appSource("") }));
    expect(out).toContain("index      GET, HEAD, OPTIONS  /\n");
  });

  it.each([
    ["endpoint", ["a", "b", "c"]],
    ["methods", ["c", "a", "b"]],
    ["rule", ["b", "a", "c"]],
    ["domain", ["b", "a", "c"]],
  ])("sorts by %s [B179]", async (order, expected) => {
    const source = listingSource(
      { endpoint: "c", methods: ["DELETE"], path: "/z", blueprint: "", host: "z.example" },
      { endpoint: "b", methods: ["POST"], path: "/", blueprint: "", host: "" },
      { endpoint: "a", methods: ["GET"], path: "/y", blueprint: "", host: "" },
    );
    const { out } = await runLine(`routes --json --sort ${order}`, createProject({ "app.mjs": source }));
    const listing: { endpoint: string }[] = JSON.parse(out);
    expect(listing.map(({ endpoint }) => endpoint)).toEqual(expected);
  });

  it("shows what answers a method or a path, with the view and its hooks [F374]", async () => {
    const app = new Micro();
    app.beforeRequest(function loadUser() {});
    app.get("/movies/<int:id>", { name: "show" }, function showMovie() {
      return "";
    });
    app.post("/movies", { name: "add" }, () => "");
    const project = projectOf(app);
    const { out } = await runLine("routes --path /movies/3", project);
    expect(out).toMatch(/^show +GET +\/movies\/<int:id> +showMovie \(\S*main\.test\.ts:\d+\) +loadUser$/m);
    expect(out).not.toContain("add");
    expect((await runLine("routes --method post", project)).out).toMatch(
      /^add +POST +\/movies +\S*main\.test\.ts:\d+ /m,
    );
    expect((await runLine("routes --path nix", project)).out).toBe("No route is like that.");
    forgetApp();
  });

  it("asks the app for the order in which routes are tried [B179]", async () => {
    await runLine("routes --sort match", createProject({ "app.mjs": listingSource() }));
    expect(Reflect.get(globalThis, "listed")).toEqual({ order: "match" });
    Reflect.deleteProperty(globalThis, "listed");
  });

  it("has a column of hosts when a route has one [B179]", async () => {
    const source = listingSource(
      { endpoint: "a", methods: ["GET"], path: "/", blueprint: "", host: "" },
      { endpoint: "b", methods: ["GET"], path: "/", blueprint: "", host: "admin" },
    );
    const { out } = await runLine("routes", createProject({ "app.mjs": source }));
    expect(out.split("\n")).toEqual([
      "Endpoint  Methods  Host   Rule  Blueprint",
      "--------  -------  -----  ----  ---------",
      "a         GET             /",
      "b         GET      admin  /",
    ]);
  });

  it("prints JSON with all that is known", async () => {
    const { out } = await runLine("routes --json", createProject({ "app.mjs": appSource("hello") }));
    expect(JSON.parse(out)).toMatchObject([
      { endpoint: "index", methods: ["GET", "HEAD", "OPTIONS"], path: "/" },
      { endpoint: "blog.show", blueprint: "blog" },
    ]);
  });

  it("keeps the methods of a route that has no others, and says when there is none [B179]", async () => {
    const ping = { endpoint: "ping", methods: ["HEAD"], path: "/ping", blueprint: "" };
    expect((await runLine("routes", createProject({ "app.mjs": listingSource(ping) }))).out).toContain(
      "ping      HEAD     /ping",
    );
    expect((await runLine("routes", createProject({ "app.mjs": listingSource() }))).out).toBe(
      "No routes were registered.",
    );
  });

  it("lists a real app", async () => {
    const app = new Micro();
    app.get("/users/<int:id>", { name: "show" }, () => "");
    expect(app.listRoutes()).toMatchObject([{ endpoint: "show", path: "/users/<int:id>" }]);
  });
});

describe("a command of the app", () => {
  it("runs in an app that is imported once, gives the exit status, and closes the app [B174]", async () => {
    const commands = `["greet", { description: "Says hello.", run: async (words) => { globalThis.said = words; return 4; } }]`;
    const close = `globalThis.said.push("closed");`;
    const { status } = await runLine(
      "greet you",
      createProject({
        "app.mjs": `globalThis.loads = (globalThis.loads ?? 0) + 1;\n${appSource("", { commands, close })}`,
      }),
    );
    expect(status).toBe(4);
    expect(Reflect.get(globalThis, "said")).toEqual(["you", "closed"]);
    expect(Reflect.get(globalThis, "loads")).toBe(1);
    Reflect.deleteProperty(globalThis, "said");
    Reflect.deleteProperty(globalThis, "loads");
  });

  it("is told of when the app does not close properly", async () => {
    const project = createProject({ "app.mjs": appSource("", { close: `throw new Error("busy");` }) });
    const { status, err } = await runLine("routes", project);
    expect(status).toBe(0);
    expect(err).toContain("The app was not closed properly.\nError: busy\n    at Object.close (app.mjs:");
  });
});

describe("an app that cannot be imported", () => {
  const files = { "app.mjs": `const a = 1;\nthrow new TypeError("boom");\n` };

  it("does not take away the help [B176 F381]", async () => {
    const { status, out, err } = await runLine("--help", createProject(files));
    expect(status).toBe(0);
    expect(out).toContain("routes [options]");
    expect(err).toMatch(
      /The commands of the app are missing:\napp\.mjs cannot be imported: .*\nCaused by: TypeError: boom\n {4}at app\.mjs:2:7\n/,
    );
  });

  it("fails the commands that need it, with the place [B173]", async () => {
    const { status, out, err } = await runLine("routes", createProject(files));
    expect({ status, out }).toEqual({ status: 1, out: "" });
    expect(err).toContain(
      'Caused by: TypeError: boom\n    at app.mjs:2:7\n\n  1 | const a = 1;\n> 2 | throw new TypeError("boom");\n    |       ^\n',
    );
    expect(err).toMatch(/^app\.mjs cannot be imported: .*\[MICRO_APP_IMPORT\]\n/);
  });
});

describe("a module that fails", () => {
  it.each([
    ["an import that does not exist", `import "./models.mjs";\n`, /Cannot find module .*models\.mjs/],
    [
      "a package that is not installed",
      `import "no-such-package";\n`,
      /Cannot find package 'no-such-package'/,
    ],
  ])("shows its own error for %s, and not that there is no app [B173]", async (_what, source, expected) => {
    const { status, err } = await runLine("routes", createProject({ "app.mjs": source }));
    expect(status).toBe(1);
    expect(err).toMatch(expected);
    expect(err).not.toContain("There is no app");
  });
});

describe("a script of the project's own [F380]", () => {
  it("is main() with what it adds to the words of the command line", async () => {
    const project = createProject({ "site.mjs": appSource("hello") });
    const shell = createRecordingShell(project.folder);
    expect(await main(["--app", "site.mjs", "routes", "--json"], shell)).toBe(0);
    expect(shell.printed.join()).toContain('"endpoint": "blog.show"');
    removeProjects();
  });
});

describe("--app with a call", () => {
  const files = {
    "site.mjs": `${appSource("", { as: "const app =" })}
export function createSite(name, { debug } = {}) {
  if (name === undefined) throw new TypeError("no name");
  globalThis.made = [...(globalThis.made ?? []), name, debug];
  return app;
}
`,
  };

  it("makes the app with these values, once [B173 B174]", async () => {
    const shell = createRecordingShell(createProject(files).folder);
    expect(await main(["routes", "--app", "site:createSite('test', { debug: true })"], shell)).toBe(0);
    expect(Reflect.get(globalThis, "made")).toEqual(["test", true]);
    Reflect.deleteProperty(globalThis, "made");
  });

  it("shows what the factory threw, and that it was given too little [B173]", async () => {
    const { status, err } = await runLine("routes --app site:createSite", createProject(files));
    expect(status).toBe(1);
    expect(err).toMatch(
      /^createSite\(\) of site\.mjs declares 1 parameters, was called with 0, and failed\. .*\[MICRO_APP_FACTORY\]\nCaused by: TypeError: no name\n {4}at createSite \(site\.mjs:/,
    );
  });

  it("is a mistake of the command line when it cannot be read [B173]", async () => {
    const { status, err } = await runLine("routes --app site:createSite(x)", createProject(files));
    expect(status).toBe(2);
    expect(err).toContain("[MICRO_APP_ARGUMENTS]");
  });
});

describe("a folder without an app", () => {
  it("is told what to do", async () => {
    const { status, err } = await runLine("run", createProject());
    expect(status).toBe(1);
    expect(err).toMatch(/^There is no app in .* Name its file: --app/);
  });
});
