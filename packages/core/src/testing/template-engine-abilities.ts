import { HttpError } from "../http-errors.ts";
import { Markup } from "../http/markup.ts";
import {
  type Checks,
  expectCode,
  expectText,
  expectTrue,
  failureOf,
  HOSTILE,
  setUp,
  type TemplateSyntax,
} from "./template-engine-bench.ts";
import { BROKEN_CHECKS } from "./template-engine-changes.ts";
import { PROPERTY_CHECKS } from "./template-engine-safety.ts";

/** A way of writing that a language has or has not. */
type Way = Exclude<keyof TemplateSyntax, "extension" | "print">;

/** What the cases of one way of writing are. */
type ChecksOf<Name extends Way> = (write: NonNullable<TemplateSyntax[Name]>) => Checks;

/** Cases for what not every language has. */
const ABILITY_CHECKS: { readonly [Name in Way]: ChecksOf<Name> } = {
  broken: BROKEN_CHECKS,
  property: PROPERTY_CHECKS,
  call: (call) => ({
    "calls functions, and lets an HttpError of theirs through": async (bench) => {
      const page = `page${bench.syntax.extension}`;
      const renderer = await setUp(bench, { page: `one\n${call("act")}` });
      expectText(await renderer.render(page, { act: () => "done" }), "one\ndone");
      const forbidden = new HttpError(403);
      const error = await failureOf(() => renderer.render(page, { act: () => fail(forbidden) }));
      expectTrue(error === forbidden, `the HttpError became ${String(error)}`);
    },
    "names the file and the line where a function fails, and keeps the cause": async (bench) => {
      const page = `page${bench.syntax.extension}`;
      const renderer = await setUp(bench, { page: `one\n${call("act")}` });
      const cause = new TypeError("no connection");
      const error = await failureOf(() => renderer.render(page, { act: () => fail(cause) }));
      expectCode(error, "MICRO_TEMPLATE_ERROR");
      expectTrue(error.message.includes("no connection"), `${error.message} does not say why`);
      expectTrue(error.message.includes(`/app/${page}:2`), `${error.message} does not name /app/${page}:2`);
      expectTrue(error.cause === cause, "the error has lost its cause");
    },
  }),
  raw: (raw) => ({
    "prints a value as it is where the author says so": async (bench) => {
      const renderer = await setUp(bench, { page: raw("value") });
      expectText(await renderer.render(`page${bench.syntax.extension}`, { value: HOSTILE }), HOSTILE);
    },
  }),
  filter: (filter) => ({
    "calls the filters of the app, also those that are added after the setup": async (bench) => {
      const page = `page${bench.syntax.extension}`;
      const filters = new Map([["twice", (value: unknown) => `${String(value)}${String(value)}`]]);
      const renderer = await setUp(bench, { page: filter("value", "twice") }, { filters });
      expectText(await renderer.render(page, { value: "a" }), "aa");
      expectText(await renderer.render(page, { value: "<" }), "&lt;&lt;");
      filters.set("late", () => "late");
      expectText(await renderer.renderString(filter("value", "late"), { value: "" }), "late");
    },
    "says which filter is missing": async (bench) => {
      const renderer = await setUp(bench, { page: filter("value", "missing") });
      const error = await failureOf(() => renderer.render(`page${bench.syntax.extension}`, { value: 1 }));
      expectCode(error, "MICRO_TEMPLATE_ERROR");
      expectTrue(error.message.includes("missing"), `${error.message} does not name the filter`);
    },
  }),
  test: (test) => ({
    "calls the tests of the app": async (bench) => {
      const tests = new Map([["recent", (value: unknown) => Number(value) > 2000]]);
      const renderer = await setUp(bench, { page: test("year", "recent") }, { tests });
      expectText(await renderer.render(`page${bench.syntax.extension}`, { year: 2020 }), "yes");
      expectText(await renderer.render(`page${bench.syntax.extension}`, { year: 1954 }), "no");
    },
  }),
  loop: (loop) => ({
    "repeats a part for each of a list, also a long one": async (bench) => {
      const { print, extension } = bench.syntax;
      const page = `page${extension}`;
      const renderer = await setUp(bench, { page: loop("items", "item", print("item")) });
      expectText(await renderer.render(page, { items: ["a", "<", "c"] }), "a&lt;c");
      expectText(await renderer.render(page, { items: [] }), "");
      const items = Array.from({ length: 100_000 }, () => "ab");
      expectText(await renderer.render(page, { items }), items.join(""));
    },
  }),
  include: (include) => ({
    "puts another template into one, which sees the same values": async (bench) => {
      const { print, extension } = bench.syntax;
      const part = `part${extension}`;
      const renderer = await setUp(bench, { page: `a${include(part)}c`, part: print("value") });
      expectText(await renderer.render(`page${extension}`, { value: "<" }), "a&lt;c");
    },
    "names the template that asks for one that is missing": async (bench) => {
      const { extension } = bench.syntax;
      const renderer = await setUp(bench, { page: include(`missing${extension}`) });
      const error = await failureOf(() => renderer.render(`page${extension}`, {}));
      expectCode(error, "MICRO_TEMPLATE_NOT_FOUND");
      expectTrue(error.message.includes(`page${extension}`), `${error.message} does not say who asks`);
    },
    "ends a template that includes itself": async (bench) => {
      const { extension } = bench.syntax;
      const renderer = await setUp(bench, { page: include(`page${extension}`) });
      expectCode(await failureOf(() => renderer.render(`page${extension}`, {})), "MICRO_TEMPLATE_ERROR");
      expectText(await renderer.renderString("still here", {}), "still here");
    },
  }),
  promise: (promise) => ({
    "waits for a promise, each rendering for its own": async (bench) => {
      const page = `page${bench.syntax.extension}`;
      const renderer = await setUp(bench, { page: `[${promise("value")}]` });
      const values = Array.from({ length: 50 }, (_, index) => `${index}<`);
      const texts = await Promise.all(
        values.map(async (value) => renderer.render(page, { value: later(value) })),
      );
      expectText(texts.join(), values.map((value) => `[${value.replace("<", "&lt;")}]`).join());
    },
    "fails with a promise that fails": async (bench) => {
      const page = `page${bench.syntax.extension}`;
      const renderer = await setUp(bench, { page: promise("value") });
      const error = await failureOf(() => renderer.render(page, { value: Promise.reject(new Error("no")) }));
      expectCode(error, "MICRO_TEMPLATE_ERROR");
    },
  }),
  block: (block) => ({
    "renders one block": async (bench) => {
      const page = `page${bench.syntax.extension}`;
      const renderer = await setUp(bench, {
        page: `before ${block("list", bench.syntax.print("value"))} after`,
      });
      const text = await renderer.renderBlock?.(page, "list", { value: "<" });
      expectText(text?.trim(), "&lt;");
      expectCode(await failureOf(() => renderer.renderBlock?.(page, "nix", {})), "MICRO_TEMPLATE_ERROR");
    },
  }),
  macro: (macro) => ({
    "gives macros as functions": async (bench) => {
      const page = `page${bench.syntax.extension}`;
      const renderer = await setUp(bench, { page: macro("show", `<i>${bench.syntax.print("value")}</i>`) });
      const show: unknown = await renderer.getAttribute?.(page, "show", {});
      if (typeof show !== "function") throw new Error(`the macro is a ${typeof show}`);
      const text: unknown = Reflect.apply(show, undefined, ["<"]);
      if (!(text instanceof Markup)) throw new Error("the macro gives no Markup");
      expectText(text.toString(), "<i>&lt;</i>");
      const error = await failureOf(() => renderer.getAttribute?.(page, "nix", {}));
      expectCode(error, "MICRO_TEMPLATE_ERROR");
    },
  }),
};

/** The cases for what a language can write. */
export function abilityChecks(syntax: TemplateSyntax): Checks {
  const ways: readonly Way[] = Object.keys(ABILITY_CHECKS) as Way[]; // the table has no other keys
  return Object.assign({}, ...ways.map((way) => checksOf(way, syntax)));
}

function checksOf<Name extends Way>(way: Name, syntax: TemplateSyntax): Checks {
  const create: ChecksOf<Name> = ABILITY_CHECKS[way];
  const write = syntax[way];
  return write === undefined ? {} : create(write);
}

function fail(error: Error): never {
  throw error;
}

/** Later values come first, so that renderings overtake each other. */
async function later(value: string): Promise<string> {
  await new Promise((resolve) => setTimeout(resolve, 20 - (Number.parseInt(value, 10) % 20)));
  return value;
}
