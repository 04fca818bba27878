import { MicroError } from "./errors.ts";

/** See `ConfigFileOptions` of the configuration. */
interface ConfigFileFormat {
  readonly parse?: (text: string) => unknown;
  readonly isOptional?: boolean;
}

/**
 * The values of a configuration file.
 *
 * @param folder - What a relative path is relative to; "" is the working directory.
 * @param path - Of the file.
 * @param format - JSON unless it says otherwise.
 * @throws MicroError `MICRO_CONFIG_FILE` when it cannot be read or holds no object.
 */
export function configFile(
  folder: string,
  path: string,
  { parse = JSON.parse, isOptional = false }: ConfigFileFormat = {},
): Record<string, unknown> {
  // Not imported: as ES modules they add to the time an app takes to load.
  const { readFileSync } = process.getBuiltinModule("node:fs");
  const file = process.getBuiltinModule("node:path").resolve(folder, path);
  try {
    return checkObject(parse(readFileSync(file, "utf8")), file);
  } catch (cause) {
    if (cause instanceof MicroError) throw cause;
    if (isOptional && isMissing(cause)) return {};
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new MicroError(
      "MICRO_CONFIG_FILE",
      `The configuration file ${file} cannot be read: ${why}. Create or correct it.`,
      { cause },
    );
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

function checkObject(value: unknown, file: string): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  const kind = value === null ? "null" : Array.isArray(value) ? "an array" : `a ${typeof value}`;
  throw new MicroError(
    "MICRO_CONFIG_FILE",
    `The configuration file ${file} holds ${kind}. Write an object of UPPER_CASE keys.`,
  );
}
