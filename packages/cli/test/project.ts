import {
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** A folder outside the repository with the files of an app. */
export interface Project {
  readonly folder: string;
  /** The absolute path of a file. */
  path(name: string): string;
  write(name: string, text: string): void;
  /** Writes a file as editors do: another one first, which then takes its place. */
  replace(name: string, text: string): void;
  /** Makes a package of this repository importable. */
  link(name: string, directory: string): void;
}

const folders: string[] = [];

/** Deletes the projects that were created. */
export function removeProjects(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** Writes a project of ES modules. */
export function createProject(files: Readonly<Record<string, string>> = {}): Project {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "micro-cli-")));
  folders.push(folder);
  const path = (name: string): string => join(folder, name);
  function write(name: string, text: string): void {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(path(name), text);
  }
  for (const [name, text] of Object.entries({ "package.json": '{ "type": "module" }', ...files }))
    write(name, text);
  return {
    folder,
    path,
    write,
    replace(name, text) {
      writeFileSync(path(`${name}~`), text);
      renameSync(path(`${name}~`), path(name));
    },
    link(name, directory) {
      mkdirSync(dirname(path(`node_modules/${name}`)), { recursive: true });
      symlinkSync(
        fileURLToPath(new URL(`../../${directory}`, import.meta.url)),
        path(`node_modules/${name}`),
      );
    },
  };
}

/** What a module of an app can do besides answering. */
export interface AppSourceOptions {
  /** The body of the listener, with `request` and `response`. */
  readonly handle?: string;
  /** The entries of the map of commands. */
  readonly commands?: string;
  /** What `start()` and `close()` do. */
  readonly start?: string;
  readonly close?: string;
  /** How the app is exported. */
  readonly as?: string;
}

/** The source of an app that answers with a text; it is an app by its shape and needs no package. */
export function appSource(text: string, options: AppSourceOptions = {}): string {
  const {
    handle = `response.end(${JSON.stringify(text)});`,
    commands = "",
    start = "",
    close = "",
  } = options;
  const { as = "export const app =" } = options;
  return `${as} {
  handle(request, response) { ${handle} },
  fetch() {},
  async start() { ${start} },
  async close() { ${close} },
  listRoutes() {
    return [
      { endpoint: "index", methods: ["GET", "HEAD", "OPTIONS"], path: "/", blueprint: "", location: "", view: "", hooks: [] },
      { endpoint: "blog.show", methods: ["GET", "POST"], path: "/blog/<int:id>", blueprint: "blog", location: "", view: "", hooks: [] },
    ];
  },
  commands: new Map([${commands}]),
};
`;
}
