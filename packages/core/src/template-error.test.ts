import { describe, expect, it } from "vitest";

import { MicroError } from "./errors.ts";
import { HttpError } from "./http-errors.ts";
import { TemplateError, templateExcerpt, toTemplateError } from "./template-error.ts";

const ROW = { template: "row.html", path: "/app/templates/row.html", line: 2, column: 4 };

describe("TemplateError [F205]", () => {
  it("says where a template failed and why, in one line", () => {
    const error = new TemplateError(ROW, { problem: '"nmae" is undefined' });
    expect(error).toBeInstanceOf(MicroError);
    expect(error.message).toBe(
      'The template "row.html" failed at /app/templates/row.html:2:4: "nmae" is undefined. ' +
        "Correct it there, or what it calls. [MICRO_TEMPLATE_ERROR]",
    );
    expect(error).toMatchObject({ ...ROW, excerpt: "", callers: [] });
    expect(error.cause).toBeUndefined();
  });

  it("says so of one that cannot be compiled", () => {
    const error = new TemplateError(
      { template: "a.html", path: "/a.html" },
      { problem: "no end", isSyntax: true },
    );
    expect(error.message).toBe(
      'The template "a.html" cannot be compiled at /a.html: no end. Correct it there. [MICRO_TEMPLATE_ERROR]',
    );
    expect(error).toMatchObject({ line: undefined, column: undefined, excerpt: "" });
  });

  it("shows the lines around the place, and the places that led there", () => {
    const callers = [{ template: "list.html", path: "/app/templates/list.html", line: 7 }];
    const error = new TemplateError(ROW, {
      problem: "no",
      source: "<ul>\n{{ nmae }}\n</ul>",
      callers,
      rendered: "list.html",
    });
    expect(error.excerpt).toBe("  1 | <ul>\n> 2 | {{ nmae }}\n    |    ^\n  3 | </ul>");
    expect(error.callers).toBe(callers);
    expect(error.message).toContain('row.html:2:4 while "list.html" was rendered: no.');
  });
});

describe("calledFrom", () => {
  it("adds the places that led to the failure, the innermost first", () => {
    const [list, page] = ["list.html", "page.html"].map((template) => ({
      template,
      path: `/${template}`,
      line: 1,
    }));
    const cause = new TypeError("no");
    const error = new TemplateError(ROW, { problem: "no", source: "a\nb", cause });
    const seen = error.calledFrom(list ?? ROW).calledFrom(page ?? ROW);
    expect(seen).toMatchObject({ ...ROW, cause, excerpt: error.excerpt, callers: [list, page] });
    expect(seen.message).toContain('row.html:2:4 while "page.html" was rendered: no.');
  });
});

describe("templateExcerpt", () => {
  it("shows two lines before and after, aligned, with tabs kept above the mark", () => {
    const source = ["", "", "", "", "", "", "", "eight", "\tnine", "ten", "", ""].join("\r\n");
    expect(templateExcerpt(source, { line: 9, column: 2 })).toBe(
      "   7 |\n   8 | eight\n>  9 | \tnine\n     | \t^\n  10 | ten\n  11 |",
    );
  });

  it("marks the line alone when the column is not known", () => {
    expect(templateExcerpt("a\nb", { line: 1 })).toBe("> 1 | a\n  2 | b");
  });

  it.each([0, -1, 3])("shows nothing for line %d of two", (line) => {
    expect(templateExcerpt("a\nb", { line, column: 1 })).toBe("");
  });
});

describe("toTemplateError", () => {
  it("leaves an HttpError and a TemplateError as they are", () => {
    for (const error of [new HttpError(403), new TemplateError(ROW, { problem: "no" })])
      expect(toTemplateError(error, ROW)).toBe(error);
  });

  it("says which template asks for one that is missing", () => {
    const missing = new MicroError("MICRO_TEMPLATE_NOT_FOUND", 'There is no template "cell.html".');
    expect(toTemplateError(missing, ROW)).toMatchObject({
      code: "MICRO_TEMPLATE_NOT_FOUND",
      cause: missing,
      message:
        'There is no template "cell.html". The template "row.html" asks for it at /app/templates/row.html:2:4. [MICRO_TEMPLATE_NOT_FOUND]',
    });
  });

  it.each([
    [new Error("It broke."), "It broke"],
    [new TypeError("it broke"), "TypeError: it broke"],
    [new MicroError("MICRO_URL_BUILD", "There is no endpoint."), "There is no endpoint"],
    ["a text", "a text"],
  ])("says what was thrown: %s", (thrown, problem) => {
    const error = toTemplateError(thrown, ROW, { source: "a\nb" });
    expect(error).toMatchObject({ code: "MICRO_TEMPLATE_ERROR", cause: thrown });
    expect(error.message).toContain(`:2:4: ${problem}. Correct it there, or what it calls.`);
  });
});
