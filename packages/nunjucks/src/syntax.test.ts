import { describe, expect, it } from "vitest";

import { engineOf } from "../test/engine-of.ts";
import type { NunjucksOptions, TagExtension } from "./index.ts";

describe("the options of the syntax [F209]", () => {
  it.each<[NunjucksOptions, string, string]>([
    [{}, "a\n", "a"],
    [{ keepTrailingNewline: true }, "a\n", "a\n"],
    [
      { newlineSequence: "\r\n", keepTrailingNewline: true },
      "a\nb\r\nc\r{{ 'x\ny' }}\n",
      "a\r\nb\r\nc\r\nx\r\ny\r\n",
    ],
    [{ trimBlocks: true }, "{% if true %}\na\n{% endif %}\nb", "a\nb"],
    [{ lstripBlocks: true }, "  {% if true %}a{% endif %}\n  {# c #}\n  {{ 1 }}", "a\n\n  1"],
    [
      {
        blockStart: "<%",
        blockEnd: "%>",
        variableStart: "<%=",
        variableEnd: "%>",
        commentStart: "<%#",
        commentEnd: "%>",
      },
      "<%# c %><% if true %><%= 1 %><% endif %>",
      "1",
    ],
    [{ variableStart: "${", variableEnd: "}" }, "${ {'a': 1}.a }{{ 1 }}", "1{{ 1 }}"],
    [
      { lineStatementPrefix: "#", lineCommentPrefix: "##" },
      "# for x in [1, 2]:\n{{ x }} ## note\n  # endfor\n## all\nend",
      "1\n2\n\nend",
    ],
    [{ lineStatementPrefix: "%" }, "% set x = [\n  1,\n  2]\n{{ x | length }}", "2"],
  ])("%o", (options, source, text) => {
    expect(engineOf({ "a.txt": source }, options).render("a.txt")).toBe(text);
  });
});

describe("tags of one's own [F212]", () => {
  interface TestParser {
    nextToken(): { value: string };
    parseSignature(tolerant: boolean | null, noParens: boolean): unknown;
    advanceAfterBlockEnd(name?: string): void;
    parseUntilBlocks(...names: string[]): unknown;
  }

  interface TestNodes {
    CallExtension: new (...values: unknown[]) => object;
  }

  /** As nunjucks' documentation writes one. */
  class Repeat implements TagExtension {
    readonly tags = ["repeat"];

    parse(parser: TestParser, nodes: TestNodes): unknown {
      const token = parser.nextToken();
      const args = parser.parseSignature(null, true);
      parser.advanceAfterBlockEnd(token.value);
      const body = parser.parseUntilBlocks("endrepeat");
      parser.advanceAfterBlockEnd();
      return new nodes.CallExtension(this, "run", args, [body, null]);
    }

    run(context: { lookup(name: string): unknown }, times: number, ...rest: unknown[]): string {
      const [options, body, none] = rest.length === 3 ? rest : [{}, ...rest];
      const { mark = "" } = options as { mark?: string }; // arguments by name
      const text = (body as () => unknown)();
      return (String(text) + mark + String(context.lookup("sep")) + (none === null ? "" : "!")).repeat(times);
    }
  }

  const extensions = { repeat: new Repeat() };

  it("are extensions of nunjucks", () => {
    const { renderString } = engineOf({}, { extensions });
    expect(renderString("{% repeat 2 %}[{{ x }}]{% endrepeat %}", { x: 1, sep: "-" })).toBe("[1]-[1]-");
    expect(renderString("{% repeat 1, mark='+' %}a{% endrepeat %}", { sep: "" })).toBe("a+");
  });

  it("print text that is escaped, unless they say otherwise", () => {
    class Raw implements TagExtension {
      readonly tags = ["raw_repeat"];

      parse(parser: TestParser, nodes: TestNodes): unknown {
        const token = parser.nextToken();
        const args = parser.parseSignature(null, true);
        parser.advanceAfterBlockEnd(token.value);
        return Object.assign(new nodes.CallExtension("raw", "run", args), { autoescape: false });
      }

      run(_context: unknown, value: string): string {
        return value;
      }
    }
    const { renderString } = engineOf({}, { extensions: { raw: new Raw(), repeat: new Repeat() } });
    expect(renderString("{% raw_repeat '<b>' %}{% repeat 1 %}<i>{% endrepeat %}", { sep: "" })).toBe(
      "<b>&lt;i&gt;",
    );
  });

  it("see the variables of the page, and may give nodes in a row", () => {
    class Group implements TagExtension {
      readonly tags = ["group", "names"];
      parse(parser: TestParser, nodes: TestNodes): unknown {
        const { value } = parser.nextToken();
        parser.advanceAfterBlockEnd(value);
        if (value === "names") return new nodes.CallExtension(this, "names", null, null);
        const body = parser.parseUntilBlocks("endgroup");
        parser.advanceAfterBlockEnd();
        return body;
      }
      names(context: { ctx: object; getVariables(): object }): string {
        return Object.keys({ ...context.getVariables(), ...context.ctx }).join(",");
      }
    }
    const { renderString } = engineOf({}, { extensions: { group: new Group() } });
    expect(
      renderString("{% group %}{% set x = 1 %}{{ x }}{% endgroup %}{{ x }}{% names %}", { a: 1, b: 2 }),
    ).toBe("11a,b");
  });

  it("say so when their function is missing", () => {
    class Lame implements TagExtension {
      readonly tags = ["lame"];
      parse(parser: TestParser, nodes: TestNodes): unknown {
        parser.advanceAfterBlockEnd(parser.nextToken().value);
        return new nodes.CallExtension(this, "nix", null, null);
      }
    }
    expect(() => engineOf({}, { extensions: { lame: new Lame() } }).renderString("{% lame %}")).toThrow(
      '1:4: TypeError: the extension of the tag has no method "nix"',
    );
  });
});

