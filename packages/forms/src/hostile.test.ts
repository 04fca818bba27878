import { mkdtempSync, readdirSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { render } from "@micro-web/core";
import { liveServer } from "@micro-web/core/testing";
import { describe, expect, it, vi } from "vitest";

import { ContactForm, createApp, createFormApp, SAME_ORIGIN } from "../test/contact-app.ts";
import { pngOf } from "../test/images.ts";
import { boolean, defineForm, file, group, hidden, integer, list, selectMultiple, text } from "./index.ts";

const Form = defineForm({
  name: text({ max: 50 }),
  age: integer(),
  admin: boolean({ disabled: true, initial: false }),
  tags: selectMultiple({ choices: ["a", "b"], required: false }),
  address: group(defineForm({ zip: text({ required: false }) })),
  lines: list(group(defineForm({ product: text() }))),
});
const VALID = { name: "Ann", age: "7", "lines-0-product": "Tea" };
const DATA = {
  name: "Ann",
  age: 7,
  admin: false,
  tags: [],
  address: { zip: undefined },
  lines: [{ product: "Tea" }],
};

describe("fields that the form has not (A333 A376)", () => {
  it.each([
    "id",
    "isAdmin",
    "$attributes",
    "__proto__",
    "constructor",
    "prototype",
    "toString",
    "name.first",
    "name[0]",
    "address",
    "address-__proto__",
    "lines-0-__proto__",
    "lines-0-isAdmin",
    "lines-__proto__-product",
    "",
    "-",
    "__proto__[polluted]",
    "constructor[prototype][polluted]",
    "data",
    "errors",
  ])("%j changes nothing, from a form", async (name) => {
    const form = await Form.bind({ ...VALID, [name]: "1" });
    expect(form.data).toEqual(DATA);
    expect(Object.getPrototypeOf(form.data)).toBe(Object.prototype);
    expect("polluted" in {}).toBe(false);
  });

  it.each([
    '{"__proto__":{"isAdmin":true}}',
    '{"constructor":{"prototype":{"isAdmin":true}}}',
    '{"isAdmin":true}',
    '{"address":{"zip":"1","__proto__":{"x":1}}}',
  ])("%s changes nothing, from JSON (A268)", async (json) => {
    const sent = { name: "Ann", age: 7, address: {}, ...(JSON.parse(json) as object) };
    const form = await Form.bindJson(Object.assign(JSON.parse(json) as object, sent));
    expect(Object.keys(form.data ?? {})).toEqual(["name", "age", "admin", "tags", "address", "lines"]);
    expect(Reflect.get(form.data ?? {}, "isAdmin")).toBeUndefined();
    expect("isAdmin" in {}).toBe(false);
  });

  it("that are disabled keep their value", async () => {
    expect((await Form.bind({ ...VALID, admin: "on" })).data?.admin).toBe(false);
  });
});

describe("fields that are missing, repeated, or something else", () => {
  it("are a message each, never an error of the app", async () => {
    const form = await Form.bind({});
    expect(Object.keys(form.errors)).toEqual(["name", "age"]);
  });

  it("count once: the first text wins, as for request.form().get()", async () => {
    const form = await Form.bind({ ...VALID, name: ["Ann", "Eve"], age: ["7", "x"] });
    expect(form.data).toEqual(DATA);
  });

  it.each([
    null,
    5,
    "x",
    [],
    true,
    { name: {} },
    { name: ["Ann"], age: "7", lines: {}, tags: "a", address: [] },
    { name: null },
  ])("JSON that is no such form is not valid: %j", async (json) => {
    const form = await Form.bindJson(json);
    expect(form.isValid()).toBe(false);
    expect(form.asP().toString()).toContain("errorlist");
  });

  it("JSON nested without end is refused, not followed", async () => {
    const deep = JSON.parse(`${'{"address":'.repeat(5000)}{}${"}".repeat(5000)}`) as unknown;
    expect((await Form.bindJson(deep)).isValid()).toBe(false);
    const client = createFormApp(Form, "{{ form.errors }}").testClient({ headers: SAME_ORIGIN });
    const response = await client.post("/form", {
      body: `${"[".repeat(100_000)}`,
      headers: { "Content-Type": "application/json" },
    });
    expect(response.status).toBe(400);
  });

  it.each([
    "\u0000",
    "a\u0000b",
    "\ud800",
    "\u202e",
    "<script>alert(1)</script>",
    "'\"`",
    "${1}{{ 1 }}{% x %}",
    "a".repeat(100_000),
    "\r\nBcc: x",
    "NaN",
    "-0",
    "1e400",
    "９",
    "0x1F",
    "١",
  ])("text %# is data, and comes back escaped", async (value) => {
    const client = createFormApp(
      defineForm({ text: text({ max: 50, required: false }), number: integer() }),
      "{{ form.as_p }}",
    ).testClient({ headers: SAME_ORIGIN });
    const response = await client.post("/form", { form: { text: value, number: "x" } });
    expect(response.status).toBe(200);
    expect(response.text).not.toContain("<script>");
    const number = await defineForm({ number: integer() }).bind({ number: value });
    expect(number.isValid()).toBe(value === "-0");
  });

  it("line ends in a line are taken out, so that none gets into a header of a mail", async () => {
    const form = await ContactForm.bind({ name: "Ann\r\nBcc: all@example.org", message: "Hi" });
    expect(form.data?.name).toBe("AnnBcc: all@example.org");
    const parsed = ContactForm.schema.parse({ name: "Ann\nBcc: x", message: "Hi" });
    expect(parsed.name).toBe("AnnBcc: x");
  });
});

describe("files", () => {
  const Upload = defineForm({ name: text(), picture: file({ types: ["image/png"], maxSize: 100_000_000 }) });
  const createUploadApp = () =>
    createFormApp(Upload, "{{ form.errors }}", {
      app: { config: { SECRET_KEY: "x", MAX_CONTENT_LENGTH: 3_000_000 } },
    });
  const picture = new File([pngOf(1, 1)], "a.png", { type: "image/png" });

  it("where a text is expected are no text", async () => {
    const client = createUploadApp().testClient({ headers: SAME_ORIGIN });
    const response = await client.post("/form", { files: { name: picture, picture } });
    expect(response.text).toContain("<li>name<ul");
    expect(response.text).not.toContain("<li>picture<ul");
  });

  it("that are texts are no files", async () => {
    const client = createUploadApp().testClient({ headers: SAME_ORIGIN });
    const response = await client.post("/form", { form: { name: "Ann", picture: "a.png" } });
    expect(response.text).toContain("multipart/form-data");
  });

  it.each(["../../x.png", "..\\..\\x.png", "/etc/x.png", "C:\\x.png"])(
    "have no path in their names: %j (A88)",
    async (filename) => {
      const app = createApp({});
      app.post("/", async (request) => {
        const form = await Upload.from(request);
        return form.validateOnSubmit() ? form.data.picture.filename : String(form.asP());
      });
      const client = app.testClient({ headers: SAME_ORIGIN });
      expect(
        (await client.post("/", { form: { name: "Ann" }, files: { picture: [pngOf(1, 1), filename] } })).text,
      ).toBe("x.png");
    },
  );

  it("that are cut off leave nothing behind, and the app goes on (A245 A249)", async () => {
    const folder = mkdtempSync(join(tmpdir(), "micro-forms-"));
    vi.stubEnv("TMPDIR", folder);
    const app = createUploadApp();
    const server = await liveServer(app);
    const { port } = new URL(server.url);
    for (const isEnded of [true, false]) await sendPart(Number(port), isEnded);
    await expect.poll(() => readdirSync(folder), { timeout: 5000 }).toEqual([]);
    const response = await fetch(`${server.url}/form`);
    expect(response.status).toBe(200);
    await server.close();
    vi.unstubAllEnvs();
  });
});

/** Sends two thirds of an upload of a megabyte, and goes away. */
function sendPart(port: number, isEnded: boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.write(
        "POST /form HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\nContent-Type: multipart/form-data; boundary=b\r\n" +
          'Content-Length: 1500000\r\n\r\n--b\r\nContent-Disposition: form-data; name="picture"; filename="a.png"\r\n\r\n',
      );
      socket.write(Buffer.alloc(1_000_000), () => (isEnded ? socket.end() : socket.destroy()));
    });
    socket.on("close", () => resolve());
    socket.on("error", (error) => (isEnded ? reject(error) : resolve()));
    socket.resume();
  });
}

