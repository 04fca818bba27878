import type { TemplateContext } from "../http/rendering.ts";
import type { TemplateRenderer } from "../template-engine.ts";
import {
  type Checks,
  expectCode,
  expectText,
  expectTrue,
  failureOf,
  setUp,
} from "./template-engine-bench.ts";

/** What a visitor may try as the name of a template. */
const HOSTILE_NAMES = [
  "../../../etc/passwd",
  "/etc/passwd",
  "C:\\page",
  "page\0",
  "",
  "__proto__",
  "constructor",
  "x'); throw new Error(); //",
  "`${1}`",
  "x".repeat(10_000),
];

/** Names that every object has from its prototype. */
const INHERITED = ["constructor", "__proto__", "toString", "hasOwnProperty", "valueOf"];

/** How a function, or an object, that was printed looks. */
const LEAK = /function|native code|\[object|=>|class /;

/** What every engine does with what comes from visitors. */
export const SAFETY_CHECKS: Checks = {
  "finds no template of a hostile name": async (bench) => {
    const renderer = await setUp(bench, { page: "page" });
    for (const name of HOSTILE_NAMES) {
      const error = await failureOf(() => renderer.render(`${name}${bench.syntax.extension}`, {}));
      expectCode(error, "MICRO_TEMPLATE_NOT_FOUND");
    }
    expectText(await renderer.render(`page${bench.syntax.extension}`, {}), "page");
  },
  "takes any name for a template": async (bench) => {
    const { print, extension } = bench.syntax;
    const texts = HOSTILE_NAMES.map((name) => [name, `page ${print("value")}`] as const);
    const renderer = await setUp(bench, Object.fromEntries(texts));
    for (const [name] of texts)
      expectText(await renderer.render(`${name}${extension}`, { value: 1 }), "page 1");
  },
  "never runs what is in a value": async (bench) => {
    const { print, extension, broken = "" } = bench.syntax;
    const renderer = await setUp(bench, { page: `[${print("value")}]` });
    for (const value of [
      print("secret"),
      `${broken}${print("secret")}`,
      `$\{secret} {{ secret }} <%= secret %>`,
    ]) {
      const context = { value, secret: "leaked" };
      const texts = [await renderer.render(`page${extension}`, context)];
      texts.push(await renderer.renderString(`[${print("value")}]`, context));
      for (const text of texts) expectTrue(!text.includes("leaked"), `a value is run as a template: ${text}`);
    }
  },
  "shows nothing that a context has from its prototype": async (bench) => {
    const { print } = bench.syntax;
    for (const name of INHERITED) {
      const renderer = await setUp(bench, { page: print(name) });
      await expectNoLeak(renderer, `page${bench.syntax.extension}`, {});
    }
  },
  "takes any name for a value, and changes no prototype": async (bench) => {
    const { print, extension } = bench.syntax;
    const renderer = await setUp(bench, { page: print("value") });
    const context: TemplateContext = JSON.parse(
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"a b":1,"x;throw 1":1,"class":1,"value":"a"}',
    );
    expectText(await renderer.render(`page${extension}`, context), "a");
    expectTrue(!("polluted" in {}), "the prototype of all objects has changed");
  },
  "keeps renderings at the same time apart": async (bench) => {
    const { print, extension } = bench.syntax;
    const renderer = await setUp(bench, { page: print("value") });
    const values = Array.from({ length: 200 }, (_, index) => String(index));
    const texts = await Promise.all(
      values.map(async (value) => renderer.render(`page${extension}`, { value })),
    );
    expectText(texts.join(), values.join());
  },
};

/** For a language that keeps templates away from what is dangerous in JavaScript. */
export const PROPERTY_CHECKS = (property: (variable: string, property: string) => string): Checks => ({
  "leads from no value to its prototype": async (bench) => {
    const values = { text: "a", list: [1], plain: {}, act: () => 1, made: new Date(0) };
    for (const variable of Object.keys(values)) {
      for (const name of ["constructor", "__proto__", "prototype"]) {
        const renderer = await setUp(bench, { page: property(variable, name) });
        await expectNoLeak(renderer, `page${bench.syntax.extension}`, values);
      }
    }
  },
  "reads a property of data, whatever its name": async (bench) => {
    const renderer = await setUp(bench, { page: property("movie", "title") });
    const page = `page${bench.syntax.extension}`;
    expectText(await renderer.render(page, { movie: { title: "Ran" } }), "Ran");
    expectText(
      await renderer.render(page, { movie: Object.assign(Object.create(null), { title: "Ran" }) }),
      "Ran",
    );
  },
});

/** A template may print nothing, or fail. */
async function expectNoLeak(
  renderer: TemplateRenderer,
  page: string,
  context: TemplateContext,
): Promise<void> {
  let text: string;
  try {
    text = await renderer.render(page, context);
  } catch (error) {
    expectCode(error, "MICRO_TEMPLATE_ERROR");
    return;
  }
  expectTrue(!LEAK.test(text), `shows ${text}`);
}
