import { existsSync } from "node:fs";
import { join } from "node:path";

/**
 * The variable with which Node keeps what it has compiled: an app of many modules starts again in half the time. Nothing where
 * a project has no packages, which would get a folder of their own for it.
 *
 * @param folder - Of the project.
 * @example
 * fork(script, { env: { ...compileCacheOf("/srv/site"), ...process.env } });
 */
export function compileCacheOf(folder: string): Record<string, string> {
  const modules = join(folder, "node_modules");
  return existsSync(modules) ? { NODE_COMPILE_CACHE: join(modules, ".cache", "micro") } : {};
}
