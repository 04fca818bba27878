import { redirect, render } from "@micro-web/core";
import { describe, expect, it } from "vitest";

import { ContactForm, createApp, SAME_ORIGIN, show } from "../test/contact-app.ts";

const DJANGO_TEMPLATE = `<form action="/contact" method="post">
{% csrf_token %}
{{ form.as_p }}
<input type="submit" value="Submit">
</form>`;

const FIELDS = `<p><label for="id_name">Name:</label> <input type="text" name="name" maxlength="100" required id="id_name"></p>
<p><label for="id_message">Message:</label> <textarea name="message" cols="40" rows="10" required id="id_message">
</textarea></p>`;

function createContactApp() {
  const sent: { name: string; message: string }[] = [];
  const app = createApp({ "contact.html": DJANGO_TEMPLATE });
  app.route("/contact", { methods: ["GET", "POST"] }, async (request) => {
    const form = await ContactForm.from(request);
    if (!form.validateOnSubmit()) return render("contact.html", { form });
    sent.push(form.data);
    return redirect("/thanks");
  });
  app.post("/api/contact", { body: ContactForm.schema }, ({ body }) => body);
  return { app, client: app.testClient({ headers: SAME_ORIGIN }), sent };
}

describe("the contact form of Django's tutorial", () => {
  it("is written by its template as it stands, with a token [F270 F274 F275]", async () => {
    const { text } = await createContactApp().client.get("/contact");
    const token = /<input type="hidden" name="csrf_token" value="[\w-]{72}">/;
    expect(text).toMatch(token);
    expect(text.replace(token, "TOKEN")).toBe(
      DJANGO_TEMPLATE.replace("{% csrf_token %}", "TOKEN").replace("{{ form.as_p }}", FIELDS),
    );
  });

  it("gives typed data once it is valid, and goes on [F272]", async () => {
    const { client, sent } = createContactApp();
    const response = await client.post("/contact", { form: { name: " Ann ", message: "Hello\r\nyou" } });
    expect([response.status, response.location]).toEqual([303, "/thanks"]);
    expect(sent).toEqual([{ name: "Ann", message: "Hello\nyou" }]);
  });

  it("comes back with what was typed and what is wrong [F281 F276]", async () => {
    const { client, sent } = createContactApp();
    const { status, text } = await client.post("/contact", { form: { name: "<Ann>", message: "" } });
    expect(status).toBe(200);
    expect(text).toContain(
      '<input type="text" name="name" value="&lt;Ann&gt;" maxlength="100" required id="id_name">',
    );
    expect(text).toContain(
      '<ul class="errorlist" id="id_message_error"><li>This field is required.</li></ul>',
    );
    expect(text).toContain('aria-invalid="true" aria-describedby="id_message_error"');
    expect(sent).toEqual([]);
  });

  it("is sent with its token where a browser says nothing of its origin [F275]", async () => {
    const client = createContactApp().app.testClient();
    const { text } = await client.get("/contact");
    const token = /name="csrf_token" value="([^"]+)"/.exec(text)?.[1] ?? "";
    const form = { name: "Ann", message: "Hi", csrf_token: token };
    expect((await client.post("/contact", { form })).status).toBe(303);
    expect((await client.post("/contact", { form: { ...form, csrf_token: "" } })).status).toBe(403);
  });

  it("has the schema of a JSON API, which says the same [F288 W28]", async () => {
    const { client } = createContactApp();
    const good = await client.post("/api/contact", { json: { name: "Ann", message: "Hi", admin: true } });
    expect(good.json()).toEqual({ name: "Ann", message: "Hi" });
    const bad = await client.post("/api/contact", { json: { name: "", message: "Hi" } });
    expect(bad.status).toBe(422);
    expect(bad.json()).toMatchObject({
      errors: [{ in: "body", path: ["name"], code: "required", message: "This field is required." }],
    });
  });
});

describe("a form in a template", () => {
  it("is the same with and without a call [F274]", async () => {
    const text = await show(ContactForm, "{{ form.as_p }}|{{ form.as_p() }}|{{ form.as_p | safe }}");
    expect(text.split("|")).toEqual([FIELDS, FIELDS, FIELDS]);
  });

  it("shows the fields, and nothing of functions [F214]", async () => {
    const hidden = ["constructor", "call", "apply", "bind", "prototype", "caller", "arguments", "__proto__"];
    const source = hidden
      .map((name) => `{{ form.name.${name} is undefined }}{{ form.${name} is undefined }}`)
      .join("");
    expect(await show(ContactForm, source)).toBe("truetrue".repeat(hidden.length));
  });
});
