import { MicroError } from "../errors.ts";
import { Markup } from "../http/markup.ts";
import type { TemplateContext } from "../http/rendering.ts";
import { HttpError } from "../http-errors.ts";
import type { TemplateEngine, TemplateEngineSetup, TemplateRenderer } from "../template-engine.ts";
import { TemplateTexts } from "../template-source.ts";

/** One thing an implementation has to do, as a test: `run` throws when it does not. */
export interface ConformanceCase {
  /** The behaviour, in present tense. */
  readonly name: string;
  /** Checks it. */
  readonly run: () => Promise<void>;
}

/** How an engine's language writes what the suite needs; what it cannot write is left out. */
export interface TemplateSyntax {
  /** The extension of its templates, one of the engine's own: ".html". */
  readonly extension: string;
  /** Prints a variable. */
  readonly print: (variable: string) => string;
  /** Prints what a function without values gives. */
  readonly call?: (name: string) => string;
  /** A template that defines a block. */
  readonly block?: (name: string, body: string) => string;
  /** A template that exports a macro of one value, `value`. */
  readonly macro?: (name: string, body: string) => string;
  /** A template that cannot be compiled. */
  readonly broken?: string;
}

/** What a case works with. */
interface Bench {
  readonly syntax: TemplateSyntax;
  /** A renderer for templates whose names get the extension. */
  readonly setUp: (
    templates: Readonly<Record<string, string>>,
    options?: BenchOptions,
  ) => Promise<TemplateRenderer>;
}

interface BenchOptions extends Partial<TemplateEngineSetup> {
  readonly isEscaped?: boolean;
}

type Check = (bench: Bench) => Promise<void>;

const HOSTILE = `<b>&"'`;

const CASES: Readonly<Record<string, Check>> = {
  "renders a template of the source with the values of the view": async ({ syntax, setUp }) => {
    const renderer = await setUp({ page: `Hello ${syntax.print("name")}.` });
    expectText(await renderer.render(`page${syntax.extension}`, { name: "Ann" }), "Hello Ann.");
  },
  "renders a text": async ({ syntax, setUp }) => {
    const renderer = await setUp({});
    expectText(await renderer.renderString(`Hello ${syntax.print("name")}.`, { name: "Ann" }), "Hello Ann.");
  },
  "escapes values where the app says so": async ({ syntax, setUp }) => {
    const renderer = await setUp({ page: syntax.print("value") });
    expectEscaped(await renderer.render(`page${syntax.extension}`, { value: HOSTILE }));
  },
  "leaves values as they are where the app says so": async ({ syntax, setUp }) => {
    const renderer = await setUp({ page: syntax.print("value") }, { isEscaped: false });
    expectText(await renderer.render(`page${syntax.extension}`, { value: HOSTILE }), HOSTILE);
  },
  "escapes the values of a text": async ({ syntax, setUp }) => {
    const renderer = await setUp({});
    expectEscaped(await renderer.renderString(syntax.print("value"), { value: HOSTILE }));
  },
  "prints Markup and objects with toHtml() as they are": async ({ syntax, setUp }) => {
    const renderer = await setUp({ page: syntax.print("value") });
    for (const value of [new Markup("<i>&amp;</i>"), { toHtml: () => "<i>&amp;</i>" }])
      expectText(await renderer.render(`page${syntax.extension}`, { value }), "<i>&amp;</i>");
  },
  "sees globals, below the values of the view": async ({ syntax, setUp }) => {
    const globals = new Map<string, unknown>([["site", "Movies"]]);
    const renderer = await setUp({ page: syntax.print("site") }, { globals });
    expectText(await renderer.render(`page${syntax.extension}`, {}), "Movies");
    expectText(await renderer.render(`page${syntax.extension}`, { site: "Books" }), "Books");
  },
  "sees globals that are added after the setup": async ({ syntax, setUp }) => {
    const globals = new Map<string, unknown>();
    const renderer = await setUp({ page: syntax.print("site") }, { globals });
    await renderer.render(`page${syntax.extension}`, { site: "" });
    globals.set("site", "Movies");
    expectText(await renderer.render(`page${syntax.extension}`, {}), "Movies");
  },
  "leaves the view's values alone": async ({ syntax, setUp }) => {
    const renderer = await setUp({ page: syntax.print("value") });
    const context: TemplateContext = Object.freeze({ value: "a" });
    expectText(await renderer.render(`page${syntax.extension}`, context), "a");
  },
  "serves several apps at once": async ({ syntax, setUp }) => {
    const first = await setUp({ page: "first" });
    const second = await setUp({ page: "second" });
    const name = `page${syntax.extension}`;
    expectText(`${await first.render(name, {})} ${await second.render(name, {})}`, "first second");
  },
  "says so when there is no such template": async ({ syntax, setUp }) => {
    const renderer = await setUp({ page: "" });
    const error = await failureOf(() => renderer.render(`missing${syntax.extension}`, {}));
    expectCode(error, "MICRO_TEMPLATE_NOT_FOUND");
  },
  "notices a changed template when it is asked to": async ({ syntax, setUp }) => {
    expectText(await renderChanged({ syntax, setUp }, true), "new");
  },
  "reads a template once otherwise": async ({ syntax, setUp }) => {
    expectText(await renderChanged({ syntax, setUp }, false), "old");
  },
};

