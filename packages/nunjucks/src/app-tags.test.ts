import { Markup } from "@micro-web/core";
import { describe, expect, it } from "vitest";

import { engineOf } from "../test/engine-of.ts";

/** An engine whose templates have the tag `csrf_token`, which calls `csrf_input`. */
function createEngine(files: Readonly<Record<string, string>> = {}) {
  const engine = engineOf(files);
  engine.tags.set("csrf_token", "csrf_input");
  engine.globals.set("csrf_input", () => new Markup("<input>"));
  return engine;
}

describe("a tag of the app", () => {
  it("prints what the function of its name gives, of the app or of the context", () => {
    const { renderString } = createEngine();
    expect(renderString("a{% csrf_token %}b{%- csrf_token -%} c")).toBe("a<input>b<input>c");
    expect(renderString("{% csrf_token %}", { csrf_input: () => "<" })).toBe("&lt;");
    expect(
      renderString("{% if x %}{% csrf_token %}{% endif %}{% for n in [1, 2] %}{% csrf_token %}{% endfor %}"),
    ).toBe("<input><input>");
  });

  it("is compiled and reported as the call that it is", () => {
    const { check, compile } = createEngine({ "a.html": "{% csrf_token %}" });
    expect(check("a.html")).toMatchObject({ problems: [], variables: [{ name: "csrf_input" }] });
    expect(compile("a.html").code).toContain("csrf_input");
  });

  it.each([
    ["{% csrf_token x %}", "1:15"],
    ["{% nix %}", 'there is no tag "nix"'],
    ["{% constructor %}", 'there is no tag "constructor"'],
  ])("is nothing else: %s", (source, message) => {
    expect(() => createEngine().renderString(source)).toThrow(message);
  });
});

describe("a function that is HTML by its own account", () => {
  const facts = {
    toHtml: () => "<b>",
    toString: () => "<b>",
    label: "Name",
    name: "own",
    greet: (name: string) => `Hello ${name}`,
  };
  const field: object = Object.setPrototypeOf(
    (options: { mark: string }) => `called ${options.mark}`,
    facts,
  ) as object;

  it.each([
    ["{{ field }}", "<b>"],
    ["{{ form.field }}", "<b>"],
    ["{{ field | safe }}{{ field | string | length }}", "<b>3"],
    ["{{ form.field(mark='!') }}", "called !"],
    ["{{ form.field.label }}{{ form['field'].label }}", "NameName"],
    ["{{ form.field.greet('Ann') }}", "Hello Ann"],
    ["{% if field %}yes{% endif %}", "yes"],
    [
      "{{ field.call is undefined }}{{ field.constructor is undefined }}{{ field.prototype is undefined }}",
      "truetruetrue",
    ],
    ["{{ plain }}{{ plain.label is undefined }}", "&lt;function plain&gt;true"],
  ])("is an object to templates that can be called: %s [F214]", (source, expected) => {
    const plain = Object.assign(function plain() {}, { toHtml: undefined });
    expect(engineOf({}).renderString(source, { field, form: { field }, plain })).toBe(expected);
  });

  it("is printed as it is where nothing is escaped", () => {
    expect(engineOf({ "a.txt": "{{ field }}" }).render("a.txt", { field })).toBe("<b>");
  });
});
