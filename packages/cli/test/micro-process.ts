import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";

import { Transcript } from "./transcript.ts";

/** Whether Node runs TypeScript by itself. */
const STRIPS_TYPES: boolean = Boolean(Reflect.get(process.features, "typescript"));

const TSX = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

/** The options with which Node runs the sources of this repository. */
export const SOURCE_OPTIONS: readonly string[] = [
  "--conditions=@micro-web/source",
  ...(STRIPS_TYPES ? [] : [`--import=${TSX}`]),
];

const SCRIPT = fileURLToPath(new URL("./micro.ts", import.meta.url));

/** The command in a process of its own. */
export interface MicroProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<{ readonly status: number | null; readonly out: string; readonly err: string }>;
  /** All that it has said so far. */
  said(): string;
  /** Resolves when it has said something that fits, after what was said before by `from` characters. */
  untilSaid(pattern: RegExp, from?: number): Promise<RegExpExecArray>;
}

/** The words are those of another process, which has the number that the variable says. */
const RUN = 'exec "$0" "$@"';
const RUN_ACTIVATED = `LISTEN_FDS=1 LISTEN_PID=$$ ${RUN}`;

const processes: MicroProcess[] = [];

/** Ends the processes that were started. */
export async function endProcesses(): Promise<void> {
  for (const { child, ended } of processes.splice(0)) {
    child.kill("SIGKILL");
    await ended;
  }
}

/** Starts the command in a folder. */
export function startMicro(words: readonly string[], folder: string): MicroProcess {
  return startScript([SCRIPT, ...words], folder);
}

/** Starts Node with a script in a folder. */
export function startScript(words: readonly string[], folder: string, activated?: number): MicroProcess {
  const environment = {
    ...process.env,
    NODE_OPTIONS: "",
    NODE_V8_COVERAGE: undefined,
    MICRO_SHELL_HISTORY: "",
  };
  const line = [process.execPath, ...SOURCE_OPTIONS, ...words];
  const child = spawn("sh", ["-c", activated === undefined ? RUN : RUN_ACTIVATED, ...line], {
    cwd: folder,
    env: environment,
    stdio: ["pipe", "pipe", "pipe", ...(activated === undefined ? [] : [activated])],
  });
  const [out, err, all] = [new Transcript(), new Transcript(), new Transcript()];
  for (const [stream, transcript] of [
    [child.stdout, out],
    [child.stderr, err],
  ] as const) {
    stream?.setEncoding("utf8").on("data", (chunk: string) => {
      transcript.add(chunk);
      all.add(chunk);
    });
  }
  const ended: MicroProcess["ended"] = new Promise((resolve) => {
    child.once("close", (status) => resolve({ status, out: out.text, err: err.text }));
  });
  const micro: MicroProcess = {
    child,
    ended,
    said: () => all.text,
    untilSaid: async (pattern, from) => {
      const match = await Promise.race([all.until(pattern, from), ended]);
      if (Array.isArray(match)) return match;
      throw new Error(`It ended without saying ${pattern}:\n${all.text}`);
    },
  };
  processes.push(micro);
  return micro;
}

/**
 * Starts `micro serve`, on a free port where nothing else is said; gives its first URL as well.
 *
 * @param activated - The number of a socket that systemd would have opened.
 */
export async function startServe(
  words: readonly string[],
  folder: string,
  activated?: number,
): Promise<MicroProcess & { url: string }> {
  const bind = activated === undefined && !words.includes("-b") ? ["-b", "127.0.0.1:0"] : [];
  const micro = startScript([SCRIPT, "serve", ...bind, ...words], folder, activated);
  await micro.untilSaid(/Process \d+: SIGHUP/);
  const [, url = ""] = await micro.untilSaid(/Running on (\S+)/);
  return { ...micro, url };
}

/** Starts `micro run` on a free port; gives its URL as well. */
export async function startServer(
  words: readonly string[],
  folder: string,
): Promise<MicroProcess & { url: string }> {
  const micro = startMicro(["run", "--port", "0", ...words], folder);
  const [, url = ""] = await micro.untilSaid(/Running on (\S+)/);
  return { ...micro, url };
}
