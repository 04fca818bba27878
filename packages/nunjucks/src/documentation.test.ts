import { readFileSync } from "node:fs";

import { beforeAll, describe, expect, it } from "vitest";

import { createRenderer } from "../test/create-renderer.ts";
import { askJinja, findJinja, type JinjaAnswer } from "../test/python-jinja.ts";
import { FILTERS, GLOBALS, TESTS } from "./builtins/builtins.ts";

const python = findJinja();

interface Examples {
  readonly templates: Readonly<Record<string, string>>;
  readonly context: Readonly<Record<string, unknown>>;
}

/** A row of a table of docs/jinja.md. */
interface Row {
  readonly section: string;
  readonly name: string;
  readonly example: string;
  readonly gives: string;
  /** What differs in Jinja; "" for nothing. */
  readonly remark: string;
}

const EXAMPLES = JSON.parse(
  readFileSync(new URL("../fixtures/documentation.json", import.meta.url), "utf8"),
) as Examples; // written for this test

function readRows(): Row[] {
  const page = readFileSync(new URL("../../../docs/jinja.md", import.meta.url), "utf8");
  const sections = page.split(/^## /m).map((text) => [text.slice(0, text.indexOf("\n")), text] as const);
  return sections.flatMap(([section, text]) =>
    Array.from(text.matchAll(/^\| (.+?) +\| (`.+?`) +\| (`.*?`|) +\| (.*?) *\|$/gm), (match) => {
      const [name = "", example = "", gives = "", remark = ""] = match.slice(1).map(plain);
      return { section, name, example, gives, remark };
    }).filter(({ example }) => /\{[{%]/.test(example)),
  );
}

/** The text of a cell: bars and line ends are escaped in it. */
function plain(cell: string): string {
  return cell
    .replace(/^`(?!`)([^`]*)`$/, "$1")
    .replaceAll("\\|", "|")
    .replaceAll("\\n", "\n");
}

const ROWS = readRows();

function namesOf(section: string): string[] {
  return ROWS.filter((row) => row.section === section).map(({ name }) => name);
}

describe("docs/jinja.md", () => {
  it.each(ROWS.map((row) => [row.section, row.name, row] as const))(
    "is true: %s, %s",
    async (...[, , row]) => {
      const templates = { ...EXAMPLES.templates, example: row.example };
      const setup = { templates, globals: new Map(), filters: new Map(), options: { autoescape: true } };
      const text = await createRenderer(setup).render("example", structuredClone(EXAMPLES.context));
      expect(text.trim()).toBe(row.gives.trim());
    },
  );

  it.each([
    ["Filters", FILTERS],
    ["Tests", TESTS],
    ["Globals", GLOBALS],
  ])("has everything that is built in under %s", (section, functions) => {
    expect(namesOf(section).toSorted()).toEqual([...functions.keys()].toSorted());
  });
});

describe.skipIf(python === null)("docs/jinja.md and Python's Jinja [F201 F202]", () => {
  let names: JinjaAnswer | undefined;
  let answers: JinjaAnswer[];

  beforeAll(() => {
    const jobs = ROWS.map(({ example }) => ({
      templates: { ...EXAMPLES.templates, example },
      name: "example",
      context: EXAMPLES.context,
    }));
    [names, ...answers] = askJinja(python ?? "", [{ call: "names", value: null }, ...jobs]);
  });

  it.each(["Filters", "Tests", "Globals"])("have the same under %s", (section) => {
    const theirs = Object.entries(Object(names?.result)).find(([name]) => name === section)?.[1];
    expect(theirs).toEqual(expect.any(Array));
    expect((theirs as string[]).filter((name) => !namesOf(section).includes(name))).toEqual([]); // see jinja.py
  });

  it.each(ROWS.map((row, index) => [row.section, row.name, row, index] as const))(
    "agree, or the page says how they differ: %s, %s",
    (...[, , row, index]) => {
      const isSame = String(answers[index]?.result).trim() === row.gives.trim();
      expect({ isSame, theirs: answers[index] }).toEqual({
        isSame: row.remark === "",
        theirs: answers[index],
      });
    },
  );
});
