import { Micro, render, ValidationError } from "@micro-web/core";
import { describe, expect, it } from "vitest";

import { ContactForm, createApp, createFormApp, SAME_ORIGIN } from "../test/contact-app.ts";
import {
  boolean,
  defineForm,
  file,
  files,
  forms,
  group,
  integer,
  list,
  password,
  selectMultiple,
  text,
} from "./index.ts";

describe("a form without data [F271]", () => {
  it("is not bound, never valid, and has no errors", async () => {
    const form = await ContactForm.unbound();
    expect(form.isBound).toBe(false);
    expect([form.isValid(), form.validateOnSubmit(), form.isSubmitted()]).toEqual([false, false, false]);
    expect(form.data).toBeUndefined();
    expect(form.errors).toEqual({});
    expect(form.hasChanged()).toBe(false);
  });

  it("shows what it was given at first: the form, then the field [F282]", async () => {
    const Form = defineForm({
      name: text({ initial: "Ann" }),
      age: integer({ initial: () => 7 }),
      title: text(),
    });
    const plain = await Form.unbound();
    expect([plain.name.value, plain.age.value, plain.title.value]).toEqual(["Ann", "7", ""]);
    const own = await Form.unbound({ initial: { name: "Bob", title: "Dr" } });
    expect([own.name.value, own.age.value, own.title.value]).toEqual(["Bob", "7", "Dr"]);
    class Person {
      readonly name = "Eve";
      readonly age = 0;
    }
    const object = await Form.unbound({ initial: new Person() });
    expect([object.name.value, object.age.value]).toEqual(["Eve", "0"]);
  });
});

describe("a form with data [F271]", () => {
  it("is bound, also to nothing, and valid or not", async () => {
    const empty = await ContactForm.bind({});
    expect([empty.isBound, empty.isValid()]).toEqual([true, false]);
    expect(Object.keys(empty.errors)).toEqual(["name", "message"]);
    const good = await ContactForm.bind({ name: "Ann", message: "Hi" });
    expect([good.isBound, good.isValid(), good.data]).toEqual([true, true, { name: "Ann", message: "Hi" }]);
  });

  it("does not change when what it was made of does", async () => {
    const sent: Record<string, string[]> = { name: ["Ann"], message: ["Hi"] };
    const form = await ContactForm.bind(sent);
    sent["name"]?.splice(0, 1, "Bob");
    sent["message"] = [];
    expect(form.name.value).toBe("Ann");
    expect(form.message.value).toBe("Hi");
    // @ts-expect-error -- nothing can be put there
    expect(() => (form.data = {})).toThrow(TypeError);
  });

  it("shows what was sent, not what was there before [F281]", async () => {
    const form = await ContactForm.bind({ name: "" }, { initial: { name: "Ann" } });
    expect(form.name.value).toBe("");
    expect(form.name.initial).toBe("Ann");
  });
});

describe("from() [F272]", () => {
  it.each(["POST", "PUT", "PATCH", "DELETE"])("binds the form of %s", async (method) => {
    const client = createFormApp(ContactForm, "{{ form.is_submitted() }}{{ form.is_bound }}").testClient({
      headers: SAME_ORIGIN,
    });
    expect((await client.request(method, "/form", { form: { name: "Ann", message: "Hi" } })).json()).toEqual({
      data: { name: "Ann", message: "Hi" },
    });
    expect((await client.request(method, "/form", { form: {} })).text).toBe("truetrue");
  });

  it("does not bind that of GET, whatever its query says", async () => {
    const client = createFormApp(
      ContactForm,
      "{{ form.is_submitted() }}{{ form.is_bound }}{{ form.name }}",
    ).testClient();
    const { text } = await client.get("/form?name=Ann&message=Hi");
    expect(text).toBe('falsefalse<input type="text" name="name" maxlength="100" required id="id_name">');
  });

  it("binds JSON too, typed and nested, by the same schema [F288]", async () => {
    const Order = defineForm({ name: text(), lines: list(text()), gift: boolean() });
    const client = createFormApp(Order, "{{ form.name }}{{ form.errors | tojson | safe }}").testClient({
      headers: SAME_ORIGIN,
    });
    const good = await client.post("/form", { json: { name: "Ann", lines: ["a", "b"], admin: true } });
    expect(good.json()).toEqual({ data: { name: "Ann", lines: ["a", "b"], gift: false } });
    const bad = await client.post("/form", { json: { name: 5, lines: "a", gift: "yes" } });
    expect(bad.text).toContain('value="5"');
    expect(Object.keys(JSON.parse(bad.text.replace(/^.*?>/, "")) as object)).toEqual([
      "name",
      "lines",
      "gift",
    ]);
    expect((await client.post("/form", { json: null })).text).toContain("__all__");
  });

  it("refuses a body that is neither", async () => {
    const client = createFormApp(ContactForm, "").testClient({ headers: SAME_ORIGIN });
    const response = await client.post("/form", { body: "a=b", headers: { "Content-Type": "text/plain" } });
    expect(response.status).toBe(415);
  });
});

