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
export function startScript(words: readonly string[], folder: string): MicroProcess {
  const environment = {
    ...process.env,
    NODE_OPTIONS: "",
    NODE_V8_COVERAGE: undefined,
    MICRO_SHELL_HISTORY: "",
  };
  const child = spawn(process.execPath, [...SOURCE_OPTIONS, ...words], {
    cwd: folder,
    env: environment,
  });
  const [out, err, all] = [new Transcript(), new Transcript(), new Transcript()];
  for (const [stream, transcript] of [
    [child.stdout, out],
    [child.stderr, err],
  ] as const) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
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

/** Starts `micro run` on a free port; gives its URL as well. */
export async function startServer(
  words: readonly string[],
  folder: string,
): Promise<MicroProcess & { url: string }> {
  const micro = startMicro(["run", "--port", "0", ...words], folder);
  const [, url = ""] = await micro.untilSaid(/Running on (\S+)/);
  return { ...micro, url };
}
