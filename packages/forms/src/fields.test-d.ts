import type { UploadedFile } from "@micro-web/core";
import { describe, expectTypeOf, it } from "vitest";
import { z } from "zod";

import {
  boolean,
  checkboxes,
  type DataOf,
  decimal,
  defineForm,
  file,
  files,
  formFrom,
  group,
  integer,
  list,
  radio,
  select,
  selectMultiple,
  text,
} from "./index.ts";

describe("the values of fields [F278 F279]", () => {
  it("are known", () => {
    const fields = {
      age: integer(),
      years: integer({ required: false }),
      price: decimal(),
      sure: boolean(),
      size: select({
        choices: [
          ["s", "Small"],
          ["l", "Large"],
        ],
      }),
      id: radio({ choices: [1, 2], required: false }),
      colour: select({ choices: { Warm: ["red"], Cold: [["blue", "Blue"]] } }),
      tags: checkboxes({ choices: ["a", "b"] }),
      movies: selectMultiple({ choices: async () => [[1, "Alien"] as const] }),
      picture: file({ required: false }),
      pictures: files(),
    };
    expectTypeOf<DataOf<typeof fields>>().toEqualTypeOf<{
      age: number;
      years: number | undefined;
      price: string;
      sure: boolean;
      size: "s" | "l";
      id: 1 | 2 | undefined;
      colour: "red" | "blue";
      tags: ("a" | "b")[];
      movies: 1[];
      picture: UploadedFile | undefined;
      pictures: UploadedFile[];
    }>();
  });

  it("of forms in forms and lists are known too, and their elements", async () => {
    const Line = defineForm({ product: text(), quantity: integer() });
    const Order = defineForm({
      address: group(defineForm({ zip: text() })),
      lines: list(group(Line)),
      tags: list(text()),
    });
    const form = await Order.unbound();
    if (form.isValid()) {
      expectTypeOf(form.data).toEqualTypeOf<{
        address: { zip: string };
        lines: { product: string; quantity: number }[];
        tags: string[];
      }>();
    }
    for (const line of form.lines) expectTypeOf(line.product.name).toBeString();
    for (const tag of form.tags) expectTypeOf(tag.value).toExtend<string | readonly string[]>();
    expectTypeOf(form.address.zip.id).toBeString();
    // @ts-expect-error -- the form in the form has no such field
    expectTypeOf(form.address.city).toBeObject();
  });

  it("of a schema of zod are those of the schema", async () => {
    const Form = formFrom(
      z.object({
        name: z.string(),
        lines: z.array(z.object({ product: z.string() })),
        age: z.int().optional(),
      }),
    );
    const form = await Form.unbound();
    if (form.isValid()) {
      expectTypeOf(form.data.name).toEqualTypeOf<string>();
      expectTypeOf(form.data.lines).toEqualTypeOf<{ product: string }[]>();
      expectTypeOf(form.data.age).toEqualTypeOf<number | undefined>();
    }
    for (const line of form.lines) expectTypeOf(line.product.errors).toExtend<readonly string[]>();
  });

  it("of a schema of zod may have others in their place", async () => {
    const schema = z.object({ tags: z.array(z.string()), colours: z.array(z.enum(["red", "blue"])) });
    const form = await formFrom(schema).unbound();
    for (const tag of form.tags) expectTypeOf(tag.name).toBeString();
    expectTypeOf(form.colours.name).toBeString();
    const Chosen = formFrom(schema, { fields: { tags: selectMultiple({ choices: async () => ["a"] }) } });
    const chosen = await Chosen.bind({ tags: ["a"], colours: ["red"] });
    expectTypeOf(chosen.tags.name).toBeString();
    if (chosen.isValid()) expectTypeOf(chosen.data.tags).toEqualTypeOf<string[]>();
    // @ts-expect-error -- the schema has no such key
    formFrom(z.object({ name: z.string() }), { fields: { nme: { label: "Name" } } });
  });

  it("are what their rules, first values and clean get", () => {
    text({ rules: [(value) => (value.length > 3 ? "Too long." : undefined)] });
    expectTypeOf(text().schema.parse("Ann")).toBeString();
    // @ts-expect-error -- a text is no number
    text({ initial: 5 });
    defineForm(
      { from: integer(), to: integer({ required: false }) },
      {
        clean({ from, to }) {
          expectTypeOf(from).toEqualTypeOf<number>();
          expectTypeOf(to).toEqualTypeOf<number | undefined>();
        },
      },
    );
  });
});
