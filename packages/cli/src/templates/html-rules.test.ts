import type { TemplatePiece } from "@micro-web/core";
import { describe, expect, it } from "vitest";

import { findHtmlProblems } from "./html-rules.ts";

/** The pieces of a text in which `{value}` is a value and `{!value}` one that is not escaped. */
function piecesOf(text: string): TemplatePiece[] {
  return text.split(/(\{[^}]*\})/).map((part, index) => {
    const value = part.slice(1, -1);
    if (!part.startsWith("{")) return { kind: "text", text: part, line: index };
    return {
      kind: "value",
      text: value.replace(/^!/, ""),
      isRaw: value.startsWith("!"),
      line: index,
      column: 5,
    };
  });
}

function rulesIn(text: string): string[] {
  return findHtmlProblems(piecesOf(text)).map(({ rule }) => rule);
}

describe("findHtmlProblems [F219 F268]", () => {
  it.each([
    `<p title="{a}" class='x {b}'>{c}</p>`,
    `<a href="/movies/{id}">x</a><a href="{url_for('show', id=3)}">x</a><a href="{ '/x' ~ a }">`,
    `<a href="https://example.org/{path}" data-x="{a}"><img src="{photo}"><p id = "{a}">`,
    `<!-- <a href={a}> {b} --> <a title="{a}"/><br><input disabled {b}>`,
    `<script>const a = {a | tojson};</script><style>p::before</style><p>{a}`,
    `<script src="/a.js"></script><a href="{a | tojson}" onclick='f({a | tojson})'>`.replace(
      'href="{a | tojson}" ',
      "",
    ),
    `a < b {c} <3 {d} < {e}`,
    `<p title="javascript: is a word">`.replace("title", "data-x").replace("javascript:", "my javascript:"),
    "",
  ])("finds nothing in %s", (text) => {
    expect(rulesIn(text)).toEqual([]);
  });

  it.each([
    [`<p title={a}>`, ["unquoted-attribute"]],
    [`<p title=x{a} id={b}>`, ["unquoted-attribute", "unquoted-attribute"]],
    [`<p title= {a}>`, ["unquoted-attribute"]],
    [`<a href="{url}">`, ["url-of-value"]],
    [
      `<a HREF=' {url}'><form action="{a}"><button formaction='{b}'>`,
      ["url-of-value", "url-of-value", "url-of-value"],
    ],
    [`<iframe src="{a}"></iframe><script src="{b}"></script>`, ["url-of-value", "url-of-value"]],
    [`<a href={url}>`, ["unquoted-attribute", "url-of-value"]],
    [
      `<a href="javascript:f()"><a href=' JavaScript:f({a})'><a href=javascript:g()>`,
      ["javascript-url", "javascript-url", "javascript-url"],
    ],
    [`<a href="java\nscript:f()">`, ["javascript-url"]],
    [`<b onclick="f('{a}')">`, ["value-in-handler"]],
    [`<script>var a = "{a}";</script>{b}`, ["value-in-script"]],
    [`<style>p::{a}</style>`, ["value-in-style"]],
    [`<p>{!html}</p><p title="{!a}">`, ["raw-value", "raw-value"]],
    [`<script>{!a}</script>`, ["raw-value", "value-in-script"]],
    [`<SCRIPT>{a}</SCRIPT ><script>{b}</scripting></script>{c}`, ["value-in-script", "value-in-script"]],
  ])("finds in %s: %j", (text, rules) => {
    expect(rulesIn(text)).toEqual(rules);
  });

  it("says where, why and what to do", () => {
    expect(findHtmlProblems(piecesOf(`<a href={ url }>`))[1]).toEqual({
      rule: "url-of-value",
      severity: "warning",
      message:
        '"url" is the start of the URL in href: it may be "javascript:...". Build it with url_for(), or check its scheme in the view.',
      line: 1,
      column: 5,
    });
  });

  it("goes on where a piece of text ends", () => {
    const pieces = ["<a ti", "tle", "=", '"', "a", '" href', " = '"].map(
      (text) => ({ kind: "text", text }) as const,
    );
    expect(findHtmlProblems([...pieces, { kind: "value", text: "x" }])).toMatchObject([
      { rule: "url-of-value" },
    ]);
    const split = ["<a hr", "ef", '="'].map((text) => ({ kind: "text", text }) as const);
    expect(findHtmlProblems([...split, { kind: "value", text: "x" }])).toMatchObject([
      { rule: "url-of-value" },
    ]);
  });
});
