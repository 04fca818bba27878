import { describe, expectTypeOf, it } from "vitest";
import * as z from "zod";

import { Micro } from "./app.ts";
import { Blueprint } from "./blueprint.ts";
import type { Command } from "./command.ts";
import { defineCommand } from "./command-definition.ts";
import type { OptionDefinition } from "./command-parameters.ts";

const { cli } = new Micro();

describe("the values of a command [F530]", () => {
  it("have the types of their declarations", () => {
    cli.command("seed", {
      description: "Adds movies.",
      arguments: { file: {}, size: { choices: ["s", "m"] }, tags: { many: true, required: false } },
      options: {
        count: { type: "integer", default: 10 },
        ratio: { type: "number" },
        dryRun: { type: "boolean" },
      },
      run: (values) => {
        expectTypeOf(values.file).toEqualTypeOf<string>();
        expectTypeOf(values.size).toEqualTypeOf<"s" | "m">();
        expectTypeOf(values.tags).toEqualTypeOf<readonly string[]>();
        expectTypeOf(values.count).toEqualTypeOf<number>();
        expectTypeOf(values.ratio).toEqualTypeOf<number | undefined>();
        expectTypeOf(values.dryRun).toEqualTypeOf<boolean>();
        // @ts-expect-error -- nothing of this name is declared
        return values.other;
      },
    });
  });

  it("may be missing where they need not be given", () => {
    cli.command("seed", {
      description: "Adds movies.",
      arguments: { file: { required: false } },
      options: {
        to: { required: true },
        from: {},
        at: { default: null },
        only: { many: true, type: "number" },
      },
      run: (values) => {
        expectTypeOf(values.file).toEqualTypeOf<string | undefined>();
        expectTypeOf(values.to).toEqualTypeOf<string>();
        expectTypeOf(values.from).toEqualTypeOf<string | undefined>();
        expectTypeOf(values.at).toEqualTypeOf<string | null>();
        expectTypeOf(values.only).toEqualTypeOf<readonly number[]>();
      },
    });
  });

  it("are what a function or a schema makes of them", () => {
    cli.command("mail", {
      description: "Sends mail.",
      arguments: { to: { parse: z.email() } },
      options: { at: { parse: (text) => new Date(text), required: true } },
      run: (values) => {
        expectTypeOf(values.to).toEqualTypeOf<string>();
        expectTypeOf(values.at).toEqualTypeOf<Date>();
      },
    });
  });

  it("are none where none are declared", () => {
    new Blueprint("blog").cli.group("posts").command("count", {
      description: "Counts.",
      run: (values) => {
        expectTypeOf<keyof typeof values>().toEqualTypeOf<never>();
      },
    });
  });

  it("do not matter for whoever has the command", () => {
    const seed = defineCommand({
      description: "Adds.",
      options: { count: { type: "integer" } },
      run: ({ count }) => count,
    });
    expectTypeOf(seed).toEqualTypeOf<Command>();
    new Micro().command("seed", seed);
  });

  it("have no types but those that can be written", () => {
    expectTypeOf<"integer">().toExtend<OptionDefinition["type"]>();
    // @ts-expect-error -- there is no such type
    defineCommand({ description: "Adds.", options: { count: { type: "int" } }, run: () => 0 });
    // @ts-expect-error -- an argument is there or not: it is no switch
    defineCommand({ description: "Adds.", arguments: { all: { type: "boolean" } }, run: () => 0 });
  });
});
