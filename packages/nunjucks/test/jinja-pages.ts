import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import type { TranslationsOptions } from "../src/index.ts";

/** A page with its templates, and what it sees: see `fixtures/pages`. */
export interface JinjaPage {
  readonly [name: string]: unknown;
  /** What the page is. */
  readonly title: string;
  /** Of the template to render. */
  readonly name: string;
  readonly templates: Readonly<Record<string, string>>;
  readonly context: Readonly<Record<string, unknown>>;
  /** How the templates are written, by Jinja's names. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Categories and messages. */
  readonly flashes: readonly (readonly [string, string])[];
  readonly translations: Omit<TranslationsOptions, "locale">;
}

const FOLDER = fileURLToPath(new URL("../fixtures/pages", import.meta.url));
const MOVIES = fileURLToPath(new URL("../../../examples/movies/src/templates", import.meta.url));

/** The pages of the fixtures, one to a folder, and those of the example of movies. */
export function readJinjaPages(): JinjaPage[] {
  const pages = readdirSync(FOLDER).map((title) => {
    const folder = join(FOLDER, title);
    return { title, templates: readTemplates(folder), ...readPage(join(folder, "page.json")) };
  });
  const templates = readTemplates(MOVIES);
  const movies = JSON.parse(
    readFileSync(new URL("../fixtures/movies.json", import.meta.url), "utf8"),
  ) as PageFile[]; // ours
  return [
    ...pages.map(withDefaults),
    ...movies.map((page) => withDefaults({ title: `movies: ${page.name}`, templates, ...page })),
  ];
}

type PageFile = Pick<JinjaPage, "name" | "context"> & Partial<JinjaPage>;

function readPage(path: string): PageFile {
  return JSON.parse(readFileSync(path, "utf8")) as PageFile; // a file of the fixtures
}

function withDefaults(page: PageFile & Pick<JinjaPage, "title" | "templates">): JinjaPage {
  const autoescape = !page.name.endsWith(".txt");
  return { flashes: [], translations: {}, ...page, options: { autoescape, ...page.options } };
}

function readTemplates(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    /\.(?:html|xml|txt)$/.test(name),
  );
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
}
