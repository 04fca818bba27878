import { CommandFailure } from "../errors/command-failure.ts";

/** Texts, names of keys, and commas before an end, in what a person writes. */
const TOKENS =
  /"(?:[^"\\]|\\.)*"|'(?<text>(?:[^'\\]|\\.)*)'|(?<key>[\p{ID_Start}$_][\p{ID_Continue}$]*)(?=\s*:)|,(?=\s*[\]}]|\s*$)/gsu;

/**
 * Reads the arguments of a factory: JSON, or what JavaScript writes shorter, such as `'text'` and `{ key: 1 }`.
 *
 * Nothing is run: a command line may come from a file.
 *
 * @param text - What stands between the parentheses.
 * @param source - Who said so, for the message.
 * @throws CommandFailure `MICRO_APP_ARGUMENTS`.
 * @example
 * parseArguments(`"test", { debug: true }`, "--app"); // ["test", { debug: true }]
 */
export function parseArguments(text: string, source: string): readonly unknown[] {
  try {
    return toList(JSON.parse(`[${text.replaceAll(TOKENS, toJson)}]`));
  } catch (error) {
    throw new CommandFailure(
      "MICRO_APP_ARGUMENTS",
      `The arguments (${text}) that ${source} gives to a factory cannot be read. Write them as JSON, such as ("test", {"debug": true}).`,
      { cause: error, isUsage: true },
    );
  }
}

/** The text is in brackets. */
function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function toJson(token: string, ...[text, key]: (string | undefined)[]): string {
  if (key !== undefined) return JSON.stringify(key);
  if (token.startsWith(",")) return "";
  if (text === undefined) return token;
  return `"${text.replaceAll(String.raw`\'`, "'").replaceAll(/(?<!\\)"/g, String.raw`\"`)}"`;
}
