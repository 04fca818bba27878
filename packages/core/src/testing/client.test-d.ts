import { describe, expectTypeOf, it } from "vitest";

import { Micro } from "../app.ts";
import type { Request } from "../http/request.ts";
import type { TestRequestOptions, TestResponse } from "./index.ts";
import { useApp } from "./vitest.ts";

const app = new Micro();
const client = app.testClient({
  useCookies: true,
  baseUrl: "https://example.org",
  headers: { accept: "*/*" },
});

describe("the options of a test request", () => {
  it("take values, lists and files", () => {
    expectTypeOf(client.post).parameter(1).toEqualTypeOf<TestRequestOptions | undefined>();
    const bytes = new Uint8Array();
    void client.post("/", { form: { a: "1", n: 2, yes: true, list: ["1", 2], file: new File([], "a") } });
    void client.post("/", {
      form: { file: [bytes, "a.txt", "text/plain"] },
      files: { more: [[bytes, "b.txt"]] },
    });
    void client.get("/", { query: { a: 1, b: ["x", true], c: null, d: undefined } });
    void client.get("/", { query: "a=1", auth: { user: "Ann", password: "x" } });
    void client.get("/", { auth: { bearer: "token" } });
  });

  it("refuse what cannot be sent", () => {
    expectTypeOf(client.get).parameter(1).toEqualTypeOf<TestRequestOptions | undefined>();
    // @ts-expect-error -- a password is missing
    void client.get("/", { auth: { user: "Ann" } });
    // @ts-expect-error -- an object is no value of a form
    void client.post("/", { form: { a: {} } });
    // @ts-expect-error -- a file has a name
    void client.post("/", { files: { a: [new Uint8Array()] } });
    // @ts-expect-error -- there is no such option
    void client.get("/", { follow: true });
    // @ts-expect-error -- there is no such option
    app.testClient({ cookies: false });
  });
});

describe("what a test gets", () => {
  it("is typed", () => {
    expectTypeOf(client.get("/")).resolves.toEqualTypeOf<TestResponse>();
    expectTypeOf<TestResponse["request"]>().toEqualTypeOf<Request>();
    expectTypeOf<TestResponse["location"]>().toEqualTypeOf<string | null>();
    expectTypeOf((null as unknown as TestResponse).json()).toBeUnknown();
    expectTypeOf(client.session(() => 1)).resolves.toEqualTypeOf<number>();
    expectTypeOf(client.session(async () => "x")).resolves.toEqualTypeOf<string>();
    expectTypeOf(app.testRequest("/", { method: "POST", json: {} })).resolves.toEqualTypeOf<Request>();
  });

  it("of useApp is the app", () => {
    expectTypeOf(useApp(() => new Micro())).toEqualTypeOf<Micro>();
    expectTypeOf(useApp(async () => Promise.resolve(new Micro()))).resolves.toEqualTypeOf<Micro>();
    // @ts-expect-error -- that is no app
    useApp(() => ({}));
  });
});