/** Cases for what not every language or engine has. */
const OPTIONAL_CASES: Readonly<Record<string, (syntax: TemplateSyntax) => Check | undefined>> = {
  "names a template that cannot be compiled": ({ broken, extension }) =>
    broken === undefined
      ? undefined
      : async ({ setUp }) => {
          const renderer = await setUp({ page: broken });
          const error = await failureOf(() => renderer.render(`page${extension}`, {}));
          expectCode(error, "MICRO_TEMPLATE_ERROR");
          if (!String(error).includes(`page${extension}`))
            throw new Error(`${String(error)} names no template`);
        },
  "calls functions, and lets an HttpError of theirs through": ({ call, extension }) =>
    call === undefined
      ? undefined
      : async ({ setUp }) => {
          const renderer = await setUp({ page: call("act") });
          expectText(await renderer.render(`page${extension}`, { act: () => "done" }), "done");
          const forbidden = new HttpError(403);
          const act = (): never => {
            throw forbidden;
          };
          const error = await failureOf(() => renderer.render(`page${extension}`, { act }));
          if (error !== forbidden) throw new Error(`the HttpError became ${String(error)}`);
        },
  "renders one block": ({ block, print, extension }) =>
    block === undefined
      ? undefined
      : async ({ setUp }) => {
          const renderer = await setUp({ page: `before ${block("list", print("value"))} after` });
          const text = await renderer.renderBlock?.(`page${extension}`, "list", { value: "<" });
          expectText(text?.trim() ?? "", "&lt;");
          expectCode(
            await failureOf(() => renderer.renderBlock?.(`page${extension}`, "nix", {})),
            "MICRO_TEMPLATE_ERROR",
          );
        },
  "gives macros as functions": ({ macro, print, extension }) =>
    macro === undefined
      ? undefined
      : async ({ setUp }) => {
          const renderer = await setUp({ page: macro("show", `<i>${print("value")}</i>`) });
          const show: unknown = await renderer.getAttribute?.(`page${extension}`, "show", {});
          if (typeof show !== "function") throw new Error(`the macro is a ${typeof show}`);
          const text: unknown = Reflect.apply(show, undefined, ["<"]);
          if (!(text instanceof Markup)) throw new Error("the macro gives no Markup");
          expectText(text.toString(), "<i>&lt;</i>");
          expectCode(
            await failureOf(() => renderer.getAttribute?.(`page${extension}`, "nix", {})),
            "MICRO_TEMPLATE_ERROR",
          );
        },
  "streams what it would render":
    ({ print, extension }) =>
    async ({ setUp }) => {
      const renderer = await setUp({ page: `Hello ${print("name")}.` });
      if (renderer.stream === undefined) return;
      const pieces: string[] = [];
      for await (const piece of renderer.stream(`page${extension}`, { name: "Ann" })) pieces.push(piece);
      expectText(pieces.join(""), "Hello Ann.");
    },
};

