import { describe, expect, it } from "vitest";

import { garbageCollector } from "../../../../test/garbage-collector.ts";
import { dollarEngine } from "../../test/dollar-engine.ts";
import { MicroError } from "../errors.ts";
import type { TemplateEngine, TemplateRenderer } from "../template-engine.ts";
import type { TemplateSyntax } from "./template-engine-bench.ts";
import { templateEngineConformance } from "./template-engines.ts";

const DOLLAR: TemplateSyntax = { extension: ".txt", print: (name) => `\${${name}}` };

describe("an engine of 40 lines conforms: it [F215]", () => {
  it.each(templateEngineConformance(dollarEngine, DOLLAR, { collectGarbage: garbageCollector() }))(
    "$name",
    ({ run }) => expect(run()).resolves.toBeUndefined(),
  );
});

describe("templateEngineConformance", () => {
  /** What it finds in an engine whose renderer is changed. */
  async function faultsOf(
    change: (renderer: TemplateRenderer) => Partial<TemplateRenderer>,
    syntax: Partial<TemplateSyntax> = {},
    facts: Partial<TemplateEngine> = {},
  ): Promise<string[]> {
    const create = (): TemplateEngine => {
      const engine = dollarEngine();
      return {
        ...engine,
        setup: async (setup) => {
          const renderer = await engine.setup(setup);
          return { ...renderer, ...change(renderer) };
        },
        ...facts,
      };
    };
    const faults: string[] = [];
    for (const { name, run } of templateEngineConformance(create, { ...DOLLAR, ...syntax }))
      await run().catch((error: unknown) => faults.push(`${name}: ${String(error)}`));
    return faults;
  }

  it("finds nothing wrong with a good one, and leaves out what its language cannot say", async () => {
    expect(await faultsOf(() => ({}))).toEqual([]);
    expect(templateEngineConformance(dollarEngine, DOLLAR).map(({ name }) => name)).not.toContain(
      "renders one block",
    );
  });

  it.each([
    ["has no name", { name: "" }, "the engine has no name"],
    ["is for other files", { extensions: [".md"] }, "the engine is not for .txt"],
    ["has an extension without a dot", { extensions: [".txt", "txt"] }, '"txt" does not start with a dot'],
  ])("finds an engine that %s", async (_, facts, message) => {
    expect((await faultsOf(() => ({}), {}, facts)).join()).toContain(message);
  });

  it("finds one that does not escape", async () => {
    const faults = await faultsOf(() => ({ renderString: (_, { value = "Hello Ann." }) => String(value) }));
    expect(faults.join()).toContain("escapes the values of a text: Error: does not escape");
  });

  it("finds one that renders something else", async () => {
    const faults = await faultsOf(() => ({ render: () => "x" }));
    expect(faults.join()).toContain('gives "x" instead of "Hello Ann."');
    expect(faults.join()).toContain("says so when there is no such template: Error: does not fail");
  });

  it("finds one that fails with an error of its own", async () => {
    const render = (): never => {
      throw new Error("oops");
    };
    expect((await faultsOf(() => ({ render }))).join()).toContain(
      "throws Error: oops instead of a MicroError MICRO_TEMPLATE_NOT_FOUND",
    );
  });

  it("finds one whose broken templates have no name, and which changes an HttpError", async () => {
    const faults = await faultsOf(
      ({ render }) => ({
        render: async (name, context) => {
          const { act } = context;
          if (typeof act !== "function") return await render(name, context);
          try {
            return `one\n${String(act())}`;
          } catch {
            throw new Error("hidden");
          }
        },
      }),
      { broken: "${", call: () => "" },
    );
    expect(faults.join()).toContain("the line of what cannot be compiled: Error: does not fail");
    expect(faults.join()).toContain("the HttpError became Error: hidden");
  });

  it("finds one whose errors name no template", async () => {
    const render = (): never => {
      throw new MicroError("MICRO_TEMPLATE_ERROR", "Something is wrong.");
    };
    expect((await faultsOf(() => ({ render }), { broken: "${" })).join()).toContain("Something is wrong.");
  });

  it("finds blocks, macros and streams that are not there or not right", async () => {
    const syntax: Partial<TemplateSyntax> = { block: () => "", macro: () => "" };
    expect((await faultsOf(() => ({}), syntax)).join()).toContain("the macro is a undefined");
    const faults = await faultsOf(
      () => ({
        renderBlock: () => "x",
        getAttribute: () => () => "plain",
        stream: async function* () {
          yield "Hello";
        },
      }),
      syntax,
    );
    expect(faults.join()).toContain('renders one block: Error: gives "x" instead of "&lt;"');
    expect(faults.join()).toContain("the macro gives no Markup");
    expect(faults.join()).toContain('streams what it would render: Error: gives "Hello"');
  });
});
