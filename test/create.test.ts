import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isChromiumMissing, launchChromium, takeScreenshot } from "./chromium.ts";
import { packageFolder } from "./packages.ts";
import { runCommand, userEnvironment } from "./run-command.ts";

/** What a project asks npm for. */
interface ProjectManifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** Each template, where it goes, and what its page at `/` or another path says. */
const PROJECTS = [
  { template: "minimal", folder: "my-app", path: "/", says: "Hello, World!", app: [], options: [] },
  {
    template: "site",
    folder: "js-site",
    path: "/",
    says: "There are none yet.",
    app: [],
    options: ["--javascript"],
  },
  {
    template: "api",
    folder: "js-api",
    path: "/items",
    says: '{"items":[],"total":0}',
    app: [],
    options: ["--javascript"],
  },
  { template: "site", folder: "my-site", path: "/", says: "There are none yet.", app: [], options: [] },
  { template: "api", folder: "my-api", path: "/items", says: '{"items":[],"total":0}', app: [], options: [] },
  {
    template: "extension",
    folder: "micro-web-hello-world",
    path: "/",
    says: "Hello, World!",
    app: ["--app", "demo/app.ts"],
    options: [],
  },
] as const;

/** An app that has the extension; what it has no type for does not compile. */
const GREETING_APP = `import { Micro } from "micro-web";
import { helloWorld } from "micro-web-hello-world";

const app = new Micro(null).register(helloWorld());
app.get("/", ({ helloWorld }) => helloWorld.greet("Ann"));
// @ts-expect-error -- this one has no such extension
new Micro(null).get("/", ({ helloWorld }) => helloWorld.greet("Ann"));
console.log((await app.testClient().get("/")).text);
`;

/** The packages that new projects need. */
const WANTED = ["core", "nunjucks", "create-micro-web", "cli", "micro-web"];
const OWN = /^(?:@micro-web\/|micro-web$|create-micro-web$)/;
const NPM_INSTALL = ["install", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"];

let root = "";

/**
 * Makes each project with the packed scaffolder, and installs once, above them, what all of them ask for: npm and Node
 * look there too, and one installation takes a fourth of the time.
 */
beforeAll(async function createProjects() {
  root = mkdtempSync(join(tmpdir(), "micro-create-"));
  await Promise.all(
    WANTED.map((directory) => run("npm", ["pack", "--pack-destination", root], packageFolder(directory))),
  );
  const tarballs = readdirSync(root).filter((name) => name.endsWith(".tgz"));
  writeFileSync(join(root, "package.json"), JSON.stringify({ private: true }));
  await run("npm", [...NPM_INSTALL, ...tarballs.map((name) => `./${name}`)], root);
  for (const { template, folder, options } of PROJECTS) {
    const name = template === "extension" ? "hello-world" : folder;
    const words = ["create-micro-web", template, name, "--yes", "--no-install", ...options];
    await run("npx", ["--no-install", ...words], root);
  }
  await run("npm", [...NPM_INSTALL, ...wantedPackages()], root);
}, 240_000);

afterAll(() => rmSync(root, { recursive: true, force: true }));

/** What the projects ask for besides Micro: one version of each, or two of them would be installed. */
function wantedPackages(): string[] {
  const wanted = PROJECTS.flatMap(({ folder }) => {
    const { dependencies, devDependencies }: ProjectManifest = JSON.parse(
      readFileSync(join(root, folder, "package.json"), "utf8"),
    );
    return Object.entries({ ...dependencies, ...devDependencies });
  }).filter(([name]) => !OWN.test(name));
  return [...new Set(wanted.map(([name, version]) => `${name}@${version}`))];
}

async function run(command: string, words: readonly string[], folder: string): Promise<string> {
  const { ok, output } = await runCommand(command, [...words], folder);
  if (!ok) throw new Error(`${command} ${words.join(" ")} failed in ${folder}:\n${output}`);
  return output;
}

/** Starts `micro run` with a Node in a project. */
function serve(node: string, folder: string, words: readonly string[]): ChildProcess {
  const micro = join(root, "node_modules/micro-web/bin/micro.js");
  return spawn(node, [micro, "run", "--port", "0", ...words], {
    cwd: join(root, folder),
    env: userEnvironment(),
  });
}

/** Asks a server that `micro run` starts with a Node for a page. */
async function visit(node: string, project: (typeof PROJECTS)[number]): Promise<string> {
  const server = serve(node, project.folder, project.app);
  try {
    return await (await fetch((await urlOf(server)) + project.path)).text();
  } finally {
    const ended = once(server, "close");
    server.kill("SIGKILL");
    await ended;
  }
}

function urlOf(server: ChildProcess): Promise<string> {
  let output = "";
  return new Promise((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0];
      if (url !== undefined) resolve(url);
    };
    server.stdout?.on("data", read);
    server.stderr?.on("data", read);
    server.once("close", (code) => reject(new Error(`micro run ended with ${code}:\n${output}`)));
  });
}

