import { Micro } from "@micro-web/core";
import { describe, expectTypeOf, it } from "vitest";

import { defineForm, type ErrorList, forms, text, textarea } from "./index.ts";

const ContactForm = defineForm({
  name: text({ max: 100 }),
  message: textarea(),
  website: text({ required: false }),
});

describe("a form whose fields are known [F270 W28]", () => {
  it("gives typed data once it is valid", async () => {
    const form = await ContactForm.bind({});
    if (form.validateOnSubmit()) {
      expectTypeOf(form.data).toEqualTypeOf<{ name: string; message: string; website: string | undefined }>();
      // @ts-expect-error -- the form has no such field
      expectTypeOf(form.data.subject).toBeString();
    }
  });

  it("knows the names of its fields", async () => {
    const form = await ContactForm.unbound();
    form.name({ class_: "big" });
    expectTypeOf(form.fields.message.errors).toExtend<readonly string[]>();
    form.addError("message", "Too loud.");
    // @ts-expect-error -- the form has no such field
    expectTypeOf(form.subject).toBeObject();
    // @ts-expect-error -- the form has no such field
    expectTypeOf(form.fields.subject).toBeObject();
    // @ts-expect-error -- the form has no such field
    form.addError("subject", "Missing.");
    expectTypeOf(form.errors.message).toEqualTypeOf<ErrorList | undefined>();
    // @ts-expect-error -- the form has no such error
    expectTypeOf(form.errors.subject).toBeNullable();
  });

  it("types the body of a route", () => {
    const app = new Micro(null).register(forms());
    app.post("/api", { body: ContactForm.schema }, ({ body }) => {
      expectTypeOf(body.name).toEqualTypeOf<string>();
      // @ts-expect-error -- the form has no such field
      return { subject: body.subject };
    });
  });
});
