import { Micro } from "@micro-web/core";
import { describe, expectTypeOf, it } from "vitest";

import { defineForm, forms, text, textarea } from "./index.ts";

const ContactForm = defineForm({
  name: text({ max: 100 }),
  message: textarea(),
  website: text({ required: false }),
});

describe("a form whose fields are known [F270 A28]", () => {
  it("gives typed data once it is valid", async () => {
    const form = await ContactForm.bind({});
    if (form.validateOnSubmit()) {
      expectTypeOf(form.data).toEqualTypeOf<{ name: string; message: string; website: string | undefined }>();
      // @ts-expect-error -- the form has no such field
      form.data.subject;
    }
  });

  it("knows the names of its fields", async () => {
    const form = await ContactForm.unbound();
    form.name({ class_: "big" });
    form.fields.message.errors;
    form.addError("message", "Too loud.");
    // @ts-expect-error -- the form has no such field
    form.subject;
    // @ts-expect-error -- the form has no such field
    form.fields.subject;
    // @ts-expect-error -- the form has no such field
    form.addError("subject", "Missing.");
    // @ts-expect-error -- the form has no such error
    form.errors.subject.details;
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
