/* v8 ignore file -- node:repl changes how its process treats errors; app-commands-process.test.ts runs it in another one */
import { AsyncLocalStorage } from "node:async_hooks";
import { start } from "node:repl";

/**
 * Reads lines of JavaScript from the terminal and runs them, until it ends. They run in the context of the caller.
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
  return new Promise((resolve) => server.once("exit", resolve));
}
