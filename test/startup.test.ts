import { spawnSync } from "node:child_process";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";

import { ROOT } from "./packages.ts";

/** Milliseconds of processor time, the whole process: what a serverless start and every restart pay. */
const BUDGET = 80;
const RUNS = 20;

const REPORT =
  "const { user, system } = process.cpuUsage(); process.stdout.write(String((user + system) / 1000))";

/** The processor time of one process, in milliseconds. */
function processorTime(code: string): number {
  const { stdout } = spawnSync(process.execPath, ["--input-type=module", "--eval", `${code}; ${REPORT}`]);
  return Number(stdout.toString());
}

describe("importing micro-web", () => {
  it(`costs less than ${BUDGET} ms of processor time more than Node alone`, () => {
    const entry = pathToFileURL(`${ROOT}packages/micro-web/dist/index.js`).href;
    // In turns, so that what else the machine does falls on both; the least of each is what is left without it.
    const times = Array.from({ length: RUNS }, () => ({
      bare: processorTime(""),
      micro: processorTime(`await import(${JSON.stringify(entry)})`),
    }));
    const bare = Math.min(...times.map((time) => time.bare));
    const micro = Math.min(...times.map((time) => time.micro));
    expect(micro - bare).toBeLessThan(BUDGET);
  });

  it("loads no template engine, and an app without templates never does", () => {
    const entry = pathToFileURL(`${ROOT}packages/micro-web/dist/index.js`).href;
    const code = `
      import Module from "node:module";
      const { Micro } = await import(${JSON.stringify(entry)});
      const app = new Micro();
      app.get("/", () => "x");
      await app.testClient().get("/");
      const loaded = () => Object.keys(Module._cache).some((path) => path.includes("nunjucks"));
      const before = loaded();
      await app.templates.renderString("x", {});
      process.stdout.write(JSON.stringify([before, loaded()]))`;
    const { stdout } = spawnSync(process.execPath, ["--input-type=module", "--eval", code]);
    expect(JSON.parse(stdout.toString())).toEqual([false, true]);
  });

  it("leaves the prototypes of strings and the like as fast as they were", () => {
    const entry = pathToFileURL(`${ROOT}packages/micro-web/dist/index.js`).href;
    const code = `
      const { Micro } = await import(${JSON.stringify(entry)});
      const app = new Micro();
      app.get("/", () => app.templates.renderString("{{ x | safe }}", { x: "<b>" }));
      await app.testClient().get("/");
      const prototypes = [String, Array, Object, Map, Set, RegExp, Promise, Function].map(({ prototype }) => prototype);
      process.stdout.write(JSON.stringify(prototypes.map((prototype) => %HasFastProperties(prototype))))`;
    const { stdout } = spawnSync(process.execPath, [
      "--allow-natives-syntax",
      "--input-type=module",
      "--eval",
      code,
    ]);
    expect(JSON.parse(stdout.toString())).toEqual(Array.from({ length: 8 }, () => true));
  });
});
