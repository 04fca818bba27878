import { type Markup, Micro, type Request } from "@micro-web/core";
import { describe, expectTypeOf, it } from "vitest";
import { z } from "zod";

import {
  defineForm,
  type ElementName,
  type ErrorList,
  type FaultName,
  type Field,
  type FormPost,
  formFrom,
  group,
  integer,
  list,
  text,
  textarea,
} from "./index.ts";

// Each form had a field `title` once; it is called `name` now. Whatever still says `title` does not compile.
const Address = defineForm({ zip: text(), city: text() });
const Line = defineForm({ name: text(), quantity: integer() });
const Defined = defineForm({
  name: text(),
  message: textarea(),
  address: group(Address),
  lines: list(group(Line)),
  tags: list(text()),
});
const Derived = formFrom(
  z.object({
    name: z.string(),
    message: z.string(),
    address: z.object({ zip: z.string(), city: z.string() }),
    lines: z.array(z.object({ name: z.string(), quantity: z.int() })),
    tags: z.array(z.string()),
  }),
);
const client = new Micro(null).testClient();
declare const request: Request;

describe("the rename of a field in the schema breaks", () => {
  it("the view [F270 W28]", async () => {
    const defined = await Defined.from(request, { initial: { name: "Ann" } });
    const derived = await Derived.from(request, { initial: { name: "Ann" } });
    // @ts-expect-error -- the first value
    void Defined.from(request, { initial: { title: "Ann" } });
    // @ts-expect-error -- the first value
    void Derived.unbound({ initial: { title: "Ann" } });
    if (!defined.validateOnSubmit() || !derived.validateOnSubmit()) return;
    expectTypeOf(defined.data.lines[0]?.name).toEqualTypeOf<string | undefined>();
    // @ts-expect-error -- the value
    void defined.data.title;
    // @ts-expect-error -- the value
    void derived.data.title;
    // @ts-expect-error -- the value in a form in the form
    void defined.data.address.title;
    // @ts-expect-error -- the value in a form in the form
    void derived.data.address.title;
    // @ts-expect-error -- the value in a list
    void defined.data.lines[0]?.title;
    // @ts-expect-error -- the value in a list
    void derived.data.lines[0]?.title;
    // @ts-expect-error -- the error that the database finds
    defined.addError("title", "Taken.");
    // @ts-expect-error -- the error that the database finds
    derived.addError("title", "Taken.");
    // @ts-expect-error -- the body of a JSON API
    new Micro(null).post("/", { body: Defined.schema }, ({ body }) => body.title);
    // @ts-expect-error -- the body of a JSON API
    new Micro(null).post("/", { body: Derived.schema }, ({ body }) => body.title);
  });

  it("the calls that write it [F274]", async () => {
    const defined = await Defined.unbound();
    const derived = await Derived.unbound();
    expectTypeOf(defined.fields.name({ class: "big" })).toEqualTypeOf<Markup>();
    expectTypeOf(derived.fields.name({ class: "big" })).toEqualTypeOf<Markup>();
    // @ts-expect-error -- the element
    defined.title();
    // @ts-expect-error -- the element
    derived.title();
    // @ts-expect-error -- the element
    defined.fields.title();
    // @ts-expect-error -- the element
    derived.fields.title();
    // @ts-expect-error -- the element in a form in the form
    defined.fields.address.fields.title();
    // @ts-expect-error -- the element in a form in the form
    derived.fields.address.fields.title();
    // @ts-expect-error -- the element in a list
    defined.fields.lines.at(0)?.fields.title();
    // @ts-expect-error -- the element in a list
    derived.fields.lines.at(0)?.fields.title();
  });

  it("the tests that look at errors [F276]", async () => {
    const defined = await Defined.unbound();
    const derived = await Derived.unbound();
    expectTypeOf(defined.errors["lines-0-name"]).toEqualTypeOf<ErrorList | undefined>();
    expectTypeOf(derived.errors["lines-0-name"]).toEqualTypeOf<ErrorList | undefined>();
    void [
      defined.errors.name,
      defined.errors["address-zip"],
      defined.errors["lines-0"],
      defined.errors.__all__,
    ];
    // @ts-expect-error -- the error
    void defined.errors.title;
    // @ts-expect-error -- the error
    void derived.errors.title;
    // @ts-expect-error -- the error in a form in the form
    void defined.errors["address-title"];
    // @ts-expect-error -- the error in a form in the form
    void derived.errors["address-title"];
    // @ts-expect-error -- the error in a list
    void defined.errors["lines-0-title"];
    // @ts-expect-error -- the error in a list
    void derived.errors["lines-0-title"];
  });

  it("the tests that fill it in [F270 W28]", () => {
    void Defined.bind({ name: "Ann", "address-zip": "8000", "lines-0-name": "Tea", "tags-1": "a" });
    void Derived.bind({ name: "Ann", "address-zip": "8000", "lines-0-name": "Tea", "tags-1": "a" });
    expectTypeOf(Defined.fill({ name: "Ann" })).toEqualTypeOf<FormPost>();
    void Defined.bind({ "lines-TOTAL_FORMS": "1", "lines-0-DELETE": true, "lines-ADD": "1" });
    void client.post("/", Derived.fill({ name: "Ann", "lines-0-quantity": 2 }));
    // @ts-expect-error -- the value
    void Defined.bind({ title: "Ann" });
    // @ts-expect-error -- the value
    void Derived.bind({ title: "Ann" });
    // @ts-expect-error -- the value in a form in the form
    void Defined.bind({ "address-title": "8000" });
    // @ts-expect-error -- the value in a form in the form
    void Derived.bind({ "address-title": "8000" });
    // @ts-expect-error -- the value in a list
    void Defined.bind({ "lines-0-title": "Tea" });
    // @ts-expect-error -- the value in a list
    void Derived.bind({ "lines-0-title": "Tea" });
    // @ts-expect-error -- what the test client sends
    void client.post("/", Defined.fill({ title: "Ann" }));
    // @ts-expect-error -- what the test client sends
    void client.post("/", Derived.fill({ "lines-0-title": "Tea" }));
  });

  it("what it says of the whole form, and of its fields", () => {
    expectTypeOf<FaultName<{ name: Field }>>().toEqualTypeOf<"__all__" | "name">();
    // @ts-expect-error -- an error that clean finds
    defineForm({ name: text() }, { clean: () => ({ title: "Taken." }) });
    // @ts-expect-error -- an error that clean finds
    formFrom(z.object({ name: z.string() }), { clean: () => ({ title: "Taken." }) });
    // @ts-expect-error -- a value that clean looks at
    defineForm({ name: text() }, { clean: ({ title }) => title });
    // @ts-expect-error -- the label
    formFrom(z.object({ name: z.string() }), { fields: { title: { label: "Name" } } });
  });
});

describe("the names of a form with a prefix [F282]", () => {
  it("begin with it", () => {
    expectTypeOf<ElementName<{ name: Field }, "a">>().toEqualTypeOf<"a-name">();
    void Line.bind({ "a-name": "Tea" }, { prefix: "a" });
    // @ts-expect-error -- the prefix is missing
    void Line.bind({ name: "Tea" }, { prefix: "a" });
    const prefix: string = "b";
    void Line.bind({ [`${prefix}-name`]: "Tea" }, { prefix });
    void client.post("/", Line.fill({ name: "Tea" }, prefix));
  });
});
