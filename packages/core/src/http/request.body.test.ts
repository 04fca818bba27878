import { describe, expect, it } from "vitest";

import { createHeaders, createRequest, LIMITS } from "../../fixtures/request.ts";
import { HttpError } from "../http-errors.ts";
import { Body, bodyAborted } from "./body.ts";
import { defaultJson } from "./json-provider.ts";

describe("the body of a request", () => {
  it("is bytes, text and JSON, read once", async () => {
    const request = createRequest({ body: '{"a":1}', headers: { "Content-Type": "application/json" } });
    expect(await request.bytes()).toHaveLength(7);
    expect(await request.text()).toBe('{"a":1}');
    expect(await request.json()).toEqual({ a: 1 });
    expect(await request.json()).toBe(await request.json());
  });

  it("is a form", async () => {
    const headers = { "Content-Type": "application/x-www-form-urlencoded" };
    const form = await createRequest({ body: "a=1", headers }).form();
    expect(form.get("a")).toBe("1");
  });

  it("is a stream", async () => {
    const chunks: string[] = [];
    for await (const chunk of createRequest({ body: [Buffer.from("a"), Buffer.from("b")] }).stream()) {
      chunks.push(Buffer.from(chunk).toString());
    }
    expect(chunks).toEqual(["a", "b"]);
  });

  it("is empty on a GET, whatever is asked for [A346]", async () => {
    expect(await createRequest().text()).toBe("");
    expect((await createRequest().form()).size).toBe(0);
  });
});

describe("the limits of a request's body", () => {
  const limits = { maxContentLength: 5, maxFormMemorySize: 4, maxFormParts: 1 };
  const form = { "Content-Type": "application/x-www-form-urlencoded" };

  it("are those of its route", async () => {
    expect(createRequest({ limits }).maxContentLength).toBe(5);
    await expect(createRequest({ body: "123456", limits }).bytes()).rejects.toMatchObject({ status: 413 });
    await expect(createRequest({ body: "a=123", headers: form, limits }).form()).rejects.toMatchObject({
      status: 413,
    });
    await expect(createRequest({ body: "a&b", headers: form, limits }).form()).rejects.toMatchObject({
      status: 413,
    });
  });

  it("may be set higher before the body is read", async () => {
    const request = createRequest({ body: "123456", limits });
    request.maxContentLength = 6;
    expect(request.maxContentLength).toBe(6);
    expect(await request.text()).toBe("123456");
  });

  it("may be set lower before the body is read", async () => {
    const request = createRequest({ body: "12345", limits });
    request.maxContentLength = 4;
    await expect(request.text()).rejects.toMatchObject({ status: 413 });
  });

  it("may be nothing at all", async () => {
    const request = createRequest({ body: "1", limits });
    request.maxContentLength = 0;
    await expect(request.text()).rejects.toMatchObject({ status: 413 });
  });
});

