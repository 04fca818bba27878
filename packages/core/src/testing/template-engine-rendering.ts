import { Markup } from "../http/markup.ts";
import type { TemplateContext } from "../http/rendering.ts";
import {
  type Checks,
  expectCode,
  expectEscaped,
  expectText,
  failureOf,
  HOSTILE,
  setUp,
} from "./template-engine-bench.ts";

/** What every engine does with a template and its values. */
export const RENDERING_CHECKS: Checks = {
  "renders a template of the source with the values of the view": async (bench) => {
    const { print, extension } = bench.syntax;
    const renderer = await setUp(bench, { page: `Hello ${print("name")}.` });
    expectText(await renderer.render(`page${extension}`, { name: "Ann" }), "Hello Ann.");
    expectText(await renderer.render(`page${extension}`, { name: "Ben" }), "Hello Ben.");
  },
  "renders a text": async (bench) => {
    const renderer = await setUp(bench, {});
    expectText(
      await renderer.renderString(`Hello ${bench.syntax.print("name")}.`, { name: "Ann" }),
      "Hello Ann.",
    );
  },
  "escapes values where the app says so": async (bench) => {
    const { print, extension } = bench.syntax;
    const renderer = await setUp(bench, { page: print("value") });
    expectEscaped(await renderer.render(`page${extension}`, { value: HOSTILE }));
  },
  "leaves values as they are where the app says so": async (bench) => {
    const { print, extension } = bench.syntax;
    const renderer = await setUp(bench, { page: print("value") }, { isEscaped: false });
    expectText(await renderer.render(`page${extension}`, { value: HOSTILE }), HOSTILE);
  },
  "asks for the policy by the name of the template": async (bench) => {
    const { print, extension } = bench.syntax;
    const texts = { page: print("value"), mail: print("value") };
    const renderer = await setUp(bench, texts, { autoescape: (name) => name === `page${extension}` });
    expectEscaped(await renderer.render(`page${extension}`, { value: HOSTILE }));
    expectText(await renderer.render(`mail${extension}`, { value: HOSTILE }), HOSTILE);
  },
  "escapes the values of a text": async (bench) => {
    const renderer = await setUp(bench, {}, { isEscaped: false });
    expectEscaped(await renderer.renderString(bench.syntax.print("value"), { value: HOSTILE }));
  },
  "prints Markup and objects with toHtml() or __html__() as they are": async (bench) => {
    const { print, extension } = bench.syntax;
    const renderer = await setUp(bench, { page: print("value") });
    const html = "<i>&amp;</i>";
    for (const value of [new Markup(html), { toHtml: () => html }, { __html__: () => html }])
      expectText(await renderer.render(`page${extension}`, { value }), html);
  },
  "sees globals, below the values of the view": async (bench) => {
    const { print, extension } = bench.syntax;
    const globals = new Map<string, unknown>([["site", "Movies"]]);
    const renderer = await setUp(bench, { page: print("site") }, { globals });
    expectText(await renderer.render(`page${extension}`, {}), "Movies");
    expectText(await renderer.render(`page${extension}`, { site: "Books" }), "Books");
    expectText(await renderer.renderString(print("site"), {}), "Movies");
  },
  "sees globals that are added after the setup": async (bench) => {
    const { print, extension } = bench.syntax;
    const globals = new Map<string, unknown>();
    const renderer = await setUp(bench, { page: print("site") }, { globals });
    await renderer.render(`page${extension}`, { site: "" });
    globals.set("site", "Movies");
    expectText(await renderer.render(`page${extension}`, {}), "Movies");
  },
  "leaves the view's values alone": async (bench) => {
    const { print, extension } = bench.syntax;
    const renderer = await setUp(bench, { page: print("value") });
    const context: TemplateContext = Object.freeze({ value: "a" });
    expectText(await renderer.render(`page${extension}`, context), "a");
  },
  "serves several apps at once": async (bench) => {
    const { print, extension } = bench.syntax;
    const page = `page${extension}`;
    const first = await setUp(bench, { page: `first ${print("site")}` }, { globals: new Map([["site", 1]]) });
    const second = await setUp(
      bench,
      { page: `second ${print("site")}` },
      { globals: new Map([["site", 2]]) },
    );
    const texts = [await first.render(page, {}), await second.render(page, {}), await first.render(page, {})];
    expectText(texts.join(" "), "first 1 second 2 first 1");
  },
  "says so when there is no such template": async (bench) => {
    const renderer = await setUp(bench, { page: "" });
    const error = await failureOf(() => renderer.render(`missing${bench.syntax.extension}`, {}));
    expectCode(error, "MICRO_TEMPLATE_NOT_FOUND");
  },
};
