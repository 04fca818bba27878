import { HttpError, TemplateError } from "@micro-web/core";
import { describe, expect, it } from "vitest";

import { engineOf } from "../test/engine-of.ts";

/** What rendering a template fails with. */
function failureOf(
  templates: Readonly<Record<string, string>>,
  context: Record<string, unknown> = {},
): TemplateError {
  try {
    engineOf(templates).render("page.eta", context);
  } catch (error) {
    if (error instanceof TemplateError) return error;
    throw error;
  }
  throw new Error("It did not fail.");
}

const boom = (): never => {
  throw new TypeError("no connection");
};

describe("a template that fails [F205]", () => {
  it("names its file and line, and shows the lines there", () => {
    const error = failureOf(
      { "page.eta": "<ul>\n<% for (const x of [1]) { %>\n<li><%= it.boom() %></li>\n<% } %>" },
      { boom },
    );
    expect(error.message).toBe(
      'The template "page.eta" failed at page.eta:3: TypeError: no connection. ' +
        "Correct it there, or what it calls. [MICRO_TEMPLATE_ERROR]",
    );
    expect(error.excerpt).toContain("> 3 | <li><%= it.boom() %></li>");
    expect(error.cause).toBeInstanceOf(TypeError);
  });

  it("is named where it is included, with the places that led there", () => {
    const error = failureOf(
      {
        "page.eta": `<% layout("base.eta") %>\n<%~ include("list.eta") %>`,
        "list.eta": `\n\n<%~ include("row.eta") %>`,
        "row.eta": "<td>\n<%= it.boom() %>",
        "base.eta": "",
      },
      { boom },
    );
    expect(error.message).toContain('"row.eta" failed at row.eta:2 while "page.eta" was rendered: TypeError');
    expect(error.callers).toMatchObject([
      { template: "list.eta", line: 3 },
      { template: "page.eta", line: 2 },
    ]);
  });

  it("leaves an HttpError as it is", () => {
    const act = (): never => {
      throw new HttpError(404);
    };
    const templates = { "page.eta": `<%~ include("row.eta") %>`, "row.eta": "<%= it.act() %>" };
    expect(() => engineOf(templates).render("page.eta", { act })).toThrow(HttpError);
  });

  it("ends when templates include each other without end", () => {
    const error = failureOf({
      "page.eta": `<%~ include("row.eta") %>`,
      "row.eta": `<%~ include("page.eta") %>`,
    });
    expect(error.message).toContain(
      "100 templates include each other; one of them includes itself without end",
    );
  });
});

describe("a template that cannot be compiled [F205]", () => {
  it.each([
    ["an expression", "<p>\n<%= it.a %>\n<%= it.b c %>", 3],
    ["a statement", "\n<% const a = ; %>\n<%= it.b %>", 2],
    ["a bracket too many", "<% if (it.a) { %>\n<% } %>\n<% } %>", 3],
    ["a bracket too few", "\n<% if (it.a) { %>\n<% for (;;) { %>x<% } %>\n", 2],
    ["a bracket of a function", "\n\n<% it.list.forEach((x) => { %>\n<%= x %>", 3],
    ["strings with brackets", `<% const a = "((", b = '}', c = \`[\`; /* ( */ %>\n<%= b b %>`, 2],
  ])("names the line of %s", (_, source, line) => {
    const error = failureOf({ "page.eta": source });
    expect(error.message).toContain(`The template "page.eta" cannot be compiled at page.eta:${line}: `);
    expect(error.message).toContain("Correct it there.");
    expect(error.excerpt).toContain(`> ${line} |`);
  });

  it.each([
    ["tag", "a\n b <%= it.x", "unclosed tag", "2:4"],
    ["string", "<%= 'x %>", "unclosed string", "1:5"],
    ["comment", "\n<% /* x %>", "unclosed comment", "2:4"],
  ])("names the place of a %s without an end", (...[, source, problem, place]) => {
    const error = failureOf({ "page.eta": source });
    expect(`${error.line}:${error.column}`).toBe(place);
    expect(error.message).toContain(problem);
  });
});

describe("check()", () => {
  it("tells what a template reads, asks for and prints", () => {
    const { check } = engineOf({
      "page.eta": `<% layout("base.eta") %>
<p title='<%= it.title %>'>it's
<%~ it.html %></p><%= it.title %>
<% if (it.user) { %><%~ include("row.eta", { row: it.filters.shout(it.row) }) %><% } %>`,
    });
    expect(check("page.eta")).toEqual({
      problems: [],
      references: [
        { name: "base.eta", line: 1 },
        { name: "row.eta", line: 4 },
      ],
      variables: [
        { name: "title", line: 2 },
        { name: "html", line: 3 },
        { name: "user", line: 4 },
        { name: "row", line: 4 },
      ],
      pieces: [
        { kind: "text", text: "<p title='" },
        { kind: "value", text: "it.title", line: 2, isRaw: false },
        { kind: "text", text: "'>it's\n" },
        { kind: "value", text: "it.html", line: 3, isRaw: true },
        { kind: "text", text: "</p>" },
        { kind: "value", text: "it.title", line: 3, isRaw: false },
        {
          kind: "value",
          text: `include("row.eta", { row: it.filters.shout(it.row) })`,
          line: 4,
          isRaw: false,
        },
      ],
    });
  });

  it("finds unknown filters and tests", () => {
    const { check } = engineOf({ "a.eta": "<%\nit.filters.shuot(1);\nit.tests.recent(1); it.tests.x(1) %>" });
    expect(check("a.eta").problems).toEqual([
      {
        rule: "unknown-filter",
        severity: "error",
        message: 'There is no filter "shuot". Did you mean "shout"?',
        line: 2,
      },
      { rule: "unknown-test", severity: "error", message: 'There is no test "x".', line: 3 },
    ]);
  });

  it("finds what cannot be compiled, with the column where it is known", () => {
    const { check } = engineOf({ "a.eta": "\n<%= a b %>", "b.eta": "<%= a" });
    const [first, second] = ["a.eta", "b.eta"].map((name) => check(name).problems[0]);
    expect(first).toEqual({ rule: "syntax", severity: "error", message: expect.any(String), line: 2 });
    expect(second).toEqual({
      rule: "syntax",
      severity: "error",
      message: "unclosed tag. Correct it there.",
      line: 1,
      column: 1,
    });
  });
});