describe("a page with a password in its form", () => {
  const Login = defineForm({ name: text(), secret: group(defineForm({ password: password() })) });
  const template = "{{ form.hidden_tag() }}{{ form }}";

  it.each(["GET", "POST"] as const)("is kept by no cache: %s (A61)", async (method) => {
    const client = createFormApp(Login, template).testClient({ headers: SAME_ORIGIN });
    const { headers } = await client.request(
      method,
      "/form",
      method === "POST" ? Login.fill({ name: "Ann" }) : {},
    );
    expect(headers.get("cache-control")).toBe("no-store");
  });

  it("leaves the word to the view, and other forms to caches of the visitor's own", async () => {
    const app = createApp({ "form.html": template });
    app.get("/own", async (request, response) => {
      response.headers.set("Cache-Control", "private, no-store");
      return render("form.html", { form: await Login.from(request) });
    });
    app.get("/other", async (request) => render("form.html", { form: await ContactForm.from(request) }));
    const client = app.testClient();
    expect((await client.get("/own")).headers.get("cache-control")).toBe("private, no-store");
    expect((await client.get("/other")).headers.get("cache-control")).toBe("private");
  });
});

describe("prefix [F282]", () => {
  it("stands before the names and ids, so that a page may have two forms", async () => {
    const sent = { "a-name": "Ann", "a-message": "Hi", "b-name": "Bob" };
    const form = await ContactForm.bind(sent, { prefix: "a" });
    expect(form.data).toEqual({ name: "Ann", message: "Hi" });
    expect(form.name.toString()).toBe(
      '<input type="text" name="a-name" value="Ann" maxlength="100" required id="id_a-name">',
    );
    const other = await ContactForm.bind({ ...sent, "b-message": "" }, { prefix: "b" });
    expect(other.errors.message?.[0]).toBe("This field is required.");
    expect(other.errorSummary().toString()).toContain('<a href="#id_b-message">Message: ');
  });
});

describe("what was changed [F282]", () => {
  const Form = defineForm({ name: text(), age: integer(), news: boolean(), tags: list(text()) });
  const initial = { name: "Ann", age: 7, news: true, tags: ["a"] };

  it("is the fields that hold something else than before", async () => {
    const same = { name: " Ann ", age: "07", news: "on", "tags-0": "a" };
    expect((await Form.bind(same, { initial })).changedData).toEqual([]);
    expect((await Form.bind({ ...same, name: "Bob" }, { initial })).changedData).toEqual(["name"]);
    const all = await Form.bind({ name: "", age: "8", "tags-0": "a", "tags-1": "b" }, { initial });
    expect(all.changedData).toEqual(["name", "age", "news", "tags"]);
    expect(all.hasChanged()).toBe(true);
  });

  it("is everything that was filled in, without anything before", async () => {
    expect((await ContactForm.bind({ name: "Ann", message: "" })).changedData).toEqual(["name"]);
  });
});

