/* v8 ignore file -- node:repl changes how its process treats errors; app-commands-process.test.ts runs it in another one */
import { AsyncLocalStorage } from "node:async_hooks";
import { homedir } from "node:os";
import { join } from "node:path";
import { start } from "node:repl";

/**
 * Reads lines of JavaScript, `await` included, from the terminal and runs them, until it ends. What was typed is kept
 * in `~/.micro_history`, or the file that `MICRO_SHELL_HISTORY` names; "" keeps none. They run in the context of the caller.
 *
 * @param names - What the lines have at hand.
 * @example
 * await readLines({ answer: 42 });
 */
export function readLines(names: Readonly<Record<string, unknown>>): Promise<void> {
  const server = start({ prompt: "> " });
  Object.assign(server.context, names);
  // Lines come from the terminal, which knows of no app.
  const inContext = AsyncLocalStorage.snapshot();
  const evaluate = server.eval;
  Reflect.set(server, "eval", (...values: Parameters<typeof evaluate>) =>
    inContext(() => Reflect.apply(evaluate, server, values)),
  );
  // What was typed before is at hand with the arrow keys; a home that cannot be written to is no reason to stop.
  const history = process.env["MICRO_SHELL_HISTORY"] ?? join(homedir(), ".micro_history");
  if (history !== "") server.setupHistory(history, () => {});
  return new Promise((resolve) => server.once("exit", resolve));
}
