import { spawnSync } from "node:child_process";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";

import { ROOT } from "./packages.ts";

/** Milliseconds of processor time, the whole process: what a serverless start and every restart pay. */
const BUDGET = 60;
const RUNS = 20;

const REPORT =
  "const { user, system } = process.cpuUsage(); process.stdout.write(String((user + system) / 1000))";

/** The processor time of one process, in milliseconds. */
function processorTime(code: string): number {
  const { stdout } = spawnSync(process.execPath, ["--input-type=module", "--eval", `${code}; ${REPORT}`]);
  return Number(stdout.toString());
}

/** Tells of each module that is loaded. */
const LOADER = `
  import { writeSync } from "node:fs";
  export async function load(url, context, next) {
    writeSync(1, url + "\\n");
    return next(url, context);
  }`;

/** The modules that an app loads until it has answered a request, built-in ones under their names. */
function loadedBy(registrations: string, path: string): string[] {
  const entry = pathToFileURL(`${ROOT}packages/micro-web/dist/index.js`).href;
  const code = `
    import Module, { register } from "node:module";
    register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(LOADER)}`)});
    const { Micro, render } = await import(${JSON.stringify(entry)});
    const app = new Micro({ dirname: "/srv/site" });
    ${registrations}
    const server = await app.listen({ port: 0 });
    const { get } = process.getBuiltinModule("node:http");
    get({ port: server.address().port, path: ${JSON.stringify(path)} }, (response) => {
      response.resume().on("end", () => {
        const loaded = [response.statusCode, ...Object.keys(Module._cache), ...process.moduleLoadList];
        process.stdout.write(loaded.join("\\n"), () => process.exit());
      });
    });`;
  const { stdout } = spawnSync(process.execPath, ["--input-type=module", "--eval", code], {
    env: { ...process.env, NODE_ENV: "production" },
  });
  return stdout.toString().split("\n");
}

describe("the smallest app", () => {
  const loaded = loadedBy('app.get("/", () => "x");', "/");

  it("loads two files of a package, and of libraries what reads cookies and knows media types", () => {
    const files = loaded.flatMap((url) => /^file:.*?([\w-]+\/(?:dist\/)?[^/]+)$/.exec(url)?.[1] ?? []);
    expect(files.map((file) => file.replace(/-[A-Z\d]{8}\./, "-*.")).toSorted()).toEqual([
      "cookie/dist/index.js",
      "core/dist/core-*.js",
      "core/dist/index.js",
      "micro-web/dist/index.js",
      "micro-web/dist/micro.js",
      "mrmime/index.mjs",
      "nunjucks/dist/index.js",
      "nunjucks/dist/nunjucks-*.js",
    ]);
    expect(loaded).toContain("200");
  });

  it.each(["crypto", "http2", "internal/deps/undici/undici", "tls", "zlib"])(
    "leaves %s of Node alone",
    (name) => {
      expect(loaded).toContain("NativeModule http");
      expect(loaded).not.toContain(`NativeModule ${name}`);
    },
  );
});

describe("find-my-way", () => {
  const isLoaded = (loaded: readonly string[]): boolean =>
    loaded.some((name) => name.endsWith("find-my-way/index.js"));

  it("is loaded for paths with variables", () => {
    const loaded = loadedBy('app.get("/<name>", ({ params }) => params.name);', "/ann");
    expect(loaded).toContain("200");
    expect(isLoaded(loaded)).toBe(true);
  });

  it("is not loaded for paths without, and static files", () => {
    const loaded = loadedBy('app.get("/", () => "x");', "/static/none.css");
    expect(loaded).toContain("404");
    expect(isLoaded(loaded)).toBe(false);
  });
});

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
