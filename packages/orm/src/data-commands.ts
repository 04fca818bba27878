import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

import { type Command, type MaybePromise, MicroError } from "@micro-web/core";

import type { Database } from "./database.ts";
import type { DatabaseLocation } from "./database-url.ts";
import { type Dump, dumpRows, loadRows } from "./mikro/dump.ts";

/** What the commands work with. */
export interface DataCommandOptions {
  readonly group: string;
  readonly db: Pick<Database, "em" | "transaction" | "connected">;
  /** Fills the database, if the app can do so. */
  readonly seed: (() => MaybePromise<unknown>) | undefined;
}

/** The exit status of a command line that cannot be understood. */
const USAGE_ERROR = 2;

/** The commands for what is in a database: `seed`, `dump`, `load`, `shell`. */
export function dataCommands({ group, db, seed }: DataCommandOptions): Readonly<Record<string, Command>> {
  const usage = (text: string): number => {
    console.error(`Usage: micro ${group} ${text}`);
    return USAGE_ERROR;
  };
  return {
    seed: {
      description: "Fill the database with what the app's seed function makes, in one transaction.",
      run: async () => {
        if (seed === undefined) {
          throw new MicroError(
            "MICRO_DATABASE_MISSING",
            "The database has no seed. Give it one: new Database({ entities, seed }).",
          );
        }
        await db.transaction(async () => seed());
        console.log("Seeded.");
      },
    },
    dump: {
      description: "Write all rows as JSON, to a file or to the output.",
      run: async ([path, ...others]) => {
        if (others.length > 0) return usage("dump [<file>]");
        const text = JSON.stringify(await dumpRows(db.em), null, 2);
        if (path === undefined) console.log(text);
        else writeFileSync(path, `${text}\n`);
        return 0;
      },
    },
    load: {
      description: "Add the rows of a dump, all or none.",
      run: async ([path, ...others]) => {
        if (path === undefined || others.length > 0) return usage("load <file>");
        const dump = readDump(path);
        const count = await db.transaction(async (em) => loadRows(em, dump));
        console.log(`Loaded ${count} rows.`);
        return 0;
      },
    },
    shell: {
      description: "Open the database's own shell.",
      run: async () => openShell(db.connected.location),
    },
  };
}

function readDump(path: string): Dump {
  const dump: unknown = JSON.parse(readFileSync(path, "utf8"));
  const isDump = typeof dump === "object" && dump !== null && Object.values(dump).every(Array.isArray);
  if (isDump) return dump as Dump; // rows are checked where they go
  throw new TypeError(
    `${path} is no dump: it has to be an object of lists of rows, by the names of the models.`,
  );
}

/** What starts the shell of a database; its password goes through the environment, where no list of processes shows it. */
export function shellCommand({ kind, url, file }: DatabaseLocation): {
  readonly command: string;
  readonly words: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
} {
  if (kind === "sqlite") return { command: "sqlite3", words: [file], environment: {} };
  const { hostname, port, username, password, pathname } = new URL(url);
  const [user, secret, name] = [username, password, pathname.slice(1)].map(decodeURIComponent);
  if (kind === "postgresql") {
    const words = [
      "--host",
      hostname,
      "--port",
      port || "5432",
      "--username",
      user ?? "",
      "--dbname",
      name ?? "",
    ];
    return { command: "psql", words, environment: secret === "" ? {} : { PGPASSWORD: secret ?? "" } };
  }
  const words = [`--host=${hostname}`, `--port=${port || "3306"}`, `--user=${user}`, name ?? ""];
  return { command: kind, words, environment: secret === "" ? {} : { MYSQL_PWD: secret ?? "" } };
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
