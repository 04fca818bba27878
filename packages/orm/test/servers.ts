import { type ChildProcess, execFile, execFileSync, spawn } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/** A database server of a test. */
export interface DatabaseServer {
  /** The URL of a new, empty database on it. */
  createDatabase(): Promise<string>;
  /** Sends a statement as its administrator. @returns what its client prints */
  query(statement: string): Promise<string>;
  /** Ends it, as a crash would. */
  kill(): Promise<void>;
  /** Starts it again, on the same port, with what it had. */
  start(): Promise<void>;
  /** Ends it, and removes what it had. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** How one kind of server is set up and asked. */
interface ServerKind {
  readonly scheme: string;
  readonly user: string;
  readonly binaries: readonly string[];
  install(folder: string): void;
  command(folder: string, port: number): readonly [string, readonly string[]];
  /** The command that sends the statement which comes after its words. */
  client(port: number): readonly [string, readonly string[]];
}

const POSTGRES = "/usr/lib/postgresql/15/bin";

const KINDS: Readonly<Record<"postgresql" | "mariadb", ServerKind>> = {
  postgresql: {
    scheme: "postgresql://postgres@127.0.0.1",
    user: "postgres",
    binaries: [`${POSTGRES}/initdb`, `${POSTGRES}/postgres`],
    install: (folder) =>
      run("postgres", `${POSTGRES}/initdb`, ["-D", join(folder, "data"), "-A", "trust", "-U", "postgres", "-E", "UTF8"]),
    command: (folder, port) => [
      `${POSTGRES}/postgres`,
      ["-D", join(folder, "data"), "-p", `${port}`, "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "max_connections=100"],
    ],
    client: (port) => [`${POSTGRES}/psql`, ["-h", "127.0.0.1", "-p", `${port}`, "-U", "postgres", "-tAc"]],
  },
  mariadb: {
    scheme: "mariadb://micro:micro@127.0.0.1",
    user: "mysql",
    binaries: ["/usr/sbin/mariadbd", "/usr/bin/mariadb-install-db"],
    install(folder) {
      run("mysql", "/usr/bin/mariadb-install-db", ["--no-defaults", `--datadir=${join(folder, "data")}`, "--skip-test-db"]);
      const grant = "create user if not exists micro@'127.0.0.1' identified by 'micro';\ngrant all on *.* to micro@'127.0.0.1';\n";
      writeFileSync(join(folder, "init.sql"), grant, { mode: 0o644 });
    },
    command: (folder, port) => [
      "/usr/sbin/mariadbd",
      ["--no-defaults", `--datadir=${join(folder, "data")}`, `--port=${port}`, "--bind-address=127.0.0.1", `--socket=${join(folder, "s")}`, `--init-file=${join(folder, "init.sql")}`, "--skip-name-resolve", "--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=32M"],
    ],
    client: (port) => ["/usr/bin/mariadb", ["--no-defaults", "-h127.0.0.1", `-P${port}`, "-umicro", "-pmicro", "-Ne"]],
  },
}; // prettier-ignore

/**
 * Whether the server is installed; says so where it is not, and throws in CI, where `.ci/run` has installed it.
 */
export function hasServer(kind: keyof typeof KINDS): boolean {
  const missing = KINDS[kind].binaries.filter((path) => !existsSync(path));
  if (missing.length === 0) return true;
  const message = `!!! ${kind} is NOT tested: ${missing.join(", ")} is missing.`;
  if (process.env["MICRO_CI"] === "1") throw new Error(message);
  console.warn(message);
  return false;
}

/** Starts a server of its own, in a folder of its own, on a free port. */
export async function startServer(kind: keyof typeof KINDS): Promise<DatabaseServer> {
  const type = KINDS[kind];
  const folder = mkdtempSync(join(tmpdir(), `micro-${kind}-`));
  own(folder, type.user);
  type.install(folder);
  const server = new RunningServer(type, folder, await findPort());
  await server.start();
  return server;
}

class RunningServer implements DatabaseServer {
  readonly #kind: ServerKind;
  readonly #folder: string;
  readonly #port: number;
  #process: ChildProcess | null = null;
  #count = 0;

  constructor(kind: ServerKind, folder: string, port: number) {
    [this.#kind, this.#folder, this.#port] = [kind, folder, port];
  }

  async createDatabase(): Promise<string> {
    const name = `test_${++this.#count}`;
    await this.query(`create database ${name}`);
    return `${this.#kind.scheme}:${this.#port}/${name}`;
  }

  async start(): Promise<void> {
    const [command, words] = this.#kind.command(this.#folder, this.#port);
    const [file = "", ...all] = asUser(this.#kind.user, command, words);
    this.#process = spawn(file, all, { stdio: "ignore" });
    for (let attempt = 0; ; attempt++) {
      try {
        return void (await this.query("select 1"));
      } catch (error) {
        if (attempt > 300) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async query(statement: string): Promise<string> {
    const [command, words] = this.#kind.client(this.#port);
    return (await promisify(execFile)(command, [...words, statement])).stdout.trim();
  }

  async kill(): Promise<void> {
    const running = this.#process;
    this.#process = null;
    if (running === null) return;
    const ended = new Promise((resolve) => running.once("exit", resolve));
    running.kill("SIGQUIT"); // PostgreSQL takes its children along
    const timer = setTimeout(() => running.kill("SIGKILL"), 500);
    await ended;
    clearTimeout(timer);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Database servers refuse to run as root. */
function asUser(user: string, command: string, words: readonly string[]): readonly string[] {
  if (process.getuid?.() !== 0) return [command, ...words];
  return ["setpriv", `--reuid=${user}`, `--regid=${user}`, "--clear-groups", command, ...words];
}

function run(user: string, command: string, words: readonly string[]): void {
  const [file = "", ...all] = asUser(user, command, words);
  execFileSync(file, all, { stdio: "pipe" });
}

function own(folder: string, user: string): void {
  if (process.getuid?.() !== 0) return;
  const id = (flag: string): number => Number(execFileSync("id", [flag, user], { encoding: "utf8" }));
  chownSync(folder, id("-u"), id("-g"));
}

async function findPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== "object" || address === null) throw new Error("no port is free");
  return address.port;
}
