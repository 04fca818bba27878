import { MicroError } from "./errors.ts";

// Not imported: as an ES module it adds to the time an app takes to load.
const { readFileSync } = process.getBuiltinModule("node:fs");

/**
 * The values of a JSON configuration file.
 *
 * @param path - Of the file.
 * @param parse - Reads another format: `configFile("app.toml", parseToml)`.
 * @throws MicroError `MICRO_CONFIG_FILE` when it cannot be read or holds no object.
 */
export function configFile(
  path: string,
  parse: (text: string) => unknown = JSON.parse,
): Record<string, unknown> {
  let value: unknown;
  try {
    value = parse(readFileSync(path, "utf8"));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new MicroError(
      "MICRO_CONFIG_FILE",
      `The configuration file ${path} cannot be read: ${why}. Create or correct it.`,
      { cause },
    );
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  const kind = value === null ? "null" : Array.isArray(value) ? "an array" : `a ${typeof value}`;
  throw new MicroError(
    "MICRO_CONFIG_FILE",
    `The configuration file ${path} holds ${kind}. Write an object of UPPER_CASE keys.`,
  );
}
