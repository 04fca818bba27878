import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** A Python that has Jinja; `null`, said loudly, on a machine without one. In CI that is an error. */
export function findJinja(): string | null {
  const found = ["python3", "/usr/bin/python3"].find(
    (python) => spawnSync(python, ["-c", "import jinja2.filters"], { stdio: "ignore" }).status === 0,
  );
  if (found !== undefined) return found;
  const problem =
    "Jinja is not installed: that Micro renders what Jinja renders is NOT tested (apt-get install python3-jinja2).";
  if (process.env["MICRO_CI"] !== undefined) throw new Error(problem);
  console.warn(`\n!!! ${problem}\n`);
  return null;
}

/** A call of something built-in, or a rendering: see `fixtures/jinja.py`. */
export type JinjaJob = Readonly<Record<string, unknown>>;

/** What Jinja gave. */
export interface JinjaAnswer {
  readonly result?: unknown;
  /** The class and the message of what it raised. */
  readonly error?: string;
}

/** What Jinja answers to jobs, in their order. @param python - Of {@link findJinja}. */
export function askJinja(python: string, jobs: readonly JinjaJob[]): JinjaAnswer[] {
  const script = fileURLToPath(new URL("../fixtures/jinja.py", import.meta.url));
  const options = { input: JSON.stringify(jobs), encoding: "utf8", maxBuffer: 2 ** 28 } as const;
  const { stdout, stderr, status } = spawnSync(python, ["-B", script], options);
  if (status !== 0) throw new Error(`Jinja's answer: ${stderr}`);
  return JSON.parse(stdout) as JinjaAnswer[]; // what the script writes
}