describe("populate() [F282 A333 A376]", () => {
  it("puts the values of the fields into an object, and nothing else that was sent", async () => {
    const user = { id: 1, isAdmin: false, name: "Old" };
    const sent: Record<string, string> = { name: "New", id: "2", isAdmin: "true", $attributes: "x" };
    const form = await defineForm({ name: text() }).bind(sent);
    expect(form.populate(user)).toBe(user);
    expect(user).toEqual({ id: 1, isAdmin: false, name: "New" });
  });

  it("is an error of the app for a form that is not valid", async () => {
    const form = await ContactForm.bind({});
    expect(() => form.populate({})).toThrow(expect.objectContaining({ code: "MICRO_FORM_INVALID" }));
  });
});

describe("fields that are not to be changed [F280]", () => {
  it("keep their value when they are disabled, whatever comes", async () => {
    const Form = defineForm({ email: text({ disabled: true }) });
    const form = await Form.bind({ email: "evil@example.org" }, { initial: { email: "ann@example.org" } });
    expect(form.data).toEqual({ email: "ann@example.org" });
    expect(form.email.value).toBe("ann@example.org");
    expect(form.changedData).toEqual([]);
  });

  it("are refused when they are read-only and were changed", async () => {
    const Form = defineForm({ email: text({ readOnly: true }) });
    const initial = { email: "ann@example.org" };
    expect((await Form.bind({ email: "ann@example.org" }, { initial })).data).toEqual(initial);
    const form = await Form.bind({ email: "evil@example.org" }, { initial });
    expect(form.errors.email?.details).toEqual([{ message: "This cannot be changed.", code: "readOnly" }]);
  });
});

describe("errors [F276]", () => {
  it("are lists of messages by field, with codes for programs", async () => {
    const form = await ContactForm.bind({ name: "x".repeat(101) });
    expect([...(form.errors.name ?? [])]).toEqual(["Use at most 100 characters; these are 101."]);
    expect(JSON.parse(JSON.stringify(form.errors))).toEqual({
      name: [{ message: "Use at most 100 characters; these are 101.", code: "tooLong" }],
      message: [{ message: "This field is required.", code: "required" }],
    });
    expect(form.name.errors.asText()).toBe("* Use at most 100 characters; these are 101.");
    expect(form.message.errors.asUl().toString()).toBe(
      '<ul class="errorlist" id="id_message_error"><li>This field is required.</li></ul>',
    );
    expect(form.name.errors.map((message) => message.length)).toEqual([42]);
  });

  it("can be added: to a field, and to the form", async () => {
    const form = await ContactForm.bind({ name: "<Ann>", message: "Hi" });
    form.addError("name", "<Ann> is taken.", "taken");
    form.addError("name", "Try another.");
    form.addError(null, "Not today.");
    expect([form.isValid(), form.data]).toEqual([false, undefined]);
    expect(form.errors.name?.details[0]).toEqual({ message: "<Ann> is taken.", code: "taken" });
    expect([...form.nonFieldErrors]).toEqual(["Not today."]);
    expect(form.nonFieldErrors.toHtml()).toBe('<ul class="errorlist nonfield"><li>Not today.</li></ul>');
    expect(String((form.errors as unknown as { toHtml(): string }).toHtml())).toBe(
      '<ul class="errorlist"><li>name<ul class="errorlist"><li>&lt;Ann&gt; is taken.</li><li>Try another.</li></ul></li>' +
        '<li>__all__<ul class="errorlist nonfield"><li>Not today.</li></ul></li></ul>',
    );
    // @ts-expect-error -- no such field
    expect(() => form.addError("nix", "x")).toThrow(expect.objectContaining({ code: "MICRO_FORM_FIELD" }));
  });

  it("are the 422 of an API, if it wants so", async () => {
    const form = await defineForm({ lines: list(text({ max: 1 })) }).bind({ "lines-0": "ab" });
    form.addError(null, "Not today.", "closed");
    const error = form.toError();
    expect(error).toBeInstanceOf(ValidationError);
    expect(error.issues).toEqual([
      { in: "body", path: ["lines", 0], message: "Use at most 1 characters; these are 2.", code: "tooLong" },
      { in: "body", path: [], message: "Not today.", code: "closed" },
    ]);
  });
});

