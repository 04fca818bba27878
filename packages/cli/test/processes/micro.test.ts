import { afterEach, describe, expect, it } from "vitest";

import { requestOnce } from "../load.ts";
import { endProcesses, type MicroProcess, startMicro, startServer } from "../micro-process.ts";
import { appSource, createProject, removeProjects } from "../project.ts";

describe("micro in a process of its own", { timeout: 30_000 }, () => {
  afterEach(async () => {
    await endProcesses();
    removeProjects();
  });

  async function serve(files: Record<string, string>, ...words: string[]): ReturnType<typeof startServer> {
    const project = createProject(files);
    project.link("@micro-web/core", "core");
    return startServer(words, project.folder);
  }

  /** Runs a command line until it ends. */
  function run(line: string, files: Record<string, string> = {}): MicroProcess["ended"] {
    return startMicro(line.split(" "), createProject(files).folder).ended;
  }

  it("serves an app in TypeScript without a build", async () => {
    const { url } = await serve({
      "app.ts": `import { Micro } from "@micro-web/core";
import { greet } from "./greet.ts";
export const app: Micro = new Micro(import.meta);
app.get("/", () => greet("World"));
app.get("/debug", () => ({ debug: app.config.get("DEBUG") }));
`,
      "greet.ts": "export function greet(name: string): string { return `Hello, ${name}!`; }\n",
    });
    expect((await requestOnce(url)).body).toBe("Hello, World!");
    expect((await requestOnce(`${url}/debug`)).body).toBe('{"debug":false}');
  });

  it("puts an app into debug [B178]", async () => {
    const app = `import { Micro } from "@micro-web/core";
export function createApp(): Micro {
  const app = new Micro(import.meta);
  app.get("/", () => ({ debug: app.config.get("DEBUG") }));
  return app;
}
`;
    const { url, said } = await serve({ "src/site.ts": app }, "--debug", "--app", "src/site.ts:createApp");
    expect((await requestOnce(url)).body).toBe('{"debug":true}');
    expect(said()).toContain(" * Serving createApp() of src/site.ts (--app)");
  });

  it("serves TypeScript that has to be compiled", async () => {
    const source = `enum Word { Hello = "hello" }\n${appSource("", { handle: "response.end(Word.Hello);" })}`;
    const { url } = await serve({
      "app.ts": source.replace("(request, response)", "(request: any, response: any)"),
    });
    expect((await requestOnce(url)).body).toBe("hello");
  });

  it.each(["SIGINT", "SIGTERM"] as const)(
    "stops at %s: answers what was asked, closes the app, ends with 0",
    async (signal) => {
      const handle = `console.log("asked"); setTimeout(() => response.end("late"), 200);`;
      const micro = await serve({ "app.mjs": appSource("", { handle, close: `console.log("closed");` }) });
      const answer = requestOnce(micro.url);
      await micro.untilSaid(/asked/);
      micro.child.kill(signal);
      expect((await answer).body).toBe("late");
      const { status, out, err } = await micro.ended;
      expect({ status, err }).toEqual({ status: 0, err: "" });
      expect(out).toMatch(/closed\n$/);
    },
  );

  it("ends although the app has left a timer", async () => {
    const commands = `["greet", { description: "Greets.", run: () => 3 }]`;
    const { status } = await run("greet", {
      "app.mjs": `setInterval(() => {}, 1000);\n${appSource("", { commands })}`,
    });
    expect(status).toBe(3);
  });

  it("writes errors to the standard error output and ends with 2 for a line it cannot understand", async () => {
    const { status, out, err } = await run("run --prot 1");
    expect({ status, out }).toEqual({ status: 2, out: "" });
    expect(err).toBe(
      "error: unknown option '--prot'\n(Did you mean --port?)\nUsage: micro [options] [command]. micro --help lists them.\n",
    );
  });

  it("shows the place of a mistake in the grammar, and not that there is no app [B173]", async () => {
    const { status, err } = await run("routes", { "app.mjs": "const a = 1;\nfoo bar;\n" });
    expect(status).toBe(1);
    expect(err).toMatch(
      /^app\.mjs cannot be imported: .*\[MICRO_APP_IMPORT\]\nCaused by: SyntaxError: .*\n {4}at app\.mjs:2:5\n/,
    );
  });

  it("shows where a module is used before it is ready, in a cycle of imports", async () => {
    const { folder } = createProject({
      "app.mjs": `import "./b.mjs";\nexport const name = "a";`,
      "b.mjs": `import { name } from "./app.mjs";\nconsole.log(name);`,
    });
    const { status, err } = await startMicro(["routes"], folder).ended;
    expect(status).toBe(1);
    expect(err).toMatch(
      /^app\.mjs cannot be imported: .*in a circle.*\[MICRO_APP_IMPORT\]\nCaused by: ReferenceError: Cannot access 'name' before initialization\n {4}at b\.mjs:2:13\n/,
    );
  });

  it("ends with 1 when something failed, and cuts the stack to the app's own files", async () => {
    const { status, out, err } = await run("routes", {
      "app.mjs": `open();\nfunction open() {\n  null.x;\n}\n`,
    });
    expect({ status, out }).toEqual({ status: 1, out: "" });
    expect(err).toMatch(
      /^app\.mjs cannot be imported: .*\[MICRO_APP_IMPORT\]\nCaused by: TypeError: Cannot read properties of null .*\n {4}at open \(app\.mjs:3:8\)\n {4}at app\.mjs:1:1\n\n/,
    );
    expect(err).not.toContain("node:");
  });
});
