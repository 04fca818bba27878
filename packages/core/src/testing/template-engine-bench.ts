import { MicroError } from "../errors.ts";
import type { TemplateEngine, TemplateEngineSetup, TemplateRenderer } from "../template-engine.ts";
import type { TemplateSource, TemplateText } from "../template-source.ts";

/** How an engine's language writes what the suite needs; what it cannot write is left out. */
export interface TemplateSyntax {
  /** The extension of its templates, one of the engine's own: ".html". */
  readonly extension: string;
  /** Prints a variable. */
  readonly print: (variable: string) => string;
  /** Prints what a function without values gives. */
  readonly call?: (name: string) => string;
  /** Prints a variable without escaping it. */
  readonly raw?: (variable: string) => string;
  /** Prints a variable through a filter of the app. */
  readonly filter?: (variable: string, filter: string) => string;
  /** Prints "yes" when a test of the app holds for a variable, else "no". */
  readonly test?: (variable: string, test: string) => string;
  /**
   * Prints a property of a variable, in a language that keeps templates away from `constructor` and its kin; leave it
   * out for one in which templates are code.
   */
  readonly property?: (variable: string, property: string) => string;
  /** Repeats a body for the items of a list. */
  readonly loop?: (list: string, item: string, body: string) => string;
  /** Puts another template here. */
  readonly include?: (name: string) => string;
  /** Prints what a promise in a variable gives, escaped. */
  readonly promise?: (variable: string) => string;
  /** A template that defines a block. */
  readonly block?: (name: string, body: string) => string;
  /** A template that exports a macro of one value, `value`. */
  readonly macro?: (name: string, body: string) => string;
  /** A text of one line that cannot be compiled. */
  readonly broken?: string;
}

/** What the suite may use of its surroundings. */
export interface ConformanceOptions {
  /** Collects garbage at once, `globalThis.gc`: without it memory is not looked at. */
  readonly collectGarbage?: () => void;
}

/** What a case works with. */
export interface Bench {
  readonly syntax: TemplateSyntax;
  /** One engine, which every renderer of the case is of. */
  readonly engine: TemplateEngine;
}

/** One case; it throws when the engine does not do it. */
type Check = (bench: Bench) => Promise<void>;

/** Cases by their names: a behaviour, in present tense. */
export type Checks = Readonly<Record<string, Check>>;

/** Templates in memory whose texts may be changed and deleted, and which know how often they were asked for. */
export class TestTemplates implements TemplateSource {
  readonly #texts: Map<string, string>;
  readonly places: readonly string[] = ["memory"];
  /** How many times a text was read. */
  reads = 0;
  /** How many times anything was asked for. */
  questions = 0;

  constructor(texts: Readonly<Record<string, string>>) {
    this.#texts = new Map(Object.entries(texts));
  }

  set(name: string, text: string): void {
    this.#texts.set(name, text);
  }

  delete(name: string): void {
    this.#texts.delete(name);
  }

  get(name: string): TemplateText | null {
    this.reads++;
    this.questions++;
    const source = this.#texts.get(name);
    return source === undefined ? null : { source, path: `/app/${name}`, version: source };
  }

  version(name: string): string | null {
    this.questions++;
    return this.#texts.get(name) ?? null;
  }

  list(): string[] {
    return [...this.#texts.keys()];
  }
}

/** What a case says of its app. */
export interface BenchSetup extends Partial<TemplateEngineSetup> {
  readonly isEscaped?: boolean;
}

/**
 * A renderer of the bench's engine.
 *
 * @param texts - Templates by name; the extension is added.
 */
export async function setUp(
  { engine, syntax }: Bench,
  texts: Readonly<Record<string, string>>,
  { isEscaped = true, ...setup }: BenchSetup = {},
): Promise<TemplateRenderer> {
  const named = Object.entries(texts).map(([name, text]) => [`${name}${syntax.extension}`, text] as const);
  return await engine.setup({
    source: new TestTemplates(Object.fromEntries(named)),
    globals: new Map(),
    filters: new Map(),
    tests: new Map(),
    standardNames: [],
    autoescape: () => isEscaped,
    autoReload: false,
    ...setup,
  });
}

/** @throws Error when it is another text. */
export function expectText(actual: unknown, expected: unknown): void {
  if (actual !== expected)
    throw new Error(`gives ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`);
}

/** @throws Error with the message when it does not hold. */
export function expectTrue(holds: boolean, message: string): void {
  if (!holds) throw new Error(message);
}

/** @throws Error when it is no MicroError of the code. */
export function expectCode(error: unknown, code: MicroError["code"]): asserts error is MicroError {
  if (error instanceof MicroError && error.code === code) return;
  throw new Error(`throws ${String(error)} instead of a MicroError ${code}`, { cause: error });
}

/** What it throws. @throws Error when it does not. */
export async function failureOf(run: () => unknown): Promise<unknown> {
  try {
    await run();
  } catch (error) {
    return error;
  }
  throw new Error("does not fail");
}

/** Text that does harm where it is not escaped. */
export const HOSTILE = `<b>&"'`;

/** Which character reference is used for a character is the engine's affair. @throws Error */
export function expectEscaped(text: string): void {
  const isEscaped = !/[<>"']|&(?!#?\w+;)/.test(text) && /^&(?:lt|#60);b/.test(text);
  expectTrue(isEscaped, `does not escape ${JSON.stringify(HOSTILE)}: ${JSON.stringify(text)}`);
}
