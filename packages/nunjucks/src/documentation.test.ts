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

const SECTIONS = [...new Set(ROWS.map(({ section }) => section))];

function rowsOf(section: string): Row[] {
  return ROWS.filter((row) => row.section === section);
}

function namesOf(section: string): string[] {
  return rowsOf(section).map(({ name }) => name);
}

async function rendered({ example }: Row): Promise<string> {
  const templates = { ...EXAMPLES.templates, example };
  const setup = { templates, globals: new Map(), filters: new Map(), options: { autoescape: true } };
  return (await createRenderer(setup).render("example", structuredClone(EXAMPLES.context))).trim();
}

describe("docs/jinja.md", () => {
  it.each(SECTIONS)("is true of what templates give under %s", async (section) => {
    const rows = rowsOf(section);
    const given = await Promise.all(rows.map(async (row) => [row.example, await rendered(row)]));
    expect(given).toEqual(rows.map(({ example, gives }) => [example, gives.trim()]));
  });

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

  it.each(SECTIONS)("agree under %s, or the page says how they differ", (section) => {
    const agreed = rowsOf(section).map((row) => {
      const answer = answers[ROWS.indexOf(row)];
      return { ...row, isSame: String(answer?.result).trim() === row.gives.trim(), answer };
    });
    expect(agreed.filter(({ isSame, remark }) => isSame !== (remark === ""))).toEqual([]);
  });
});
