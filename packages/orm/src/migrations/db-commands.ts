import { parseArgs, type ParseArgsConfig } from "node:util";

import { type Command, MicroError } from "@micro-web/core";

import type { ConnectedDatabase } from "../connected-database.ts";
import type { ColumnRename } from "../mikro/schema-plan.ts";
import { migrationName, migrationText } from "./migration-file.ts";
import { MigrationFolder } from "./migration-folder.ts";
import { stepText } from "./migration-run.ts";
import type { MigrationRun, MigrationState, Migrator } from "./migrator.ts";

/** What the commands of a database work with. */
export interface CommandOptions {
  /** The word before their names: "db". */
  readonly group: string;
  /** The folder of the migrations. */
  readonly folder: string;
  readonly database: () => ConnectedDatabase;
}

/** The exit status of a command line that cannot be understood. */
const USAGE_ERROR = 2;

/** What a command is given, read. */
interface Words {
  readonly positionals: readonly string[];
  readonly values: Readonly<Record<string, unknown>>;
}

/** A command before its words are read. */
interface CommandPlan {
  readonly description: string;
  /** What stands after its name, for people. */
  readonly usage: string;
  readonly options?: ParseArgsConfig["options"];
  run(tools: Tools, words: Words): Promise<number | void>;
}

/** What a command has. */
interface Tools {
  readonly migrator: Migrator;
  readonly folder: MigrationFolder;
  readonly database: ConnectedDatabase;
  readonly group: string;
}

const PLANS: Readonly<Record<string, CommandPlan>> = {
  init: {
    description: "Make the folder of the migrations.",
    usage: "",
    async run({ folder, group }) {
      console.log(folder.create() ? `Made ${folder.path}` : `${folder.path} is there already.`);
      console.log(`Write the first migration with: micro ${group} migrate -m "first tables"`);
    },
  },
  migrate: {
    description: "Write a migration: what the models have and the database has not.",
    usage: "[-m <message>] [--rename <table>.<old>=<new>]... [--empty]",
    options: {
      message: { type: "string", short: "m", default: "" },
      rename: { type: "string", multiple: true, default: [] },
      empty: { type: "boolean", default: false },
    },
    run: writeMigration,
  },
  upgrade: {
    description: "Run the migrations that the database does not have.",
    usage: "[<name>] [--sql]",
    options: { sql: { type: "boolean", default: false } },
    async run({ migrator }, { positionals: [to], values }) {
      if (values["sql"] === true) return printSteps(await migrator.listPending(to), "up");
      await migrator.upgrade({ to, onRun: printRun });
    },
  },
  downgrade: {
    description: "Take the last migration back, or all after <name>; base takes all back.",
    usage: "[<name>|base] [--sql]",
    options: { sql: { type: "boolean", default: false } },
    async run({ migrator }, { positionals: [name], values }) {
      const to = name === "base" ? "" : name;
      if (values["sql"] === true) return printSteps(await migrator.listReverted(to), "down");
      await migrator.downgrade({ to, onRun: printRun });
    },
  },
  current: {
    description: "Say which migration the database has last.",
    usage: "",
    async run({ migrator }) {
      const states = await migrator.listStates();
      const last = states.findLast(({ appliedAt }) => appliedAt !== null);
      const pending = states.filter(({ appliedAt }) => appliedAt === null).length;
      console.log(`${last?.name ?? "(none)"}${pending === 0 ? " (head)" : `, ${pending} to run`}`);
    },
  },
  history: {
    description: "List the migrations, and when the database got them.",
    usage: "",
    async run({ migrator }) {
      for (const state of await migrator.listStates()) console.log(describe(state));
    },
  },
  check: {
    description: "Fail when models, migrations and database do not agree.",
    usage: "",
    run: checkDrift,
  },
  stamp: {
    description: "Say that the database has the migrations up to <name>, without running them; base: none.",
    usage: "<name>|base",
    async run({ migrator }, { positionals: [name = ""] }) {
      await migrator.stamp(name === "base" ? "" : name);
    },
  },
};