describe("a form made of fields that have names of its own members", () => {
  it("has them among its fields", async () => {
    const Form = defineForm({
      data: text(),
      errors: text(),
      constructor: text(),
      toString: text(),
      name: text(),
    });
    const form = await Form.bind({ data: "a", errors: "b", constructor: "c", toString: "d", name: "e" });
    expect(form.data).toEqual({ data: "a", errors: "b", constructor: "c", toString: "d", name: "e" });
    expect(form.fields.errors.value).toBe("b");
    expect(form.fields.constructor.value).toBe("c");
    expect(
      form
        .asP()
        .toString()
        .match(/<input/g),
    ).toHaveLength(5);
  });

  it.each(["", "__proto__"])("refuses %j", (name) => {
    expect(() => defineForm({ [name]: text() })).toThrow(
      expect.objectContaining({ code: "MICRO_FORM_FIELD" }),
    );
  });
});

describe("a form in code", () => {
  it("may have a request, for its token and templates", async () => {
    const app = new Micro(null, { config: { SECRET_KEY: "x" } }).register(forms());
    app.get("/", async (request) => (await ContactForm.unbound({ request })).hiddenTag().toString());
    expect((await app.testClient().get("/")).text).toMatch(/^<input type="hidden" name="csrf_token"/);
    expect((await ContactForm.unbound()).hiddenTag().toString()).toBe("");
    const bare = new Micro(null);
    bare.get("/", async (request) => {
      const { csrfToken } = await ContactForm.from(request);
      return `[${csrfToken.toHtml()}${String(csrfToken)}${csrfToken().toString()}]`;
    });
    expect((await bare.testClient().get("/")).text).toBe("[]");
  });

  it("never holds a password", async () => {
    const Form = defineForm({ password: password() });
    const form = await Form.unbound({ initial: { password: "secret" } });
    expect(form.asP().toString()).not.toContain("secret");
  });
});

describe("fill() [F270 W28]", () => {
  const Everything = defineForm({
    name: text(),
    age: integer({ required: false }),
    news: boolean(),
    terms: boolean(),
    tags: list(text()),
    colours: selectMultiple({ choices: ["red", "blue"], required: false }),
    picture: file({ required: false }),
    papers: files({ required: false }),
  });

  it("is what a test client takes to send a form as a browser would", async () => {
    const client = createFormApp(Everything, "").testClient({ headers: SAME_ORIGIN });
    const values = { name: "Ann", age: 7, news: true, terms: false, "tags-0": "a", colours: ["red", "blue"] };
    const response = await client.post("/form", Everything.fill(values));
    expect(response.json()).toEqual({
      data: {
        name: "Ann",
        age: 7,
        news: true,
        terms: false,
        tags: ["a"],
        colours: ["red", "blue"],
        papers: [],
      },
    });
  });

  it("sends files, one and several", async () => {
    const bytes = new TextEncoder().encode("GIF89a");
    const app = createApp({});
    app.post("/form", async (request) => {
      const { picture, papers = [] } = (await Everything.from(request)).data ?? {};
      return [picture, ...papers].map((one) => `${one?.filename} ${one?.contentType}`);
    });
    const values = {
      name: "Ann",
      picture: new File([bytes], "me.gif", { type: "image/gif" }),
      papers: [[bytes, "a.pdf"] as const, [bytes, "b", "text/plain"] as const],
    };
    const response = await app.testClient({ headers: SAME_ORIGIN }).post("/form", Everything.fill(values));
    expect(response.json()).toEqual(["me.gif image/gif", "a.pdf application/pdf", "b text/plain"]);
    expect(Everything.fill({ picture: values.papers[0] }).files).toEqual({ picture: [values.papers[0]] });
  });

  it("puts the prefix before the names", () => {
    expect(ContactForm.fill({ name: "Ann", message: undefined }, "a").form).toEqual({ "a-name": ["Ann"] });
  });
});