/**
 * What every template engine has to do, as cases for any test runner.
 *
 * @param createEngine - Makes the engine under test.
 * @param syntax - How its language writes what the cases need.
 * @example
 * it.each(templateEngineConformance(() => eta(), { extension: ".eta", print: (name) => `<%= it.${name} %>` }))(
 *   "$name",
 *   ({ run }) => run(),
 * );
 */
export function templateEngineConformance(
  createEngine: () => TemplateEngine,
  syntax: TemplateSyntax,
): readonly ConformanceCase[] {
  const bench: Bench = {
    syntax,
    setUp: (templates, options = {}) => setUpEngine({ engine: createEngine(), syntax }, templates, options),
  };
  const optional = Object.entries(OPTIONAL_CASES).flatMap(([name, create]) => {
    const check = create(syntax);
    return check === undefined ? [] : [[name, check] as const];
  });
  return [
    { name: "has a name and extensions", run: async () => checkFacts(createEngine(), syntax) },
    ...[...Object.entries(CASES), ...optional].map(([name, check]) => ({ name, run: () => check(bench) })),
  ];
}

async function setUpEngine(
  { engine, syntax }: { engine: TemplateEngine; syntax: TemplateSyntax },
  templates: Readonly<Record<string, string>>,
  { isEscaped = true, ...options }: BenchOptions,
): Promise<TemplateRenderer> {
  const named = Object.entries(templates).map(
    ([name, text]) => [`${name}${syntax.extension}`, text] as const,
  );
  return await engine.setup({
    source: new TemplateTexts(Object.fromEntries(named)),
    globals: new Map(),
    filters: new Map(),
    tests: new Map(),
    standardNames: [],
    autoescape: () => isEscaped,
    autoReload: false,
    ...options,
  });
}

/** What a template renders after it has changed. */
async function renderChanged({ syntax, setUp }: Bench, autoReload: boolean): Promise<string> {
  const name = `page${syntax.extension}`;
  const source = new TemplateTexts({ [name]: "old" });
  const renderer = await setUp({}, { source, autoReload });
  await renderer.render(name, {});
  source.set(name, "new");
  return await renderer.render(name, {});
}

function checkFacts({ name, extensions }: TemplateEngine, { extension }: TemplateSyntax): void {
  if (name === "") throw new Error("the engine has no name");
  if (!extensions.includes(extension)) throw new Error(`the engine is not for ${extension}`);
  const wrong = extensions.find((known) => !/^\.\S+$/.test(known));
  if (wrong !== undefined)
    throw new Error(`the extension ${JSON.stringify(wrong)} does not start with a dot`);
}

function expectText(actual: string, expected: string): void {
  if (actual !== expected)
    throw new Error(`gives ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`);
}

/** Which character reference is used for a character is the engine's affair. */
function expectEscaped(text: string): void {
  if (/[<>"']|&(?!#?\w+;)/.test(text) || !/^&(?:lt|#60);b/.test(text)) {
    throw new Error(`does not escape ${JSON.stringify(HOSTILE)}: ${JSON.stringify(text)}`);
  }
}

function expectCode(error: unknown, code: MicroError["code"]): void {
  if (error instanceof MicroError && error.code === code) return;
  throw new Error(`throws ${String(error)} instead of a MicroError ${code}`, { cause: error });
}

async function failureOf(run: () => unknown): Promise<unknown> {
  try {
    await run();
  } catch (error) {
    return error;
  }
  throw new Error("does not fail");
}
