import type { Shell } from "./shell.ts";

/**
 * Makes a project, as `npm create micro-web` does.
 *
 * @param words - What stands after `micro new`: `[template] [folder] [options]`.
 * @returns The exit status.
 * @example
 * await createProject(["extension", "hello", "--no-install"], shell); // makes micro-web-hello
 */
export async function createProject(words: readonly string[], shell: Shell): Promise<number> {
  const { create, createTerminal } = await import("create-micro-web");
  const { folder, environment, print, warn } = shell;
  return create(words, { ...createTerminal(), folder, environment, print, warn }, "micro new");
}