/** The commands that migrate a database, by their names. */
export function migrationCommands(options: CommandOptions): Readonly<Record<string, Command>> {
  return Object.fromEntries(
    Object.entries(PLANS).map(([name, plan]) => [
      name,
      { description: plan.description, run: (words) => runPlan(name, words, options) },
    ]),
  );
}

async function runPlan(
  name: string,
  words: readonly string[],
  { group, folder: path, database }: CommandOptions,
): Promise<number | void> {
  const plan = PLANS[name];
  const read = plan === undefined ? null : readWords(words, plan.options);
  if (plan === undefined || read === null) {
    console.error(`Usage: micro ${group} ${name} ${plan?.usage ?? ""}`.trimEnd());
    return USAGE_ERROR;
  }
  const connected = database();
  const folder = new MigrationFolder(path, connected.location.kind);
  return await plan.run({ migrator: connected.migrator(path), folder, database: connected, group }, read);
}

/** `null` for words that the command does not take. */
function readWords(words: readonly string[], options: ParseArgsConfig["options"] = {}): Words | null {
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true });
  } catch {
    return null;
  }
}

async function writeMigration(
  { migrator, folder, database, group }: Tools,
  { values }: Words,
): Promise<number | void> {
  await refusePending(migrator, group);
  const message = String(values["message"]);
  const isEmpty = values["empty"] === true;
  const plan = isEmpty ? { up: [], down: [], notes: [] } : await migrator.plan(readRenames(values["rename"]));
  if (plan.up.length === 0 && !isEmpty) {
    for (const note of plan.notes) console.log(note);
    console.log("The database has what the models have: there is nothing to migrate.");
    return;
  }
  const name = migrationName(message, new Date(), folder.listNames().at(-1) ?? "");
  const path = folder.write(name, migrationText({ ...plan, message, database: database.location.kind }));
  console.log([`Wrote ${path}`, ...plan.notes, `Read it, then run: micro ${group} upgrade`].join("\n"));
}

async function refusePending(migrator: Migrator, group: string): Promise<void> {
  const pending = await migrator.listPending();
  if (pending.length === 0) return;
  throw new MicroError(
    "MICRO_MIGRATION_PENDING",
    `The database lacks ${pending.map(({ name }) => name).join(", ")}. Run "micro ${group} upgrade" first.`,
  );
}

function readRenames(texts: unknown): ColumnRename[] {
  return (Array.isArray(texts) ? texts : []).map((text) => {
    const [, table = "", from = "", to = ""] = /^([^.=]+)\.([^.=]+)=([^.=]+)$/.exec(String(text)) ?? [];
    if (to !== "") return { table, from, to };
    throw new MicroError(
      "MICRO_MIGRATION_INVALID",
      `--rename was given ${JSON.stringify(text)}. Write the table, the old and the new name of the column: post.title=heading.`,
    );
  });
}

async function checkDrift({ migrator, group }: Tools): Promise<number> {
  const states = await migrator.listStates();
  const faults = [
    ...states.filter(({ appliedAt }) => appliedAt === null).map(({ name }) => `The database lacks ${name}: run "micro ${group} upgrade".`),
    ...states.filter(({ hasFile }) => !hasFile).map(({ name }) => `The database has ${name}, whose file is not there.`),
  ]; // prettier-ignore
  if (faults.length === 0) {
    const { up } = await migrator.plan();
    if (up.length > 0)
      faults.push(
        `The models have what no migration has: run "micro ${group} migrate".`,
        ...up.map((step) => `  ${step};`),
      );
  }
  console.log(faults.length === 0 ? "Models, migrations and database agree." : faults.join("\n"));
  return faults.length === 0 ? 0 : 1;
}

function printSteps(
  migrations: Awaited<ReturnType<Migrator["listPending"]>>,
  direction: "up" | "down",
): void {
  for (const { name, [direction]: steps } of migrations) {
    console.log([`-- ${name}, ${direction}`, ...(steps ?? []).map(stepText)].join("\n"));
  }
}

function printRun({ name, direction }: MigrationRun): void {
  console.log(`${direction === "up" ? "Ran" : "Took back"} ${name}`);
}

function describe({ name, appliedAt, hasFile }: MigrationState): string {
  return `${name}  ${appliedAt ?? "to run"}${hasFile ? "" : "  (no file)"}`;
}
