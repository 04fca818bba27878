import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createInterface, type Interface } from "node:readline";
import { fileURLToPath } from "node:url";

/** A Python that has Flask; `null`, said loudly, on a machine without one. In CI that is an error. */
export function findFlask(): string | null {
  const found = ["python3", "/usr/bin/python3"].find(
    (python) => spawnSync(python, ["-c", "import flask"], { stdio: "ignore" }).status === 0,
  );
  if (found !== undefined) return found;
  const problem =
    "Flask is not installed: what Micro shares with it is NOT tested (apt-get install python3-flask).";
  if (process.env["MICRO_CI"] !== undefined) throw new Error(problem);
  console.warn(`\n!!! ${problem}\n`);
  return null;
}

/** A request to Flask: see `fixtures/flask-sessions.py`. */
export interface FlaskVisit {
  readonly secret: string;
  readonly path: string;
  readonly cookie?: string | undefined;
  readonly body?: object;
  readonly fallbacks?: readonly string[];
}

/** What Flask answered. */
export interface FlaskAnswer {
  /** The value of the session cookie that it set; `null` for none. */
  readonly cookie: string | null;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A Flask app in a process of its own. */
export class Flask {
  readonly #process: ChildProcess;
  readonly #lines: Interface;

  /** @param python - Of {@link findFlask}. */
  constructor(python: string) {
    const script = fileURLToPath(new URL("../fixtures/flask-sessions.py", import.meta.url));
    this.#process = spawn(python, ["-B", "-W", "ignore", script], { stdio: ["pipe", "pipe", "inherit"] });
    if (this.#process.stdout === null) throw new Error("A pipe was asked for.");
    this.#lines = createInterface(this.#process.stdout);
  }

  /** One request, as far as sessions go. */
  async visit(visit: FlaskVisit): Promise<FlaskAnswer> {
    return (await this.#ask({ do: "visit", ...visit })) as FlaskAnswer; // the script's answer
  }

  /** A token of itsdangerous. */
  async dumps(secret: string, salt: string, value: unknown): Promise<string> {
    return String(await this.#ask({ do: "dumps", secret, salt, value }));
  }

  /** The value of a token. */
  loads(secret: string, salt: string, token: string): Promise<unknown> {
    return this.#ask({ do: "loads", secret, salt, token });
  }

  /** Ends the process. */
  async stop(): Promise<void> {
    this.#process.stdin?.end();
    await once(this.#process, "exit");
  }

  async #ask(order: object): Promise<unknown> {
    this.#process.stdin?.write(`${JSON.stringify(order)}\n`);
    const [line] = (await once(this.#lines, "line")) as [string];
    return JSON.parse(line);
  }
}
