import { afterEach, describe, expect, it } from "vitest";

import { endProcesses, type MicroProcess, startMicro, startScript } from "../micro-process.ts";
import { createProject, type Project, removeProjects } from "../project.ts";

const APP = `import { Blueprint, Micro } from "@micro-web/core";
import { currentApp } from "@micro-web/core/context";

export const app = new Micro(import.meta, { name: "movies" });
const greet = (name) => ({ description: \`Says \${name}.\`, run: (words) => console.log(currentApp().name, name, ...words) });
app.command("greet", greet("hello"));
const blog = new Blueprint("blog");
blog.command("import", greet("import"));
const admin = new Blueprint("admin", null, { commandGroup: null });
admin.command("verify", greet("verify"));
const shop = new Blueprint("shop", null, { commandGroup: "store" });
shop.command("open", greet("open"));
for (const blueprint of [blog, admin, shop, new Blueprint("empty")]) app.mount(blueprint);
app.shellContext(() => ({ answer: 42, whoami: () => currentApp().name }));
await app.run({ port: 0 });
`;

describe("the commands of an app, in a process of their own", { timeout: 30_000 }, () => {
  afterEach(async () => {
    await endProcesses();
    removeProjects();
  });

  function createMovies(): Project {
    const project = createProject({ "app.mjs": APP });
    project.link("@micro-web/core", "core");
    return project;
  }

  function run(line: string): MicroProcess["ended"] {
    return startMicro(line.split(" "), createMovies().folder).ended;
  }

  it.each([
    ["greet you", "movies hello you\n"],
    ["blog import a.json", "movies import a.json\n"],
    ["verify", "movies verify\n"],
    ["store open", "movies open\n"],
  ])("run with the app as the current one: micro %s [F172 F377 F379 B177 B182]", async (line, expected) => {
    const { status, out } = await run(line);
    expect({ status, out }).toEqual({ status: 0, out: expected });
  });

  it("are listed with their groups, without those that are empty [B177 B182]", async () => {
    const { out } = await run("--help");
    expect(out).toMatch(
      /Commands of the app:\n +greet .*\n +blog .* Commands: import\n +verify .*\n +store .*/,
    );
    expect(out).not.toContain("empty");
  });

  it("are listed by their group: micro blog --help [B177]", async () => {
    const { status, out } = await run("blog --help");
    expect(status).toBe(0);
    expect(out).toBe("Usage: micro blog <command>\nCommands:\n  blog import  Says import.\n");
  });

  it("leave app.run() to the command line, which says so [F17]", async () => {
    const { status, out, err } = await run("routes");
    expect({ status, out }).toEqual({ status: 0, out: expect.stringContaining("Endpoint") });
    expect(err).toMatch(/ INFO in movies: app\.run\(\) is ignored: the command line serves the app\.\n$/);
  });

  it("can be tried line by line in micro shell, with names of the app's own [F23 F375]", async () => {
    const micro = startMicro(["shell"], createMovies().folder);
    await micro.untilSaid(/app of app\.mjs, with client, app, answer, whoami\. Ctrl\+D ends\./);
    micro.child.stdin?.end("answer + 1\nwhoami()\nawait Promise.resolve(app.name + whoami())\n");
    const { status, out } = await micro.ended;
    expect(status).toBe(0);
    expect(out).toContain("> 43\n> 'movies'\n> 'moviesmovies'\n");
  });

  it("are not needed for node app.mjs, which serves until it is asked to stop [F17]", async () => {
    const { child, ended, untilSaid } = startScript(["app.mjs"], createMovies().folder);
    const [, url = ""] = await untilSaid(/ \* Running on (\S+)/);
    expect((await fetch(url)).status).toBe(404);
    child.kill("SIGTERM");
    expect(await ended).toMatchObject({ status: 0, err: "" });
  });
});
