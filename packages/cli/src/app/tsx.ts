import { createRequire } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** The folder of this package, which may have tsx beside it. */
const OWN_FOLDER = fileURLToPath(new URL(".", import.meta.url));

/** Those that compile already: twice would be slower and no better. */
const registered = new Map<string, Promise<void>>();

/**
 * Lets tsx compile what is imported from now on, when it is installed for the app or with this command.
 *
 * @param file - The app's module, absolute.
 * @param fallback - Where to look when the app has none.
 * @returns Whether it is installed.
 * @example
 * if (await registerTsx("/srv/site/app.ts")) await import("/srv/site/app.ts");
 */
export async function registerTsx(file: string, fallback: string = OWN_FOLDER): Promise<boolean> {
  const path = findApi(dirname(file)) ?? findApi(fallback);
  if (path === null) return false;
  const registering = registered.get(path) ?? register(path);
  registered.set(path, registering);
  await registering;
  return true;
}

async function register(path: string): Promise<void> {
  const api: { register(): unknown } = await import(pathToFileURL(path).href);
  api.register();
}

function findApi(folder: string): string | null {
  try {
    // `require` finds the CommonJS half, which cannot register itself on Node 20; the module lies beside it.
    return createRequire(`${folder}/`)
      .resolve("tsx/esm/api")
      .replace(/\.cjs$/, ".mjs");
  } catch {
    return null;
  }
}