/** The Node that runs the tests, and those of the system, by their major versions. */
async function findNodes(): Promise<ReadonlyMap<string, string>> {
  const paths = [process.execPath, "/usr/bin/node", join(dirname(process.execPath), "node")];
  const found = new Map<string, string>();
  for (const path of paths) {
    const { ok, stdout } = await runCommand(path, ["--version"], root);
    const [, major = ""] = /^v(\d+)\./.exec(stdout) ?? [];
    if (ok) found.set(major, path);
  }
  return found;
}

describe.each(PROJECTS)("a new project of the template $template $options [F382 F517]", (project) => {
  it.skipIf(project.options.length > 0)("type-checks", async () => {
    expect(await run("npm", ["run", "typecheck"], join(root, project.folder))).not.toContain("error");
  });

  it("has nothing to lint", async () => {
    expect(await run("npm", ["run", "lint"], join(root, project.folder))).toContain("0 errors");
  });

  it("passes its tests", async () => {
    expect(await run("npm", ["test"], join(root, project.folder))).toMatch(/Tests .*passed/);
  });

  it("runs on every Node that is there", async () => {
    for (const node of (await findNodes()).values())
      expect(await visit(node, project)).toContain(project.says);
  });

  it("is a git repository without what does not belong there", async () => {
    const files = await run(
      "git",
      ["status", "--short", "--untracked-files=all"],
      join(root, project.folder),
    );
    expect(files).toContain("?? package.json");
    expect(files).toContain("?? .gitignore");
    expect(files).not.toMatch(/node_modules|\.env$/m);
  });
});

describe("a new extension", () => {
  const packed = "micro-web-hello-world-0.1.0.tgz";

  it("is built and packed with its types, and without its tests [F543]", async () => {
    await run("npm", ["pack", "--pack-destination", root], join(root, "micro-web-hello-world"));
    const paths = (await run("tar", ["-tzf", packed], root)).trim().split("\n");
    for (const name of ["index.js", "index.d.ts", "hello-world.js"])
      expect(paths).toContain(`package/dist/${name}`);
    expect(paths.filter((path) => path.includes("test"))).toEqual([]);
  });

  it("is installed into another project, which type-checks and runs with it [F543]", async () => {
    await run("npm", [...NPM_INSTALL, `./${packed}`], root);
    const project = join(root, "my-app");
    writeFileSync(join(project, "greet.ts"), GREETING_APP);
    await run("npm", ["run", "typecheck"], project);
    expect(await run(process.execPath, ["--import", "tsx", "greet.ts"], project)).toContain("Hello, Ann!");
  });
});

describe.skipIf(isChromiumMissing("The first day with a new site"))(
  "the first day with a new site, in a browser",
  () => {
    const FORM = `  pages.get("/ask", () => render("ask.html"));
  pages.post("/ask", async (request) => {
    const name = (await request.form()).require("name");
    return \`Hello, \${name}!\`;
  });

  return pages;`;

    /** Changes a file of the site; gives what changes it back. */
    function edit(name: string, from: string, to: string): () => void {
      const path = join(root, "my-site", name);
      const before = readFileSync(path, "utf8");
      expect(before).toContain(from);
      writeFileSync(path, before.replace(from, to));
      return () => writeFileSync(path, before);
    }

    it("shows changes by itself, explains errors, and serves a form that was added [F382 F395 F396]", async () => {
      const browser = await launchChromium();
      const server = serve(process.execPath, "my-site", ["--debug", "--reload"]);
      try {
        const url = await urlOf(server);
        const page = await browser.newPage();
        const untilTitled = (text: string): Promise<void> =>
          page.getByRole("heading", { level: 1 }).filter({ hasText: text }).waitFor();
        await page.goto(url);
        edit("src/templates/notes/list.html", "There are none yet.", "Nothing here.");
        await page.getByText("Nothing here.").waitFor();

        const mendName = edit(
          "src/notes.ts",
          'render("notes/list.html", { notes, last',
          'render("notes/lst.html", { notes, last',
        );
        await untilTitled('Did you mean "notes/list.html"?');
        await page.getByText("What to do").click();
        await page.getByText("MICRO_TEMPLATE_NOT_FOUND").first().waitFor();
        await takeScreenshot(page, "first-day/error");
        mendName();
        await untilTitled("Notes");

        const mendSyntax = edit(
          "src/notes.ts",
          "const notes: StoredNote[] = [];",
          "const notes: StoredNote[] = [;",
        );
        await untilTitled("The app cannot start");
        mendSyntax();
        await untilTitled("Notes");

        await page.goto(`${url}/ask`); // there is no such page yet
        writeFileSync(
          join(root, "my-site/src/templates/ask.html"),
          '<h1>Ask</h1><form method="post"><label>Name <input name="name"></label><button>Send</button></form>',
        );
        edit("src/notes.ts", "  return pages;", FORM);
        await page.getByLabel("Name").fill("Ann & Bob");
        await page.getByRole("button").click();
        await page.waitForFunction('document.body.innerText === "Hello, Ann & Bob!"');
        expect(new URL(page.url()).pathname).toBe("/ask");
      } finally {
        const ended = once(server, "close");
        server.kill("SIGTERM");
        await ended;
        await browser.close();
      }
    });
  },
);
