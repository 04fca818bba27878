import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { create } from "./create.ts";
import { readVersion } from "./project.ts";
import type { CommandOutcome, Terminal } from "./terminal.ts";

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "micro-create-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** What a terminal was told and asked. */
interface RecordingTerminal extends Terminal {
  readonly printed: string[];
  readonly warned: string[];
  readonly asked: string[];
  readonly progress: string[];
  readonly commands: string[];
}

interface RecordingOptions {
  /** What somebody types; without it nobody is there. */
  readonly answers?: readonly string[];
  /** How commands end, by their first words. @default well, and the folder is in no repository */
  readonly outcomes?: Readonly<Record<string, Partial<CommandOutcome>>>;
  readonly environment?: Record<string, string>;
}

function createRecordingTerminal(options: RecordingOptions = {}): RecordingTerminal {
  const { answers, outcomes = { "git rev-parse": { status: 128 } }, environment = {} } = options;
  const rest = [...(answers ?? [])];
  const terminal: RecordingTerminal = {
    folder,
    environment,
    isInteractive: answers !== undefined,
    printed: [],
    warned: [],
    asked: [],
    progress: [],
    commands: [],
    print: (text) => void terminal.printed.push(text),
    warn: (text) => void terminal.warned.push(text),
    showProgress: (text) => void terminal.progress.push(text),
    ask: async (question) => {
      terminal.asked.push(question);
      return rest.shift() ?? "";
    },
    run: async (command, words, place) => {
      terminal.commands.push(`${command} ${words.join(" ")} in ${place.slice(folder.length + 1)}`);
      const known = Object.entries(outcomes).find(([line]) => `${command} ${words[0]}` === line);
      return { status: 0, output: "", ...known?.[1] };
    },
  };
  return terminal;
}

/** Every file of a folder. */
function listFiles(path: string): string[] {
  return readdirSync(join(folder, path), { recursive: true, withFileTypes: true, encoding: "utf8" })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, path).length + 1))
    .toSorted();
}

function read(path: string): string {
  return readFileSync(join(folder, path), "utf8");
}

