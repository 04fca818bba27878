import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { JAVASCRIPT, makeJavaScriptTemplates, stripTypes } from "./javascript-templates.mjs";

const TEMPLATES = join(import.meta.dirname, "../packages/create-micro-web/templates");

// Node 20 cannot take types out; what it would find there was made by a newer one.
describe.skipIf(stripTypes === undefined)("the templates in JavaScript [F517]", () => {
  it("are what their TypeScript becomes (node scripts/javascript-templates.mjs)", async () => {
    const made = await makeJavaScriptTemplates();
    const paths = readdirSync(join(TEMPLATES, JAVASCRIPT), { recursive: true, encoding: "utf8" })
      .map((path) => join(JAVASCRIPT, path))
      .filter((path) => statSync(join(TEMPLATES, path)).isFile());
    expect(paths.toSorted()).toEqual([...made.keys()].toSorted());
    for (const [path, text] of made) expect(readFileSync(join(TEMPLATES, path), "utf8"), path).toBe(text);
  });
});
