import type { TemplateEngineSetup } from "@micro-web/core";
import { beforeAll, describe, expect, it } from "vitest";

import { createRenderer } from "../test/create-renderer.ts";
import { type JinjaPage, readJinjaPages } from "../test/jinja-pages.ts";
import { askJinja, findJinja, type JinjaAnswer } from "../test/python-jinja.ts";
import { Translations } from "./index.ts";
import { TRANSLATIONS } from "./translations.ts";

const python = findJinja();
const PAGES = readJinjaPages();

function urlFor(endpoint: string, values: Readonly<Record<string, unknown>> = {}): string {
  const query = Object.keys(values)
    .toSorted()
    .map((name) => `${name}=${encodeURIComponent(String(values[name])).replaceAll("%2F", "/")}`);
  return `/${endpoint.replaceAll(".", "/")}${query.length > 0 ? `?${query.join("&")}` : ""}`;
}

function globalsOf({ flashes, translations }: JinjaPage): Map<string, unknown> {
  return new Map<string, unknown>([
    ["url_for", urlFor],
    [
      "get_flashed_messages",
      (options?: { with_categories?: boolean }) =>
        options?.with_categories === true ? flashes : flashes.map(([, message]) => message),
    ],
    [TRANSLATIONS, new Translations({ locale: "de", ...translations })],
  ]);
}

const FILTERS: TemplateEngineSetup["filters"] = new Map([
  ["stars", (rating: number) => "★".repeat(Number(rating)) + "☆".repeat(5 - Number(rating))],
]);

describe.skipIf(python === null)(
  "a page is byte for byte what Jinja makes of it [F199 F200 F201 F202 F213]",
  () => {
    let answers: JinjaAnswer[];

    beforeAll(() => {
      answers = askJinja(python ?? "", PAGES);
    });

    it.each(PAGES.map((page, index) => [page.title, page, index] as const))("%s", async (_, page, index) => {
      const setup = {
        templates: page.templates,
        globals: globalsOf(page),
        filters: FILTERS,
        options: page.options,
      };
      const text = await createRenderer(setup).render(page.name, structuredClone(page.context));
      expect(answers[index]).toEqual({ result: text });
    });
  },
);
