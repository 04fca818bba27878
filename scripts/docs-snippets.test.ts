import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { extractSnippets, writeSnippets } from "./docs-snippets.mjs";

function extract(...lines: string[]): ReturnType<typeof extractSnippets> {
  return extractSnippets({ path: "docs/page.md", text: lines.join("\n") });
}

describe("extractSnippets", () => {
  it("makes a module of every ts block", () => {
    const { snippets, problems } = extract("```ts", "one();", "```", "", "```ts", "two();", "```");
    expect(snippets.map(({ file }) => file)).toEqual(["docs/page.md/L2.ts", "docs/page.md/L6.ts"]);
    expect(problems).toEqual([]);
  });

  it("keeps the line numbers of the page", () => {
    const { snippets } = extract("# Title", "", "```ts", "one();", "```");
    expect(snippets[0]?.code.split("\n")[3]).toBe("one();");
  });

  it("leaves other languages alone", () => {
    const { snippets, problems } = extract(
      "```sh",
      "npm ci",
      "```",
      "```",
      "plain",
      "```",
      "```json",
      "{}",
      "```",
    );
    expect({ snippets, problems }).toEqual({ snippets: [], problems: [] });
  });

  it("takes a named block of another language as a file beside the modules", () => {
    const { snippets, files, problems } = extract("```jinja file=templates/a.html", "{{ a }}", "```");
    expect({ snippets, problems }).toEqual({ snippets: [], problems: [] });
    expect(files).toEqual([{ file: "docs/page.md/templates/a.html", text: "{{ a }}\n" }]);
  });

  it("appends a continue block to the module before it, at its own line", () => {
    const { snippets } = extract("```ts", "one();", "```", "text", "```ts continue", "two();", "```");
    expect(snippets).toHaveLength(1);
    expect(snippets[0]?.code.split("\n")).toEqual(["", "one();", "", "", "", "two();", ""]);
  });

  it("refuses a continue block with nothing before it", () => {
    const { problems } = extract("```ts continue", "one();", "```");
    expect(problems).toEqual([
      { page: "docs/page.md", line: 1, message: 'There is no ts block before this one to "continue".' },
    ]);
  });

  it("refuses a name for a continue block", () => {
    const { problems } = extract("```ts", "```", "```ts continue file=app.ts", "```");
    expect(problems.map(({ message }) => message)).toEqual([
      "A block that continues another cannot have a file= of its own.",
    ]);
  });

  it("marks the blocks to run", () => {
    const { snippets } = extract("```ts run", "one();", "```", "```ts", "two();", "```");
    expect(snippets.map(({ run }) => run)).toEqual([true, false]);
  });

  it("runs the whole module when its continuation is flagged run", () => {
    const { snippets } = extract("```ts", "one();", "```", "```ts continue run", "two();", "```");
    expect(snippets.map(({ run }) => run)).toEqual([true]);
  });

  it("gives a block the name of file=", () => {
    const { snippets } = extract("```ts file=app.ts", "one();", "```");
    expect(snippets[0]?.file).toBe("docs/page.md/app.ts");
  });

  it("refuses two blocks of one name", () => {
    const { problems } = extract("```ts file=app.ts", "```", "```ts file=app.ts", "```");
    expect(problems.map(({ message }) => message)).toEqual([
      "The page already has a block with file=app.ts.",
    ]);
  });

  it.each(["ignore", "skip", "{1,3}", "file=../app.ts"])("refuses the flag %s", (flag) => {
    const { problems } = extract(`\`\`\`ts ${flag}`, "nonsense", "```");
    expect(problems.map(({ message }) => message)).toEqual([
      `Unknown flag "${flag}": a ts block takes run, continue and file=NAME.`,
    ]);
  });

  it.each(["typescript", "tsx", "js", "JavaScript"])("refuses %s, which nothing would check", (language) => {
    const { problems } = extract(`\`\`\`${language}`, "nonsense", "```");
    expect(problems.map(({ message }) => message)).toEqual([
      `Write "ts" instead of "${language}", so that it is checked.`,
    ]);
  });

  it("refuses a block that is never closed", () => {
    const { problems } = extract("```ts", "one();");
    expect(problems.map(({ message }) => message)).toEqual(["The block has no closing fence."]);
  });

  it("sees indented, quoted and tilde blocks", () => {
    const { snippets } = extract("- item", "  ```ts", "  one();", "  ```", "> ~~~ts", "> two();", "> ~~~");
    expect(snippets.map(({ code }) => code.trim())).toEqual(["one();", "two();"]);
  });

  it("takes a block inside a longer fence for text", () => {
    const { snippets } = extract("````md", "```ts", "one();", "```", "````");
    expect(snippets).toEqual([]);
  });
});

describe("writeSnippets", () => {
  const root = mkdtempSync(join(tmpdir(), "micro-snippets-"));
  const target = join(root, ".docs-snippets");

  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  it("writes the blocks of all pages and removes those of the last time", () => {
    mkdirSync(join(root, "docs", "guide"), { recursive: true });
    mkdirSync(join(root, "packages", "core"), { recursive: true });
    mkdirSync(target);
    writeFileSync(join(target, "stale.ts"), "");
    for (const page of ["README.md", "docs/guide/one.md", "packages/core/README.md"]) {
      writeFileSync(join(root, page), "```ts run\nok();\n```\n");
    }
    writeFileSync(join(root, "docs", "page.md"), "```jinja file=templates/a.html\n{{ a }}\n```\n");
    writeSnippets(root, target);
    expect(JSON.parse(readFileSync(join(target, "snippets.json"), "utf8"))).toEqual([
      { page: "README.md", line: 2, file: "README.md/L2.ts", run: true },
      { page: "docs/guide/one.md", line: 2, file: "docs/guide/one.md/L2.ts", run: true },
      { page: "packages/core/README.md", line: 2, file: "packages/core/README.md/L2.ts", run: true },
    ]);
    expect(readFileSync(join(target, "packages/core/README.md/L2.ts"), "utf8")).toBe("\nok();\n");
    expect(readFileSync(join(target, "docs/page.md/templates/a.html"), "utf8")).toBe("{{ a }}\n");
    expect(() => readFileSync(join(target, "stale.ts"))).toThrow("ENOENT");
  });
});
