import { describe, expect, it } from "vitest";

import { ExplainedTemplates } from "./template-explanation.ts";
import { TemplateTexts } from "./template-source.ts";

describe("ExplainedTemplates [F207 B142]", () => {
  const source = new TemplateTexts({ "a.html": "A" });

  it("has what its source has", () => {
    const explained = new ExplainedTemplates(source, () => undefined);
    expect(explained.get("a.html")).toEqual(source.get("a.html"));
    expect([explained.version("a.html"), explained.list(), explained.places]).toEqual([
      "A",
      ["a.html"],
      ["memory"],
    ]);
    expect(explained.attempts("b.html")).toEqual([{ place: "memory", path: null }]);
  });

  it("tells of a name when it is read, and when there is none, but not of each look at the version", () => {
    const messages: string[] = [];
    const explained = new ExplainedTemplates(source, (message) => messages.push(message));
    explained.version("a.html");
    expect(messages).toEqual([]);
    explained.get("a.html");
    explained.version("b.html");
    expect(messages).toEqual([
      'Locating template "a.html":\n  1: memory\n     -> found ("a.html")',
      'Locating template "b.html":\n  1: memory\n     -> no match\nError: the template could not be found.\n' +
        "  Is it in the templates folder of the right module?",
    ]);
  });
});
