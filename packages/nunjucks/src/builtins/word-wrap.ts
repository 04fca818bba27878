import { countCharacters, firstCharacters, isLongerThan } from "./code-points.ts";

/** How a line is wrapped. */
export interface WrapOptions {
  /** The longest line, in characters. */
  readonly width: number;
  /** Whether a word that is longer than a line is broken. */
  readonly breakLongWords: boolean;
  /** Whether a word may be broken after its hyphens. */
  readonly breakOnHyphens: boolean;
}

/** White space, a long dash between words, a word or its part up to a hyphen: as Python's textwrap cuts. */
const CHUNKS =
  /([\t\n\v\f\r ]+|(?<=[\p{L}\p{N}_!"'&.,?])-{2,}(?=[\p{L}\p{N}_])|[^\t\n\v\f\r ]+?(?:-(?:(?<=[\p{L}_]{2}-)|(?<=[\p{L}_]-[\p{L}_]-))(?=[\p{L}_]-?[\p{L}_])|(?=[\t\n\v\f\r ]|$)|(?<=[\p{L}\p{N}_!"'&.,?])(?=-{2,}[\p{L}\p{N}_])))/u;
const WORDS = /([\t\n\v\f\r ]+)/;

/** Breaks a line into shorter ones (Python's `textwrap.wrap`). @throws RangeError for a width of 0 or less */
export function wrapText(text: string, options: WrapOptions): string[] {
  if (options.width <= 0) throw new RangeError(`a line cannot be ${options.width} characters long`);
  const chunks = text.split(options.breakOnHyphens ? CHUNKS : WORDS).filter((chunk) => chunk !== "");
  const lines: string[] = [];
  const rest = chunks.toReversed();
  while (rest.length > 0) {
    if (lines.length > 0 && isBlank(rest.at(-1))) rest.pop();
    const line = takeLine(rest, options);
    if (isBlank(line.at(-1))) line.pop();
    if (line.length > 0) lines.push(line.join(""));
  }
  return lines;
}

function isBlank(chunk: string | undefined): boolean {
  return chunk !== undefined && chunk.trim() === "";
}

/** Takes the chunks of one line from the end of the list. */
function takeLine(rest: string[], options: WrapOptions): string[] {
  const line: string[] = [];
  let length = 0;
  for (let next = rest.at(-1); next !== undefined; next = rest.at(-1)) {
    if (isLongerThan(next, options.width - length)) {
      if (isLongerThan(next, options.width)) breakWord(rest, line, options.width - length, options);
      break;
    }
    line.push(next);
    length += countCharacters(next);
    rest.pop();
  }
  return line;
}

/** Puts as much of a long word into a line as fits, or the whole word into an empty line. */
function breakWord(...[rest, line, room, options]: [string[], string[], number, WrapOptions]): void {
  const word = rest.pop() ?? "";
  if (!options.breakLongWords) {
    (line.length === 0 ? line : rest).push(word);
    return;
  }
  const hyphen = options.breakOnHyphens ? firstCharacters(word, room).lastIndexOf("-") : -1;
  const isHyphenated = hyphen > 0 && /[^-]/.test(word.slice(0, hyphen));
  const head = isHyphenated ? word.slice(0, hyphen + 1) : firstCharacters(word, room);
  line.push(head);
  const tail = word.slice(head.length);
  if (tail !== "") rest.push(tail);
}