describe("a form in a template", () => {
  it("gives user data no way to code", async () => {
    const app = createApp({ "form.html": "{{ form.name.value }}{{ form.name }}{{ form.error_summary() }}" });
    app.post("/", async (request) => render("form.html", { form: await ContactForm.from(request) }));
    const client = app.testClient({ headers: SAME_ORIGIN });
    const { text } = await client.post("/", { form: { name: '"><img src=x onerror=alert(1)>{{ 7 * 7 }}' } });
    expect(text).not.toContain("<img");
    expect(text).not.toContain("49");
  });

  it("keeps in its quotes what a hidden field took over from the URL (A60)", async () => {
    const Login = defineForm({ next: hidden({ required: false }), name: text() });
    const app = createApp({ "login.html": "{{ form.hidden_tag() }}{{ form }}" });
    app.route("/login", { methods: ["GET", "POST"] }, async (request) => {
      const form = await Login.from(request, { initial: { next: request.query.get("next") } });
      return render("login.html", { form });
    });
    const client = app.testClient({ headers: SAME_ORIGIN });
    const next = '"><script>alert(1)</script>';
    const pages = [
      await client.get("/login", { query: { next } }),
      await client.post("/login", Login.fill({ next })),
    ];
    for (const { status, text: page } of pages) {
      expect(status).toBe(200);
      expect(page).not.toContain("<script");
      expect(page).toContain('name="next" value="&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"');
    }
  });
});
