import { Micro } from "@micro-web/core";
import { afterEach, describe, expect, it } from "vitest";

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
  it("prints the version of Micro and of Node", async () => {
    const { status, out } = await runLine("--version", createProject());
    expect(status).toBe(0);
    expect(out).toMatch(/^Micro \d+\.\d+\.\d+ \(Node v\d+\.\d+\.\d+\)$/);
  });
});

describe("micro routes", () => {
  it("prints a table in order of registration, without the methods that all have", async () => {
    const { status, out } = await runLine("routes", createProject({ "app.mjs": appSource("hello") }));
    expect(status).toBe(0);
    expect(out.split("\n")).toEqual([
      "Endpoint   Methods    Path            Blueprint",
      "---------  ---------  --------------  ---------",
      "index      GET        /",
      "blog.show  GET, POST  /blog/<int:id>  blog",
    ]);
  });

  it("prints JSON with all that is known", async () => {
    const { out } = await runLine("routes --json", createProject({ "app.mjs": appSource("hello") }));
    expect(JSON.parse(out)).toMatchObject([
      { endpoint: "index", methods: ["GET", "HEAD", "OPTIONS"], path: "/" },
      { endpoint: "blog.show", blueprint: "blog" },
    ]);
  });

  it("keeps the methods of a route that has no others, and says when there is none", async () => {
    const listing = `[{ endpoint: "ping", methods: ["HEAD"], path: "/ping", blueprint: "", location: "" }]`;
    const source = (routes: string): string =>
      appSource("").replace(/return \[[^]*?\];/, `return ${routes};`);
    expect((await runLine("routes", createProject({ "app.mjs": source(listing) }))).out).toContain(
      "ping      HEAD     /ping",
    );
    expect((await runLine("routes", createProject({ "app.mjs": source("[]") }))).out).toBe(
      "The app has no routes.",
    );
  });

  it("lists a real app", async () => {
    const app = new Micro();
    app.get("/users/<int:id>", { name: "show" }, () => "");
    expect(app.listRoutes()).toMatchObject([{ endpoint: "show", path: "/users/<int:id>" }]);
  });
});

describe("a command of the app", () => {
  it("runs, gives the exit status, and closes the app", async () => {
    const commands = `["greet", { description: "Says hello.", run: async (words) => { globalThis.said = words; return 4; } }]`;
    const close = `globalThis.said.push("closed");`;
    const { status } = await runLine(
      "greet you",
      createProject({ "app.mjs": appSource("", { commands, close }) }),
    );
    expect(status).toBe(4);
    expect(Reflect.get(globalThis, "said")).toEqual(["you", "closed"]);
    Reflect.deleteProperty(globalThis, "said");
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

  it("does not take away the help", async () => {
    const { status, out, err } = await runLine("--help", createProject(files));
    expect(status).toBe(0);
    expect(out).toContain("routes [options]");
    expect(err).toContain("The commands of the app are missing:\nTypeError: boom\n    at app.mjs:2:7\n");
  });

  it("fails the commands that need it, with the place", async () => {
    const { status, out, err } = await runLine("routes", createProject(files));
    expect({ status, out }).toEqual({ status: 1, out: "" });
    expect(err).toBe(
      'TypeError: boom\n    at app.mjs:2:7\n\n  1 | const a = 1;\n> 2 | throw new TypeError("boom");\n    |       ^',
    );
  });
});

describe("a folder without an app", () => {
  it("is told what to do", async () => {
    const { status, err } = await runLine("run", createProject());
    expect(status).toBe(1);
    expect(err).toMatch(/^There is no app in .* Name its file: --app/);
  });
});
