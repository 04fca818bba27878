import { beforeAll, describe, expect, it } from "vitest";

import { TypeProgram } from "./type-program.ts";

const HEAD = `import { Micro } from "../../packages/core/src/app.ts";
import { Blueprint } from "../../packages/core/src/blueprint.ts";
import { get } from "../../packages/core/src/route-definition.ts";
`;
const EMPTY = `${HEAD}export const app = new Micro();\n`;
const BLUEPRINTS = 50;
const ROUTES = 20;

function repeat(count: number, write: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => write(index)).join("");
}

/** Each route has a path of its own, and a view that uses the types of its variables. */
function callsOf(blueprints: number, options = ""): string {
  return repeat(blueprints, (blueprint) => {
    const calls = repeat(
      ROUTES,
      (route) =>
        `export const r${blueprint}_${route} = b${blueprint}.get("/r${blueprint}-${route}/<int:id>/<slug>", ${options}({ params }) => ({ id: params.id + 1, slug: params.slug.length }));\n`,
    );
    return `const b${blueprint} = new Blueprint("b${blueprint}");\n${calls}`;
  });
}

/** The same as tables, mounted into one app. */
function tablesOf(blueprints: number): string {
  const tables = repeat(blueprints, (blueprint) => {
    const routes = repeat(
      ROUTES,
      (route) =>
        `  r${route}: get("/r${blueprint}-${route}/<int:id>/<slug>", ({ params }) => ({ id: params.id + 1, slug: params.slug.length })),\n`,
    );
    return `const b${blueprint} = new Blueprint("b${blueprint}", null, { prefix: "/b${blueprint}" }).routes({\n${routes}});\n`;
  });
  return `${tables}export const app = new Micro()${repeat(blueprints, (blueprint) => `.mount(b${blueprint})`)};\n`;
}

function urlsOf(blueprints: number): string {
  return repeat(blueprints, (blueprint) =>
    repeat(ROUTES, (route) => `app.urlFor("b${blueprint}.r${route}", { id: 3, slug: "x" });\n`),
  );
}

describe("the work of the compiler for 1,000 routes in 50 blueprints [F522 F523 W1 W15]", () => {
  const program = new TypeProgram({ readsSources: true });
  let base = 0;

  /** What a text costs beyond an empty app, in instantiations of types and in milliseconds. */
  function costOf(text: string): { instantiations: number; milliseconds: number } {
    const started = performance.now();
    const { errors, instantiations } = program.check({ "app.ts": HEAD + text });
    expect(errors).toEqual([]);
    return { instantiations: instantiations - base, milliseconds: performance.now() - started };
  }

  beforeAll(() => {
    program.check({ "app.ts": EMPTY }); // parses what all have in common
    base = program.check({ "app.ts": EMPTY }).instantiations;
  });

  // Measured, with a quarter to spare; a type that grows with the square of the routes costs millions.
  it.each([
    ["calls", callsOf(BLUEPRINTS), 62_000],
    ["calls with defaults", callsOf(BLUEPRINTS, "{ defaults: { page: 1 } }, "), 197_000],
    ["tables, mounted", tablesOf(BLUEPRINTS), 84_000],
    ["tables, mounted, with a typed URL for each route", tablesOf(BLUEPRINTS) + urlsOf(BLUEPRINTS), 575_000],
  ])("is within its budget: %s", (_, text, budget) => {
    const cost = costOf(text);
    expect(cost.instantiations).toBeLessThan(budget);
    expect(cost.milliseconds).toBeLessThan(60_000); // 1 to 3 s where nothing else runs
  });

  it("grows with the number of routes, not faster: 5,000", () => {
    const small = costOf(callsOf(BLUEPRINTS) + tablesOf(BLUEPRINTS).replaceAll(/\bb(\d+)\b/g, "t$1"));
    const large = costOf(callsOf(5 * BLUEPRINTS) + tablesOf(5 * BLUEPRINTS).replaceAll(/\bb(\d+)\b/g, "t$1"));
    expect(large.instantiations / small.instantiations).toBeLessThan(8);
  });

  it("still finds what is wrong: an unknown name, a missing value, a value of another type", () => {
    const { errors } = program.check({
      "app.ts": `${HEAD}${tablesOf(BLUEPRINTS)}
app.urlFor("b7.r3", { id: 3, slug: "x" });
app.urlFor("b7.r33", { id: 3, slug: "x" });
app.urlFor("b7.r3", { id: 3 });
app.urlFor("b7.r3", { id: "3", slug: "x" });
`,
    });
    expect(errors).toEqual([
      expect.stringContaining(`'"b7.r33"' is not assignable`),
      expect.stringContaining("'{ id: number; }' is not assignable"),
      expect.stringContaining("Type 'string' is not assignable to type 'number'"),
    ]);
  });
});

const FORMS_HEAD = `import { defineForm, formFrom, group, integer, list, text } from "../../packages/forms/src/index.ts";
import { z } from "zod";
`;
const FORMS = 50;
const FIELDS = 20;

/** Each form has fields, a form in it and a list of forms; a view, a call that writes it and a test name each field. */
function formsOf(count: number, define: (index: number) => string): string {
  const uses = (index: number): string =>
    `export async function use${index}() {
const form = await F${index}.bind({ ${repeat(FIELDS, (field) => `f${field}: "x", `)}"address-zip": "1", "lines-0-product": "x" });
if (form.isValid()) console.log(${repeat(FIELDS, (field) => `form.data.f${field}.length, `)}form.data.lines.length);
console.log(${repeat(FIELDS, (field) => `form.f${field}(), form.errors.f${field}, `)}form.errors["lines-0-product"]);
}
`;
  return repeat(count, (index) => `const F${index} = ${define(index)};\n${uses(index)}`);
}

function definedForm(): string {
  return `defineForm({ ${repeat(FIELDS, (field) => `f${field}: text({ max: 100 }), `)}address: group(defineForm({ zip: text() })), lines: list(group(defineForm({ product: text(), quantity: integer() }))) })`;
}

function derivedForm(): string {
  return `formFrom(z.object({ ${repeat(FIELDS, (field) => `f${field}: z.string().max(100), `)}address: z.object({ zip: z.string() }), lines: z.array(z.object({ product: z.string(), quantity: z.int() })) }))`;
}

describe("the work of the compiler for 50 forms of 20 fields, each field named four times [F270 W28]", () => {
  const program = new TypeProgram({ readsSources: true });

  function costOf(text: string): number {
    const { errors, instantiations } = program.check({ "forms.ts": FORMS_HEAD + text });
    expect(errors).toEqual([]);
    return instantiations;
  }

  // Measured, with a quarter to spare.
  it.each([
    ["defineForm()", definedForm, 172_000],
    ["formFrom()", derivedForm, 602_000],
  ])("is within its budget, and grows with the forms: %s", (_, define, budget) => {
    const base = costOf("export {};");
    const [small, large] = [costOf(formsOf(FORMS / 5, define)) - base, costOf(formsOf(FORMS, define)) - base];
    expect(large).toBeLessThan(budget);
    expect(large / small).toBeLessThan(6);
  });
});
