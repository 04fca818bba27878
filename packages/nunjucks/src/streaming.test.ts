import { describe, expect, it } from "vitest";

import { engineOf } from "../test/engine-of.ts";

async function piecesOf(stream: AsyncIterable<string>): Promise<string[]> {
  const pieces: string[] = [];
  for await (const piece of stream) pieces.push(piece);
  return pieces;
}

const FILES = {
  "base.html": "<html>{% block a %}{% endblock %}</html>",
  "page.html":
    "{% extends 'base.html' %}{% block a %}{% for row in rows %}{% include 'row.html' %}{% endfor %}{% set x %}{{ self.b() }}{% endset %}{{ x }}{% endblock %}",
  "row.html": "[{{ row }}]",
  "wait.html": "before {{ wait() }} after",
  "set.html": "{% set x %}{% include 'row.html' %}{% endset %}a{% for r in rows %}{{ r }}{% endfor %}{{ x }}",
  "fail.html": "{% for row in rows %}{{ row }}{% endfor %}\n{{ fail() }}",
};

describe("a stream [F190]", () => {
  it("comes in pieces of the same text, in order", async () => {
    const { stream, render } = engineOf({
      ...FILES,
      "page.html": FILES["page.html"].replace("{{ self.b() }}", "s"),
    });
    const rows = Array.from({ length: 2000 }, (_, index) => `row ${index}`);
    const pieces = await piecesOf(stream("page.html", { rows }));
    expect(pieces.length).toBeGreaterThan(3);
    expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThan(10_000);
    expect(pieces.join("")).toBe(render("page.html", { rows }));
  });

  it("hands on what is there before it waits", async () => {
    let release: (text: string) => void = () => undefined;
    const wait = (): Promise<string> => new Promise((resolve) => (release = resolve));
    const pieces = engineOf(FILES).stream("wait.html", { wait })[Symbol.asyncIterator]();
    expect(await pieces.next()).toEqual({ done: false, value: "before " });
    const next = pieces.next();
    release("<");
    expect(await next).toEqual({ done: false, value: "&lt; after" });
  });

  it("keeps the text of a set block where it is printed", async () => {
    const rows = Array.from({ length: 1000 }, (_, index) => `${index} `);
    const { stream, render } = engineOf(FILES);
    const context = { rows, row: "x".repeat(5000) };
    expect((await piecesOf(stream("set.html", context))).join("")).toBe(render("set.html", context));
  });

  it("is one piece of a small page, and none of an empty one", async () => {
    const { stream } = engineOf({ "a.html": "{{ x }}", "empty.html": "" });
    expect(await piecesOf(stream("a.html", { x: 1 }))).toEqual(["1"]);
    expect(await piecesOf(stream("empty.html"))).toEqual([]);
  });

  it("fails with the place, after what came before", async () => {
    const pieces: string[] = [];
    const rows = Array.from({ length: 5000 }, (_, index) => `${index}`);
    const run = async (): Promise<void> => {
      for await (const piece of engineOf(FILES).stream("fail.html", { rows })) pieces.push(piece);
    };
    await expect(run()).rejects.toThrow(
      '"fail.html" failed at /app/templates/fail.html:2:4: fail cannot be called',
    );
    expect(pieces.length).toBeGreaterThan(1);
  });

  it("of a template that is not there fails", async () => {
    await expect(piecesOf(engineOf({}).stream("nix.html"))).rejects.toThrow(
      'There is no template "nix.html"',
    );
  });
});
