import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

const TUTORIAL = readFileSync(join(import.meta.dirname, "../../../docs/tutorial.md"), "utf8");
const FILES = [...TUTORIAL.matchAll(/^```ts file=(\S+)\n(.*?)^```$/gms)];
const PAGES = [...TUTORIAL.matchAll(/^```jinja\n(.*?)^```$/gms)].map(([, code]) => `${code}`);

describe("the tutorial", () => {
  it.each(FILES.map(([, name = "", code]) => [name, code]))("shows %s as it is", (name, code) => {
    expect(code).toBe(readFileSync(join(import.meta.dirname, `${name}`), "utf8"));
  });

  it.each(PAGES)("shows a template as it is (%#)", (code) => {
    const folder = join(import.meta.dirname, "templates");
    const pages = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith(".html"),
    );
    expect(pages.map((name) => readFileSync(join(folder, name), "utf8"))).toContain(code);
  });

  it("has both", () => {
    expect([FILES.length, PAGES.length]).toEqual([9, 4]);
  });
});
