import { get } from "node:https";
import { afterEach, describe, expect, it } from "vitest";

import { appSource, createProject, removeProjects } from "../test/project.ts";
import { createRecordingShell, type RecordingShell } from "../test/shell.ts";
import { main } from "./main.ts";

afterEach(removeProjects);

/** What ends when it is stopped. */
interface Running {
  readonly url: string;
  readonly shell: RecordingShell;
  readonly ended: Promise<number>;
}

async function start(line: string, files: Record<string, string>): Promise<Running> {
  const shell = createRecordingShell(createProject(files).folder);
  const ended = main(["run", "--port", "0", ...line.split(" ").filter(Boolean)], shell);
  const [, url = ""] = await shell.untilSaid(/Running on (\S+)/);
  return { url, shell, ended };
}

describe("micro run", () => {
  it("serves the app it finds, at a free port for 0, and says which, where and how [B183 F373]", async () => {
    const { url, shell, ended } = await start("", { "app.mjs": appSource("hello") });
    expect(await (await fetch(url)).text()).toBe("hello");
    expect(shell.printed.join("\n")).toMatch(
      /^ \* Serving app of app\.mjs \(found by its name\)\n \* Debug is off, reload is off\n \* Running on http:\/\/127\.0\.0\.1:\d+ /,
    );
    shell.stop();
    expect(await ended).toBe(0);
  });

  it("sets MICRO_DEBUG, and the variables of .env, before it imports the app", async () => {
    const { shell, ended } = await start("--debug", {
      "app.mjs": appSource("hello"),
      ".env": "MICRO_NAME=Movies\n",
    });
    expect(shell.environment).toEqual({
      MICRO_DEBUG: "true",
      MICRO_NAME: "Movies",
      MICRO_RUN_FROM_CLI: "1",
    });
    expect(shell.printed.join("\n")).toContain(" * Debug is on, reload is off: not for production");
    shell.stop();
    await ended;
  });

  it("serves in this process alone, as debuggers want it: starts the app before the first request and closes it after the last [F406]", async () => {
    const { url, shell, ended } = await start("", {
      "app.mjs": `const log = (globalThis.log = []);\n${appSource("", {
        start: `log.push("start");`,
        handle: `setTimeout(() => { log.push("answer"); response.end("late"); }, 50);`,
        close: `log.push("close");`,
      })}`,
    });
    const answer = fetch(url);
    await new Promise((resolve) => setTimeout(resolve, 20));
    shell.stop();
    expect(await (await answer).text()).toBe("late");
    expect(await ended).toBe(0);
    expect(Reflect.get(globalThis, "log")).toEqual(["start", "answer", "close"]);
    Reflect.deleteProperty(globalThis, "log");
    await expect(fetch(url)).rejects.toThrow("fetch failed");
  });

  it("says which port is free when the one it should take is not, and closes the app", async () => {
    const first = await start("", { "app.mjs": appSource("hello") });
    const { port } = new URL(first.url);
    const close = "globalThis.closed = true;";
    const second = createRecordingShell(createProject({ "app.mjs": appSource("hello", { close }) }).folder);
    expect(await main(["run", "--port", port], second)).toBe(1);
    expect(second.printed).toEqual([]);
    expect(second.warned).toEqual([
      expect.stringMatching(
        /^Port \d+ of 127\.0\.0\.1 is in use by .*: micro run --port \d+ \[MICRO_SERVER_ADDRESS\]\n/,
      ),
    ]);
    expect(Reflect.get(globalThis, "closed")).toBe(true);
    Reflect.deleteProperty(globalThis, "closed");
    first.shell.stop();
    await first.ended;
  });

  it("stops at an error that nobody caught: answers what was asked, closes the app, and ends with 1 [F187]", async () => {
    const handle = `setTimeout(() => response.end("late"), 50);`;
    const close = "globalThis.closed = true;";
    const { url, shell, ended } = await start("", { "app.mjs": appSource("", { handle, close }) });
    const answer = fetch(url);
    await new Promise((resolve) => setTimeout(resolve, 25));
    shell.crash(new RangeError("too far"));
    expect(shell.warned).toEqual([
      expect.stringMatching(/^RangeError: too far[^]*\n \* Nobody caught this error\. The server stops\.$/),
    ]);
    expect(await (await answer).text()).toBe("late");
    expect(await ended).toBe(1);
    expect(Reflect.get(globalThis, "closed")).toBe(true);
    Reflect.deleteProperty(globalThis, "closed");
  });

  it("listens where MICRO_RUN_HOST and MICRO_RUN_PORT of .env say [F376]", async () => {
    const files = { "app.mjs": appSource("hello"), ".env": "MICRO_RUN_HOST=localhost\nMICRO_RUN_PORT=0\n" };
    const shell = createRecordingShell(createProject(files).folder);
    const ended = main(["run"], shell);
    await shell.untilSaid(/Running on http:\/\/localhost:\d+/);
    shell.stop();
    expect(await ended).toBe(0);
  });

  it("serves https with a certificate made for this run [B181]", async () => {
    const { url, shell, ended } = await start("--cert adhoc", { "app.mjs": appSource("safe") });
    expect(url).toMatch(/^https:/);
    const body = await new Promise((resolve, reject) => {
      get(url, { rejectUnauthorized: false }, (incoming) => incoming.on("data", resolve)).on("error", reject);
    });
    expect(String(body)).toBe("safe");
    shell.stop();
    expect(await ended).toBe(0);
  });

  it("fails when the app cannot start", async () => {
    const shell = createRecordingShell(
      createProject({ "app.mjs": appSource("", { start: `throw new Error("no database");` }) }).folder,
    );
    expect(await main(["run"], shell)).toBe(1);
    expect(shell.warned.join("\n")).toMatch(
      /\[MICRO_APP_START\]\nCaused by: Error: no database\n {4}at Object\.start \(app\.mjs:/,
    );
  });
});
