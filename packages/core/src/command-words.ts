import type { Parameter } from "./command-parameters.ts";
import { didYouMean } from "./did-you-mean.ts";

/** The words after a command's name cannot be understood; the message says why. */
export class CommandWordsError extends Error {
  override readonly name: string = "CommandWordsError";
}

/** After it words are arguments, whatever they begin with. */
const END_OF_OPTIONS = "--";

/**
 * The words after a command's name, sorted by what they belong to, as POSIX and GNU write them: `--name value`,
 * `--name=value`, `-n value`, `-nvalue`, `-abc`, `--no-name`, and `--` before words that begin with a dash.
 *
 * @example
 * const words = new CommandWords(["a.json", "-n", "3"], parameters);
 * words.textsOf(count); // ["3"]
 */
export class CommandWords {
  readonly #options: readonly Parameter[];
  readonly #arguments: readonly Parameter[];
  readonly #texts = new Map<string, string[]>();
  readonly #free: string[] = [];

  /**
   * @param words - As the shell gave them.
   * @param parameters - What the command takes.
   * @throws CommandWordsError for options that it does not take or that lack their values, and for words too many.
   */
  constructor(words: readonly string[], parameters: readonly Parameter[]) {
    this.#options = parameters.filter(({ isOption }) => isOption);
    this.#arguments = parameters.filter(({ isOption }) => !isOption);
    const rest = words.values();
    for (const word of rest) {
      if (word === END_OF_OPTIONS) this.#free.push(...rest);
      else if (word.startsWith("--")) this.#readLong(word, rest);
      else if (/^-[A-Za-z]/.test(word)) this.#readShort(word, rest);
      else this.#free.push(word); // numbers below zero and "-" too
    }
    this.#sortFree();
  }

  /** What was written for a parameter, in its order; nothing when it was not given. */
  textsOf(parameter: Parameter): readonly string[] {
    return this.#texts.get(parameter.name) ?? [];
  }

  #readLong(word: string, rest: Iterator<string>): void {
    const [written = "", ...after] = word.split("=");
    const value = after.length === 0 ? undefined : after.join("=");
    const option = this.#options.find((each) => each.written === written);
    const negated = this.#options.find(
      ({ type, written: yes }) => type === "boolean" && isNegated(written, yes),
    );
    if (option?.type !== "boolean" && option !== undefined)
      this.#add(option, value ?? this.#next(written, rest));
    else if (option === undefined && negated === undefined) throw this.#unknown(written);
    else if (value !== undefined) throw new CommandWordsError(`${written} takes no value.`);
    else this.#addSwitch(option, negated);
  }

  #addSwitch(option: Parameter | undefined, negated: Parameter | undefined): void {
    if (option !== undefined) this.#add(option, "true");
    else if (negated !== undefined) this.#add(negated, "false");
  }

  /** `-abc` is `-a -b -c`; the first that takes a value takes the rest. */
  #readShort(word: string, rest: Iterator<string>): void {
    for (let index = 1; index < word.length; index++) {
      const letter = word.charAt(index);
      const option = this.#options.find(({ short }) => short === letter);
      if (option === undefined) throw this.#unknown(`-${letter}`);
      if (option.type === "boolean") {
        this.#add(option, "true");
        continue;
      }
      const value = word.slice(index + 1).replace(/^=/, "");
      return this.#add(option, value === "" ? this.#next(`-${letter}`, rest) : value);
    }
  }

  /** The value of an option, in the next word: which another option cannot be. */
  #next(written: string, rest: Iterator<string>): string {
    const { value } = rest.next();
    if (value === undefined || this.#options.some((option) => option.written === value))
      throw new CommandWordsError(`${written} needs a value.`);
    return value;
  }

  #unknown(written: string): CommandWordsError {
    const known = this.#options.map((option) => option.written);
    const hint = written.startsWith("--") ? didYouMean(written, [...known, "--help"]) : "";
    return new CommandWordsError(`There is no option ${written}.${hint}`);
  }

  #sortFree(): void {
    const free = [...this.#free];
    for (const argument of this.#arguments) {
      for (const word of free.splice(0, argument.many === true ? Infinity : 1)) this.#add(argument, word);
    }
    const [tooMany] = free;
    if (tooMany !== undefined)
      throw new CommandWordsError(
        `${JSON.stringify(tooMany)} is a word too many: ${this.#arguments.length === 0 ? "no arguments are" : "no more arguments are"} taken.`,
      );
  }

  #add({ name }: Parameter, text: string): void {
    const texts = this.#texts.get(name);
    if (texts === undefined) this.#texts.set(name, [text]);
    else texts.push(text);
  }
}

function isNegated(written: string, option: string): boolean {
  return written === option.replace(/^--/, "--no-");
}