describe("JSON of a request", () => {
  const post = (body: string, type = "application/json", services = {}): ReturnType<typeof createRequest> =>
    createRequest({ method: "POST", body, headers: { "Content-Type": type }, services });

  it("is parsed once [F76]", async () => {
    const request = post('{"a": "é"}');
    expect(await request.json()).toEqual({ a: "é" });
    expect(await request.json()).toBe(await request.json());
  });

  it.each(["application/vnd.api+json", "application/problem+json", "application/json; charset=utf-8"])(
    "may have the type %s [F76 F77 B52]",
    async (type) => {
      expect(await post("[1]", type).json()).toEqual([1]);
    },
  );

  it("is a 415 of another type, unless it is forced [F76 B52]", async () => {
    await expect(post("[1]", "text/plain").json()).rejects.toMatchObject({ status: 415 });
    expect(await post("[1]", "text/plain").json({ force: true })).toEqual([1]);
  });

  it("is a 400 when it is malformed, of which the parser's words are for debug [F76 B51]", async () => {
    await expect(post("{").json()).rejects.toMatchObject({
      status: 400,
      message: "The body is not valid JSON.",
    });
    await expect(post("{", "application/json", { isDebug: true }).json()).rejects.toThrow(
      /^The body is not valid JSON: Expected property name/,
    );
  });

  it("is undefined instead when it is asked for silently [F76]", async () => {
    expect(await post("{").json({ silent: true })).toBeUndefined();
    expect(await post("[1]", "text/plain").json({ silent: true })).toBeUndefined();
    expect(await post("[1]").json({ silent: true })).toEqual([1]);
  });

  it("is a 400 even silently when the client left in the middle", async () => {
    const body = new Body(
      {
        hasBody: true,
        readBytes: () => Promise.reject(bodyAborted()),
        async *chunks() {
          yield* [];
        },
      },
      createHeaders({ "Content-Type": "application/json" }),
      { limits: LIMITS },
    );
    await expect(body.json({ silent: true })).rejects.toMatchObject({ status: 400 });
  });

  it("is a 413 even silently when it is too large", async () => {
    const request = post("[1]");
    request.maxContentLength = 1;
    await expect(request.json({ silent: true })).rejects.toMatchObject({ status: 413 });
  });

  it("is read by the app's provider [F13 B147]", async () => {
    const json = {
      ...defaultJson,
      mimetype: "application/json",
      stringify: String,
      parse: (text: string) => text.length,
    };
    expect(await post("12345", "application/json", { json }).json()).toBe(5);
    const failing = { ...json, parse: () => { throw new HttpError(422); } }; // prettier-ignore
    await expect(post("1", "application/json", { json: failing }).json()).rejects.toMatchObject({
      status: 422,
    });
  });
});

describe("the form of a request", () => {
  const type = "application/x-www-form-urlencoded";

  it("is beside the query in values [F74]", async () => {
    const request = createRequest({
      method: "POST",
      target: "/?a=1&b=2",
      body: "a=3",
      headers: { "Content-Type": type },
    });
    expect((await request.values()).getAll("a")).toEqual(["1", "3"]);
    expect((await request.values()).get("b")).toBe("2");
    expect([...(await createRequest({ target: "/?a=1" }).values())]).toEqual([["a", "1"]]);
    const json = createRequest({
      method: "POST",
      target: "/?a=1",
      body: "{}",
      headers: { "Content-Type": "application/json" },
    });
    expect((await json.values()).size).toBe(1);
  });

  it("has files in a multi-map of their own [F74]", async () => {
    const body = '--x\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\n1\r\n--x--';
    const request = createRequest({
      method: "POST",
      body,
      headers: { "Content-Type": "multipart/form-data; boundary=x" },
    });
    expect((await request.form()).files.require("f").filename).toBe("a");
  });

  it("is a 400 without a required field, by name in debug only [F75 B47]", async () => {
    const ask = (services: object): Promise<unknown> => {
      const request = createRequest({
        method: "POST",
        body: "a=1",
        headers: { "Content-Type": type },
        services,
      });
      return request.form().then((form) => form.require("secret"));
    };
    await expect(ask({})).rejects.toMatchObject({ status: 400, message: "Bad Request" });
    await expect(ask({ isDebug: true })).rejects.toThrow('"secret"');
    await expect(ask({ trapBadRequestErrors: true })).rejects.toThrow('"secret"');
  });

  it("explains in debug why it has no files [F84 B48]", async () => {
    const ask = (services: object): Promise<unknown> => {
      const request = createRequest({
        method: "POST",
        body: "poster=a.png",
        headers: { "Content-Type": type },
        services,
      });
      return request.form().then((form) => form.files.require("poster"));
    };
    await expect(ask({ isDebug: true })).rejects.toThrow(
      /no file under "poster".*only the name "a\.png".*multipart\/form-data.*MICRO_FORM_ENCTYPE/s,
    );
    await expect(ask({})).rejects.toMatchObject({ status: 400 });
  });

  it.each(["maxContentLength", "maxFormMemorySize", "maxFormParts"] as const)(
    "may have another %s for one request, set before it is read [F80 B50]",
    async (limit) => {
      const ask = (value: number): Promise<unknown> => {
        const request = createRequest({ method: "POST", body: "a=1&b=2", headers: { "Content-Type": type } });
        request[limit] = value;
        expect(request[limit]).toBe(value);
        return request.form();
      };
      await expect(ask(1)).rejects.toMatchObject({ status: 413 });
      await expect(ask(100)).resolves.toBeDefined();
    },
  );
});
