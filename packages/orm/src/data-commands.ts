import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

import { type Command, type MaybePromise, MicroError } from "@micro-web/core";

import type { DatabaseLocation } from "./database-url.ts";
import type { EntityManager } from "./mikro/model.ts";
import { type Dump, dumpRows, loadRows } from "./mikro/dump.ts";

/** What of a database the commands work with. */
interface CommandDatabase {
  readonly em: EntityManager;
  readonly connected: { readonly location: DatabaseLocation };
  transaction<Result>(task: (em: EntityManager) => Promise<Result>): Promise<Result>;
}

/** What the commands work with. */
export interface DataCommandOptions {
  /** The word before their names. */
  readonly group: string;
  readonly db: CommandDatabase;
  /** Fills the database, if the app can do so. */
  readonly seed: (() => MaybePromise<unknown>) | undefined;
}

/** The exit status of a command line that cannot be understood. */
const USAGE_ERROR = 2;

/** The commands for what is in a database: `seed`, `dump`, `load`, `shell`. */
export function dataCommands(options: DataCommandOptions): Readonly<Record<string, Command>> {
  const { db } = options;
  return {
    seed: {
      description: "Fill the database with what the app's seed function makes, in one transaction.",
      run: () => runSeed(options),
    },
    dump: {
      description: "Write all rows as JSON, to a file or to the output.",
      run: (words) => runDump(options, words),
    },
    load: {
      description: "Add the rows of a dump, all or none.",
      run: (words) => runLoad(options, words),
    },
    shell: {
      description: "Open the database's own shell.",
      run: () => openShell(db.connected.location),
    },
  };
}

async function runSeed({ db, seed }: DataCommandOptions): Promise<void> {
  if (seed === undefined) {
    throw new MicroError(
      "MICRO_DATABASE_MISSING",
      "The database has no seed. Give it one: new Database({ entities, seed }).",
    );
  }
  await db.transaction(async () => seed());
  console.log("Seeded.");
}

async function runDump({ db, group }: DataCommandOptions, words: readonly string[]): Promise<number> {
  const [path, ...others] = words;
  if (others.length > 0) return showUsage(`${group} dump [<file>]`);
  const text = JSON.stringify(await dumpRows(db.em), null, 2);
  if (path === undefined) console.log(text);
  else writeFileSync(path, `${text}\n`);
  return 0;
}

async function runLoad({ db, group }: DataCommandOptions, words: readonly string[]): Promise<number> {
  const [path, ...others] = words;
  if (path === undefined || others.length > 0) return showUsage(`${group} load <file>`);
  const dump = readDump(path);
  const count = await db.transaction(async (em) => loadRows(em, dump));
  console.log(`Loaded ${count} rows.`);
  return 0;
}

function showUsage(text: string): number {
  console.error(`Usage: micro ${text}`);
  return USAGE_ERROR;
}

function readDump(path: string): Dump {
  const dump: unknown = JSON.parse(readFileSync(path, "utf8"));
  const isDump = typeof dump === "object" && dump !== null && Object.values(dump).every(Array.isArray);
  if (isDump) return dump as Dump; // rows are checked where they go
  throw new TypeError(
    `${path} is no dump: it has to be an object of lists of rows, by the names of the models.`,
  );
}

/** What starts the shell of a database. */
export interface ShellCommand {
  readonly command: string;
  readonly words: readonly string[];
  /** Its password goes here, where no list of processes shows it. */
  readonly environment: Readonly<Record<string, string>>;
}

/** What starts the shell of a database. */
export function shellCommand({ kind, url, file }: DatabaseLocation): ShellCommand {
  if (kind === "sqlite") return { command: "sqlite3", words: [file], environment: {} };
  const { hostname: host, port, username, password, pathname } = new URL(url);
  const [user = "", secret = "", name = ""] = [username, password, pathname.slice(1)].map(decodeURIComponent);
  const environment = (key: string): ShellCommand["environment"] => (secret === "" ? {} : { [key]: secret });
  if (kind === "postgresql") {
    const words = ["--host", host, "--port", port || "5432", "--username", user, "--dbname", name];
    return { command: "psql", words, environment: environment("PGPASSWORD") };
  }
  const words = [`--host=${host}`, `--port=${port || "3306"}`, `--user=${user}`, name];
  return { command: kind, words, environment: environment("MYSQL_PWD") };
}

function openShell(location: DatabaseLocation): Promise<number> {
  const { command, words, environment } = shellCommand(location);
  return new Promise((resolve) => {
    const shell = spawn(command, words, { stdio: "inherit", env: { ...process.env, ...environment } });
    shell.once("error", () => {
      console.error(`${command} is not installed.`);
      resolve(1);
    });
    shell.once("exit", (code) => resolve(code ?? 1));
  });
}
