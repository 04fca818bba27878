import type { Shell } from "../src/shell.ts";
import { Transcript } from "./transcript.ts";

/** A shell that keeps what is written and stops when it is told to. */
export interface RecordingShell extends Shell {
  readonly printed: string[];
  readonly warned: string[];
  stop(): void;
  /** An error is thrown that nobody catches. */
  crash(error: unknown): void;
  /** Resolves when a line that fits is printed or warned of. */
  untilSaid(pattern: RegExp): Promise<RegExpExecArray>;
}

/** Creates a shell in a folder. */
export function createRecordingShell(
  folder: string,
  environment: Record<string, string> = {},
): RecordingShell {
  const printed: string[] = [];
  const warned: string[] = [];
  let stop: () => void = () => {};
  let onCrash: (error: unknown) => void = () => {};
  const stopped = new Promise<void>((resolve) => (stop = resolve));
  const transcript = new Transcript();
  function add(lines: string[], text: string): void {
    lines.push(text);
    transcript.add(`${text}\n`);
  }
  return {
    folder,
    environment,
    printed,
    warned,
    print: (text) => add(printed, text),
    warn: (text) => add(warned, text),
    untilStopped: (listener = onCrash) => {
      onCrash = listener;
      return stopped;
    },
    endSoon: () => {},
    stop: () => stop(),
    crash: (error) => {
      onCrash(error);
      stop();
    },
    untilSaid: (pattern) => transcript.until(pattern),
  };
}