describe("tags that nunjucks has and Jinja has not", () => {
  it.each([
    [
      "{% switch x %}{% case 1 %}one{% case 2 %}{% case 3 %}few{% default %}many{% endswitch %}",
      { x: 2 },
      "few",
    ],
    ["{% switch x %}{% case 1 %}one{% default %}many{% endswitch %}", { x: 5 }, "many"],
    ["{% switch x %}{% case 1 %}one{% endswitch %}", { x: 5 }, ""],
    [
      "{% asyncAll x in [1, 2] %}{{ x }}{% endall %}{% asyncEach x in [] %}{% else %}e{% endeach %}",
      {},
      "12e",
    ],
    ["{% verbatim %}{{ x }}{% endverbatim %}", {}, "{{ x }}"],
    ["{% if a %}1{% elseif b %}2{% endif %}", { b: 1 }, "2"],
    ["{% for k, v in m %}{{ k }}{{ v }}{% endfor %}", { m: new Map([["a", 1]]) }, "a1"],
  ])("%s", (source, context, text) => {
    expect(engineOf({}).renderString(source, context)).toBe(text);
  });
});

describe("tags of Jinja's extensions [F199 F213]", () => {
  it("debug prints the variables, filters and tests", () => {
    const { renderString, globals } = engineOf({});
    globals.set("site", "Movies");
    const text = renderString("{% set x = 1 %}{% for y in [2] %}{% debug %}{% endfor %}", { given: 3 });
    expect(text).toMatch(/given&#39;: 3.*site&#39;: &#39;Movies.*x&#39;: 1.*y&#39;: 2.*upper.*odd/s);
    expect(renderString("{% debug %}")).toContain("context");
  });

  it("trans asks the catalogue of the context, also with promises", async () => {
    const gettext = (text: string): string => ({ "Hello %(name)s": "Hallo %(name)s" })[text] ?? text;
    const ngettext = async (one: string, many: string, n: number): Promise<string> =>
      n === 1 ? one : `viele ${many}`;
    const pgettext = (context: string, text: string): string => `${context}:${text}`;
    const { renderString, renderLater } = engineOf({
      "a.html": "{% trans n=3 %}one{% pluralize %}%(n)s{{ n }}{% endtrans %}",
    });
    expect(
      renderString("{% trans name='<' %}Hello {{ name }}{% endtrans %}{% trans 'menu' %}Open{% endtrans %}", {
        gettext,
        pgettext,
      }),
    ).toBe("Hallo &lt;menu:Open");
    expect(await renderLater("a.html", { ngettext })).toBe("viele %(n)s3");
  });
});
