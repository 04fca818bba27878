import { Micro, render, TemplateTexts } from "@micro-web/core";
import { testExtension } from "@micro-web/core/testing";
import { nunjucks } from "@micro-web/nunjucks";
import { csrf } from "@micro-web/security";
import { describe, expect, it } from "vitest";
import { z } from "zod";

import { ContactForm, createApp, SAME_ORIGIN } from "../test/contact-app.ts";
import { formFrom, forms, type FormsOptions } from "./index.ts";

describe("forms(), as an extension", () => {
  it.each(
    testExtension(forms, {
      configs: [{ CSRF_ENABLED: true }, { CSRF_ENABLED: false }],
      invalidConfigs: [{ CSRF_TIME_LIMIT: 0 }],
      prepare: (app) => void app.post("/", () => "done"),
      observe: async (app) => (await app.testClient().post("/")).status,
    }),
  )("$name", ({ run }) => expect(run()).resolves.toBeUndefined());
});

describe("the protection from forged requests [F275]", () => {
  it("is there by itself, and its token in templates and forms", async () => {
    const app = createApp({ "page.html": "{{ csrf_token() }}" });
    app.post("/", () => "done");
    app.get("/", () => render("page.html"));
    expect((await app.testClient().post("/")).status).toBe(403);
    expect((await app.testClient({ headers: SAME_ORIGIN }).post("/")).text).toBe("done");
    expect((await app.testClient().get("/")).text).toMatch(/^[\w-]{72}$/);
    expect(app.extensions["forms"]).toMatchObject({ csrf: expect.anything() });
  });

  it.each([
    ["before", [csrf(), forms()]],
    ["after", [forms(), csrf()]],
  ] as const)("is that of the app, where it has one, registered %s", async (_, extensions) => {
    const app = new Micro(null, { config: { SECRET_KEY: "x" } }).register(...extensions);
    app.get("/", (request) => request.csrfToken());
    app.post("/", () => "done");
    expect((await app.testClient().get("/")).text).toMatch(/^[\w-]{72}$/);
    expect((await app.testClient().post("/")).status).toBe(403);
  });

  it("can be left out, and told what is exempt", async () => {
    const app = createApp({ "page.html": "[{% csrf_token %}]" }, { forms: { csrf: false } });
    app.post("/", () => "done");
    app.get("/", () => render("page.html"));
    expect((await app.testClient().post("/")).text).toBe("done");
    expect((await app.testClient().get("/")).text).toBe("[]");
    const exempt = createApp({}, { forms: { csrf: { exempt: ["hook"] } } });
    exempt.post("/hook", { name: "hook" }, () => "done");
    expect((await exempt.testClient().post("/hook")).text).toBe("done");
  });
});

describe("a form whose schema takes no other fields", () => {
  const Strict = formFrom(z.strictObject({ name: z.string() }));
  const templates = { "form.html": "{{ form.csrf_token }}|{{ form.hidden_tag() }}|{% csrf_token %}" };

  function createStrictApp(options: FormsOptions) {
    const app = createApp(templates, { forms: options });
    app.get("/", async (request) => render("form.html", { form: await Strict.from(request) }));
    app.post("/form", async (request) => (await Strict.from(request)).data ?? "not valid");
    app.post("/schema", { form: Strict.schema, unknownKeys: "refuse" }, ({ valid }) => valid.form);
    app.post("/body", { body: Strict.schema }, ({ body }) => body);
    return app.testClient();
  }

  it.each([["csrf_token", {}] as const, ["proof", { csrf: { fieldName: "proof" } }] as const])(
    "is sent with its token in the field %s, however it is validated [F275]",
    async (name, options) => {
      const client = createStrictApp(options);
      const { text } = await client.get("/");
      const token =
        new RegExp(`^<input type="hidden" name="${name}" value="([\\w-]+)">`).exec(text)?.[1] ?? "";
      expect(text.split(`name="${name}"`)).toHaveLength(4);
      for (const path of ["/form", "/schema", "/body"]) {
        const response = await client.post(path, { form: { name: "Ann", [name]: token } });
        expect([path, response.text]).toEqual([path, '{"name":"Ann"}']);
      }
      expect(
        (await client.post("/schema", { form: { name: "Ann", [name]: token, admin: "1" } })).status,
      ).toBe(422);
    },
  );
});

describe("{% csrf_token %}", () => {
  const get = async (templates: Record<string, string>) => {
    const app = createApp(templates);
    app.get("/", () => render("page.html"));
    return (await app.testClient().get("/")).text.replaceAll(/value="[\w-]{72}"/g, 'value="T"');
  };
  const FIELD = '<input type="hidden" name="csrf_token" value="T">';

  it("is the hidden field, as in Django's templates, also in those that are included and imported", async () => {
    const templates = {
      "page.html":
        "{% csrf_token %}{% include 'part.html' %}{% from 'macros.html' import form %}{{ form() }}",
      "part.html": "{%- csrf_token -%}",
      "macros.html": "{% macro form() %}{% csrf_token %}{% endmacro %}",
    };
    expect(await get(templates)).toBe(FIELD.repeat(3));
  });

  it("is nothing in a mail, which has no request", async () => {
    const app = createApp({ "mail.html": "[{% csrf_token %}]" });
    expect(await app.renderText(render("mail.html"))).toBe("[]");
  });

  it("takes no words", async () => {
    await expect(get({ "page.html": "{% csrf_token x %}" })).rejects.toThrow("page.html:1:15");
  });

  it("is no tag of an app without forms", async () => {
    const app = new Micro(null, {
      config: { TESTING: true },
      engines: [nunjucks()],
      templateSource: new TemplateTexts({ "page.html": "{% csrf_token %}" }),
    });
    app.get("/", () => render("page.html"));
    await expect(app.testClient().get("/")).rejects.toThrow('there is no tag "csrf_token"');
  });

  it("is in the reports of templates a call like any other", async () => {
    const app = createApp({ "page.html": "{% csrf_token %}" });
    await app.start();
    expect(await app.templates.inspection.check("page.html")).toMatchObject({
      problems: [],
      variables: [{ name: "csrf_input" }],
    });
  });
});

describe("a form in other places", () => {
  it("is written by markup and by views that return it", async () => {
    const app = createApp({});
    app.get("/", async (request) => (await ContactForm.from(request)).toHTML());
    expect((await app.testClient().get("/")).headers.get("content-type")).toBe("text/html; charset=utf-8");
  });
});
