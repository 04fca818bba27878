import { afterEach, describe, expect, it } from "vitest";

import { SOURCE_OPTIONS } from "../../test/micro-process.ts";
import { appSource, createProject, type Project, removeProjects } from "../../test/project.ts";
import { createRecordingShell, type RecordingShell } from "../../test/shell.ts";
import { main } from "../main.ts";

interface Running {
  readonly project: Project;
  readonly shell: RecordingShell;
  readonly url: string;
}

describe("micro run --reload", () => {
  let stop: (() => Promise<void>) | undefined;

  afterEach(async () => {
    await stop?.();
    removeProjects();
  });

  async function start(line: string, files: Record<string, string>): Promise<Running> {
    const project = createProject(files);
    const shell = createRecordingShell(project.folder, { NODE_OPTIONS: SOURCE_OPTIONS.join(" ") });
    const ended = main(["run", "--reload", "--port", "0", ...line.split(" ").filter(Boolean)], shell);
    stop = async () => {
      shell.stop();
      expect(await ended).toBe(0);
    };
    const [, url = ""] = await shell.untilSaid(/Running on (\S+)/);
    return { project, shell, url };
  }

  async function get(url: string): Promise<string> {
    return (await fetch(url)).text();
  }

  it("serves the app, and its new code after a save", async () => {
    const { project, shell, url } = await start("", { "app.mjs": appSource("one") });
    expect(shell.printed.join("\n")).toMatch(
      /^ \* Serving app of app\.mjs .*\n \* Debug is off, reload is on: not for production/,
    );
    expect(await get(url)).toBe("one");
    project.replace("app.mjs", appSource("two"));
    await shell.untilSaid(/Reloaded after a change of app\.mjs/);
    expect(await get(url)).toBe("two");
  });

  it("puts the app into debug, and then leaves templates to their cache", async () => {
    const handle = "response.end(process.env.MICRO_DEBUG + process.pid);";
    const { project, shell, url } = await start("--debug", {
      "app.mjs": appSource("", { handle }),
      "templates/a.html": "",
    });
    expect(shell.printed.join("\n")).toContain("Debug is on, reload is on");
    const before = await get(url);
    expect(before).toMatch(/^true\d+$/);
    project.write("templates/a.html", "<p>");
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(await get(url)).toBe(before);
  });

  it("starts again when a template or .env changes", async () => {
    const files = {
      "app.mjs": appSource("", { handle: "response.end(process.env.MICRO_NAME);" }),
      "templates/a.html": "",
    };
    const { project, shell, url } = await start("", { ...files, ".env": "MICRO_NAME=one\n" });
    expect(await get(url)).toBe("one");
    project.write("templates/a.html", "<p>");
    await shell.untilSaid(/Reloaded after a change of templates\/a\.html/);
    project.write(".env", "MICRO_NAME=two\n");
    await shell.untilSaid(/Reloaded after a change of \.env/);
    expect(await get(url)).toBe("two");
  });

  it("keeps what Node has compiled, where the project has a place for it", async () => {
    const files = {
      "app.mjs": appSource("", { handle: "response.end(process.env.NODE_COMPILE_CACHE ?? 'none');" }),
    };
    const { project, url } = await start("", { ...files, "node_modules/a/package.json": "{}" });
    expect(await get(url)).toBe(project.path("node_modules/.cache/micro"));
    await stop?.();
    expect(await get((await start("", files)).url)).toBe("none");
  });

  it("fails like micro run when there is no app, or no port", async () => {
    const shell = createRecordingShell(createProject().folder);
    expect(await main(["run", "--reload"], shell)).toBe(1);
    expect(shell.warned.join("\n")).toMatch(/^There is no app in /);
    const { url } = await start("", { "app.mjs": appSource("one") });
    const second = createRecordingShell(createProject({ "app.mjs": appSource("one") }).folder);
    expect(await main(["run", "--reload", "--port", new URL(url).port], second)).toBe(1);
    expect(second.warned.join("\n")).toMatch(
      /is in use by another program.*: micro run --reload --port \d+$/,
    );
  });
});
