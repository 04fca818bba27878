import { Micro, type MicroOptions, redirect, render, TemplateTexts } from "@micro-web/core";
import { nunjucks } from "@micro-web/nunjucks";

import { defineForm, type FormDefinition, forms, type FormsOptions, text, textarea } from "../src/index.ts";
import type { Fields } from "../src/field.ts";

/** The headers of a browser that sends a form of the app's own. */
export const SAME_ORIGIN = { "Sec-Fetch-Site": "same-origin" };

/** What a test app is told. */
interface TestAppOptions {
  readonly forms?: FormsOptions;
  readonly app?: MicroOptions;
}

/** An app whose templates are given as text. */
export function createApp(
  templates: Readonly<Record<string, string>>,
  { forms: options, app }: TestAppOptions = {},
): Micro {
  return new Micro(null, {
    config: { SECRET_KEY: "a secret of tests", TESTING: true },
    engines: [nunjucks()],
    templateSource: new TemplateTexts(templates),
    ...app,
  }).register(forms(options));
}

/** Django's first form: a name of at most 100 characters and a message. */
export const ContactForm = defineForm({ name: text({ label: "Name", max: 100 }), message: textarea() });

/** An app with one form at `/form`, written by the template "form.html"; what it gives comes back as JSON. */
export function createFormApp<F extends Fields>(
  definition: FormDefinition<F>,
  template: string,
  options: TestAppOptions & { readonly initial?: object } = {},
): Micro {
  const app = createApp({ "form.html": template }, options);
  app.route("/form", { methods: ["GET", "POST", "PUT", "PATCH", "DELETE"] }, async (request) => {
    const form = await definition.from(request, { initial: options.initial ?? {} });
    if (!form.validateOnSubmit()) return render("form.html", { form });
    return { data: form.data };
  });
  app.get("/thanks", () => redirect("/form"));
  return app;
}

/** What `{{ source }}` prints of a form that a GET makes, or a POST with some fields. */
export async function show<F extends Fields>(
  definition: FormDefinition<F>,
  template: string,
  fields?: Readonly<Record<string, string | readonly string[]>>,
): Promise<string> {
  const client = createFormApp(definition, template).testClient({ headers: SAME_ORIGIN });
  const response =
    fields === undefined ? await client.get("/form") : await client.post("/form", { form: fields });
  return response.text;
}
