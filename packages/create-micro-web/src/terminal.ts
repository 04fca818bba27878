import { spawn } from "node:child_process";
import { createInterface } from "node:readline/promises";

/** How a command ended. */
export interface CommandOutcome {
  /** 0 when all went well; `null` when there is no such command. */
  readonly status: number | null;
  /** What it wrote. */
  readonly output: string;
}

/** What making a project needs of the process it runs in. */
export interface Terminal {
  /** The current folder. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Whether somebody sits there who can be asked, and sees a line change. */
  readonly isInteractive: boolean;
  /** Writes a line. */
  print(text: string): void;
  /** Writes a line for what went wrong. */
  warn(text: string): void;
  /** Writes over the line that it wrote before; "" takes it away. Only where it is interactive. */
  showProgress(text: string): void;
  /** Asks for a line. */
  ask(question: string): Promise<string>;
  /** Runs a command to its end. */
  run(command: string, words: readonly string[], folder: string): Promise<CommandOutcome>;
}

/**
 * The terminal of this process.
 *
 * @example
 * await create(["my-site"], createTerminal());
 */
export function createTerminal(): Terminal {
  return {
    folder: process.cwd(),
    environment: process.env,
    isInteractive: process.stdin.isTTY && process.stdout.isTTY,
    print: (text) => void process.stdout.write(`${text}\n`),
    warn: (text) => void process.stderr.write(`${text}\n`),
    showProgress: (text) => void process.stdout.write(`\r\u001b[K${text}`),
    ask,
    run,
  };
}

async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return await lines.question(question);
  } finally {
    lines.close();
  }
}

function run(command: string, words: readonly string[], folder: string): Promise<CommandOutcome> {
  return new Promise((resolve) => {
    const shell = process.platform === "win32"; // where npm is a .cmd file
    const child = spawn(command, words, { cwd: folder, shell, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.once("error", (error) => resolve({ status: null, output: error.message }));
    child.once("close", (status) => resolve({ status, output }));
  });
}