describe("create [F382]", () => {
  it("asks for template, folder and installation, and for nothing else", async () => {
    const terminal = createRecordingTerminal({ answers: ["site", "my-site", "no"] });
    expect(await create([], terminal)).toBe(0);
    expect(terminal.asked).toEqual([
      "Which one? (minimal) ",
      "Folder? (micro-app) ",
      "Install the dependencies? (yes) ",
    ]);
    expect(terminal.printed.at(-1)).toBe("\nNext:\n  cd my-site\n  npm install\n  npm run dev");
    expect(JSON.parse(read("my-site/package.json"))).toMatchObject({ name: "my-site" });
  });

  it.each(["minimal", "site", "api"])(
    "makes a %s in JavaScript, without what types need [F517]",
    async (template) => {
      const terminal = createRecordingTerminal();
      expect(await create([template, "a", "--javascript", "--yes"], terminal)).toBe(0);
      const files = listFiles("a");
      expect(files.filter((path) => /\.ts$|tsconfig/.test(path))).toEqual([]);
      expect(files).toEqual(
        expect.arrayContaining([template === "minimal" ? "app.js" : "src/app.js", ".gitignore"]),
      );
      const manifest = read("a/package.json");
      expect(JSON.parse(manifest)).toMatchObject({ name: "a", type: "module" });
      expect(manifest).not.toMatch(/typescript|typecheck|tsx|\.ts"/);
      expect(read("a/README.md")).toMatch(/^# a\n[^]*npm run check {3}# lint, tests/);
    },
  );

  it("makes no extension in JavaScript, and says why", async () => {
    const terminal = createRecordingTerminal();
    expect(await create(["extension", "hello", "-j", "--yes"], terminal)).toBe(2);
    expect(terminal.warned).toEqual([
      "There is no extension in JavaScript: whoever uses it gets its types. Leave out --javascript.",
    ]);
  });

  it("takes what is offered for an empty answer", async () => {
    const terminal = createRecordingTerminal({ answers: ["", "", ""] });
    expect(await create([], terminal)).toBe(0);
    expect(listFiles("micro-app")).toContain("app.ts");
    expect(terminal.commands.at(-1)).toBe("npm install in micro-app");
  });

  it.each([
    ["--yes", ["a"]],
    ["a terminal where nobody is", undefined],
  ])("asks nothing with %s", async (_, answers) => {
    const terminal = createRecordingTerminal(answers === undefined ? {} : { answers });
    expect(await create(answers === undefined ? [] : ["--yes"], terminal)).toBe(0);
    expect(terminal.asked).toEqual([]);
    expect(terminal.printed[0]).toBe("Made micro-app, one file: 6 files.");
    expect(terminal.printed.at(-1)).toBe("\nNext:\n  cd micro-app\n  npm run dev");
  });

  it.each([
    ["minimal", ["README.md", "app.test.ts", "app.ts", "tsconfig.json"]],
    ["site", ["src/app.ts", "src/notes.ts", "src/static/style.css", "src/templates/layout.html", ".env"]],
    ["api", ["src/items.ts", ".github/workflows/ci.yml"]],
    ["extension", ["src/index.ts", "src/my-x.ts", "src/my-x.test.ts", "demo/app.ts", "tsconfig.build.json"]],
  ])("makes the template %s, ready for git", async (template, files) => {
    const terminal = createRecordingTerminal();
    expect(await create([template, "my-x", "--no-install"], terminal)).toBe(0);
    const place = template === "extension" ? "micro-web-my-x" : "my-x";
    expect(listFiles(place)).toEqual(
      expect.arrayContaining([...files, ".gitignore", "package.json"].toSorted()),
    );
    expect(read(`${place}/.gitignore`)).toMatch(/^node_modules\/$/m);
    expect(terminal.commands).toEqual([
      `git rev-parse --is-inside-work-tree in ${place}`,
      `git init --initial-branch=main in ${place}`,
    ]);
    const texts = listFiles(place).map((path) => read(`${place}/${path}`));
    expect(texts.filter((text) => /__[A-Za-z]+__/.test(text))).toEqual([]);
    const manifest = JSON.parse(read(`${place}/package.json`));
    expect({ ...manifest.devDependencies, ...manifest.dependencies }["micro-web"]).toBe(`^${readVersion()}`);
  });

  it("names a package as extensions are named, with the keyword they are found by [F544]", async () => {
    await create(["extension", "hello-world", "--no-install"], createRecordingTerminal());
    const manifest = JSON.parse(read("micro-web-hello-world/package.json"));
    expect(manifest).toMatchObject({
      name: "micro-web-hello-world",
      keywords: ["micro-web-extension"],
      peerDependencies: { "@micro-web/core": `^${readVersion()}` },
    });
    expect(read("micro-web-hello-world/src/hello-world.ts")).toContain("export function helloWorld()");
  });

  it("gives each site a key of its own, outside of git", async () => {
    for (const name of ["a", "b"]) await create(["site", name, "--no-install"], createRecordingTerminal());
    const keys = ["a", "b"].map(
      (name) => /MICRO_SECRET_KEY=([0-9a-f]{64})\n/.exec(read(`${name}/.env`))?.[1],
    );
    expect(new Set(keys).size).toBe(2);
    expect(read("a/.gitignore")).toMatch(/^\.env$/m);
  });

  it("makes no repository in that of somebody, without git, and with --no-git", async () => {
    const inside = createRecordingTerminal({ outcomes: {} });
    await create(["a", "--no-install"], inside);
    const without = createRecordingTerminal({ outcomes: { "git rev-parse": { status: null } } });
    await create(["b", "--no-install"], without);
    const unwanted = createRecordingTerminal();
    await create(["c", "--no-install", "--no-git"], unwanted);
    const all = [inside, without, unwanted].flatMap(({ commands }) => commands);
    expect(all.filter((line) => line.includes("init"))).toEqual([]);
  });

  it("prints its help", async () => {
    const terminal = createRecordingTerminal();
    expect(await create(["--help"], terminal, "micro new")).toBe(0);
    expect(terminal.printed.join()).toContain("Usage: micro new");
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe("a folder", () => {
  it("may be there if it is empty, or has what editors and git leave", async () => {
    mkdirSync(join(folder, "a/.git"), { recursive: true });
    mkdirSync(join(folder, "a/.vscode"));
    expect(await create(["a", "--no-install"], createRecordingTerminal())).toBe(0);
  });

  it("may be the current one, and one in another", async () => {
    mkdirSync(join(folder, "here"));
    const terminal = { ...createRecordingTerminal(), folder: join(folder, "here") };
    expect(await create([".", "--no-install"], terminal)).toBe(0);
    expect(JSON.parse(read("here/package.json"))).toMatchObject({ name: "here" });
    expect(terminal.printed.at(-1)).toBe("\nNext:\n  npm install\n  npm run dev");
    const other = createRecordingTerminal();
    expect(await create(["extension", "my libs/x", "--no-install"], other)).toBe(0);
    expect(other.printed.at(-1)).toContain('cd "my libs/micro-web-x"');
  });

  it("is left alone when it is not empty", async () => {
    mkdirSync(join(folder, "a"));
    writeFileSync(join(folder, "a/notes.txt"), "mine");
    const terminal = createRecordingTerminal();
    expect(await create(["a"], terminal)).toBe(2);
    expect(terminal.warned).toEqual([
      "The folder a is not empty: it has notes.txt. Name another one, or a new one in it.",
    ]);
    expect(listFiles("a")).toEqual(["notes.txt"]);
  });

  it("is refused when it is a file, or is below one", async () => {
    writeFileSync(join(folder, "a"), "");
    const terminal = createRecordingTerminal();
    expect(await create(["a"], terminal)).toBe(2);
    expect(await create(["a/b"], terminal)).toBe(2);
    expect(terminal.warned[0]).toBe("There is a file at a. Name another folder.");
    expect(terminal.warned[1]).toMatch(
      /^The project cannot be written into .*a\/b: ENOTDIR.* Name another folder\.$/,
    );
  });

  it("is not made for a bad name or line, or an extension without a name", async () => {
    const terminal = createRecordingTerminal();
    const lines = [["My Site"], ["extension", "new"], ["extension"], ["--nope"], ["-t", "none"]];
    for (const words of lines) expect(await create(words, terminal)).toBe(2);
    expect(terminal.warned.join("\n")).toMatch(
      /For example my-site.*\n.*\n.*needs a name.*\n.*--nope.*\n.*"none"/,
    );
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe("the installation", () => {
  it("shows for how long it has been at it, and takes the line away", async () => {
    const terminal = createRecordingTerminal({ answers: [] });
    const run: Terminal["run"] = async (command, ...others) => {
      if (command === "npm") await new Promise((resolve) => setTimeout(resolve, 250));
      return terminal.run(command, ...others);
    };
    expect(await create(["a", "--yes"], { ...terminal, run })).toBe(0);
    expect(terminal.progress).toEqual(["Installing the dependencies with npm ... 0 s", ""]);
  });

  it("says once that it begins where nobody watches", async () => {
    const terminal = createRecordingTerminal({ environment: { npm_config_user_agent: "pnpm/9.0.0 npm/?" } });
    expect(await create(["a"], terminal)).toBe(0);
    expect(terminal.printed).toContain("Installing the dependencies with pnpm ...");
    expect(terminal.printed.at(-1)).toContain("pnpm run dev");
    expect(terminal.progress).toEqual([]);
  });

  it.each([
    "npm error code ENOTFOUND",
    "npm error code ENOTCACHED",
    "getaddrinfo EAI_AGAIN registry.example",
  ])("says that there is no network, and leaves the project: %s", async (output) => {
    const outcomes = { "npm install": { status: 1, output } };
    const terminal = createRecordingTerminal({ outcomes });
    expect(await create(["a"], terminal)).toBe(1);
    expect(terminal.warned).toEqual([
      "The dependencies were not installed. npm does not reach its registry: there seems to be no network.\n" +
        'The project itself is complete; once there is a network, run "npm install" in it.',
    ]);
    expect(existsSync(join(folder, "a/app.ts"))).toBe(true);
    expect(terminal.printed.at(-1)).toContain("  npm install\n");
  });

  it("shows the end of what the package manager says when it fails otherwise", async () => {
    const output = Array.from({ length: 40 }, (_, index) => `line ${index}`).join("\n");
    const outcomes = { "npm install": { status: 1, output } };
    const terminal = createRecordingTerminal({ outcomes });
    expect(await create(["a"], terminal)).toBe(1);
    expect(terminal.warned[0]).toMatch(
      /npm says:\nline 25\n[^]*line 39\nThe project itself is complete; when that/,
    );
  });
});

it("lets what is no mistake of the caller through", async () => {
  const terminal = createRecordingTerminal();
  const print = (): never => {
    throw new TypeError("broken pipe");
  };
  await expect(create(["-h"], { ...terminal, print })).rejects.toThrow("broken pipe");
});
