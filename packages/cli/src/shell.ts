/**
 * What a command needs of the process it runs in.
 *
 * @example
 * const lines: string[] = [];
 * const shell: Shell = {
 *   folder: "/srv/site",
 *   environment: {},
 *   print: (text) => void lines.push(text),
 *   warn: (text) => void lines.push(text),
 *   untilStopped: async () => {},
 *   endSoon: () => {},
 * };
 * await main(["routes"], shell);
 */
export interface Shell {
  /** The current folder: apps are looked for here. */
  readonly folder: string;
  /** The variables that apps see; `--debug` and the file `.env` add to them. */
  readonly environment: Record<string, string | undefined>;
  /** Writes a line to the standard output. */
  readonly print: (text: string) => void;
  /** Writes a line to the standard error output. */
  readonly warn: (text: string) => void;
  /**
   * Resolves when somebody wants the process to stop, or when an error was thrown, or a promise rejected, that nobody
   * caught: `onCrash` gets it, and those that follow. Without `onCrash` they are left to Node.
   */
  readonly untilStopped: (onCrash?: (error: unknown) => void) => Promise<void>;
  /** Reads lines of JavaScript and runs them with these names, until they end. @default there are none */
  readonly readLines?: (names: Readonly<Record<string, unknown>>) => Promise<void>;
  /** Ends the process although the app has left timers or connections open. */
  readonly endSoon: () => void;
}

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** Milliseconds for what still has to be written. */
const END_DELAY = 500;

/**
 * The shell of this process.
 *
 * @example
 * createShell().print("Hello");
 */
export function createShell(): Shell {
  return {
    folder: process.cwd(),
    environment: process.env,
    print: (text) => void process.stdout.write(`${text}\n`),
    warn: (text) => void process.stderr.write(`${text}\n`),
    untilStopped,
    /* v8 ignore next -- see line-reader.ts, which only `micro shell` needs */
    readLines: async (names) => (await import("./line-reader.ts")).readLines(names),
    // Does not keep the process itself: one that has nothing left to do ends at once.
    endSoon: () => void setTimeout(() => process.exit(), END_DELAY).unref(),
  };
}

/** The first signal asks; a second one finds no listener and ends the process. */
function untilStopped(onCrash?: (error: unknown) => void): Promise<void> {
  return new Promise((resolve) => {
    function stop(): void {
      for (const signal of SIGNALS) process.off(signal, stop);
      resolve();
    }
    for (const signal of SIGNALS) process.on(signal, stop);
    if (onCrash === undefined) return;
    // Node brings rejections here too.
    process.on("uncaughtException", (error) => {
      onCrash(error);
      resolve();
    });
  });
}
