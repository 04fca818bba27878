import { Agent, request } from "node:https";
import { text } from "node:stream/consumers";
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

/** Trusts any certificate, on connections that are kept. */
function getSecurely(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    request(url, { agent: SECURE_AGENT, rejectUnauthorized: false }, (incoming) => {
      text(incoming).then(resolve, reject);
    })
      .once("error", reject)
      .end();
  });
}

const SECURE_AGENT = new Agent({ keepAlive: true });

describe("micro run --reload", { timeout: 30_000 }, () => {
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

  it("is refused where NODE_ENV is production [F390]", async () => {
    const shell = createRecordingShell(createProject({ "app.mjs": appSource("") }).folder, {
      NODE_ENV: "production",
    });
    expect(await main(["run", "--reload"], shell)).toBe(1);
    expect(shell.warned.join()).toContain("[MICRO_DEBUG_PRODUCTION]");
  });

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

  it("starts again when one of the extra files changes, and not for what is excluded [B183 F373]", async () => {
    const handle = "response.end(String(process.pid));";
    const { project, shell, url } = await start(
      "--extra-files data/movies.json --exclude-patterns *_test.ts",
      { "app.mjs": appSource("", { handle }), "data/movies.json": "[]" },
    );
    const first = await get(url);
    project.write("app_test.ts", "1;");
    project.write("data/other.json", "[]");
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(await get(url)).toBe(first);
    project.write("data/movies.json", "[1]");
    await shell.untilSaid(/Reloaded after a change of data\/movies\.json/);
    expect(await get(url)).not.toBe(first);
  });

  it("serves https, before and after a save [B181]", async () => {
    const { project, shell, url } = await start("--cert adhoc", { "app.mjs": appSource("one") });
    expect(url).toMatch(/^https:/);
    expect(await getSecurely(url)).toBe("one");
    project.replace("app.mjs", appSource("two"));
    await shell.untilSaid(/Reloaded after a change of app\.mjs/);
    expect(await getSecurely(url)).toBe("two");
    project.replace("app.mjs", "foo bar;");
    await shell.untilSaid(/The app cannot start/);
    expect(await getSecurely(url)).toContain("The app cannot start");
  });

  it("gives the app the variables of the named file, and takes its own from there [B180 F376]", async () => {
    const handle = "response.end(process.env.MICRO_NAME);";
    const files = { "app.mjs": appSource("", { handle }), "a.env": "MICRO_NAME=Movies\nMICRO_DEBUG=1\n" };
    const { shell, url } = await start("--env-file a.env", files);
    expect(await get(url)).toBe("Movies");
    expect(shell.printed.join("\n")).toContain("Debug is on");
  });

  it("fails like micro run when there is no app, or no port", async () => {
    const shell = createRecordingShell(createProject().folder);
    expect(await main(["run", "--reload"], shell)).toBe(1);
    expect(shell.warned.join("\n")).toMatch(/^There is no app in /);
    const { url } = await start("", { "app.mjs": appSource("one") });
    const second = createRecordingShell(createProject({ "app.mjs": appSource("one") }).folder);
    expect(await main(["run", "--reload", "--port", new URL(url).port], second)).toBe(1);
    expect(second.warned.join("\n")).toMatch(/is in use by .*: micro run --reload --port \d+ /);
  });
});
