import { describe, expect, it } from "vitest";

import {
  createBodySource,
  createHeaders,
  LIMITS,
  type RequestOptions,
  splitBytes,
} from "../../fixtures/request.ts";
import { Body, type BodyLimits, bodyAborted, contentTooLarge } from "./body.ts";
import { defaultJson, type JsonProvider } from "./json-provider.ts";

interface BodyOptions {
  readonly body?: RequestOptions["body"];
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly limits?: Partial<BodyLimits>;
  readonly json?: JsonProvider;
}

/** A body with a Content-Type, or other headers. */
function createBody({ body, type, headers = {}, limits = {}, json = defaultJson }: BodyOptions): Body {
  const all = type === undefined ? headers : { "Content-Type": type, ...headers };
  return new Body(createBodySource(body), createHeaders(all), { limits: { ...LIMITS, ...limits }, json });
}

/** The chunks of a stream as one text. */
async function readAll(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const isConsumed = expect.objectContaining({ code: "MICRO_BODY_CONSUMED" });

/** A matcher for an error that is an answer. */
function isStatus(status: number): unknown {
  return expect.objectContaining({ status });
}

describe("Body.bytes", () => {
  it("gives every byte", async () => {
    const bytes = Uint8Array.from([0, 1, 254, 255]);
    expect([...(await createBody({ body: splitBytes(bytes, 1) }).bytes())]).toEqual([...bytes]);
  });

  it("gives none without a body", async () => {
    expect(await createBody({}).bytes()).toHaveLength(0);
  });

  it("gives the same bytes again", async () => {
    const body = createBody({ body: "abc" });
    expect(await body.bytes()).toBe(await body.bytes());
  });

  it("accepts as many bytes as the limit says", async () => {
    expect(await createBody({ body: "12345", limits: { maxContentLength: 5 } }).bytes()).toHaveLength(5);
  });

  it("is 413 for one byte more, however they came [A96 A302]", async () => {
    const limits = { maxContentLength: 5 };
    await expect(createBody({ body: "123456", limits }).bytes()).rejects.toEqual(isStatus(413));
    await expect(createBody({ body: splitBytes(Buffer.from("123456"), 1), limits }).bytes()).rejects.toEqual(
      isStatus(413),
    );
  });

  it("does not believe a Content-Length that is too small [A96 A302]", async () => {
    const body = createBody({
      body: "123456",
      headers: { "Content-Length": "1" },
      limits: { maxContentLength: 5 },
    });
    await expect(body.bytes()).rejects.toEqual(isStatus(413));
  });

  it("refuses by the Content-Length before anything is read [A260]", async () => {
    let isRead = false;
    const source = {
      hasBody: true,
      readBytes: async () => {
        isRead = true;
        return new Uint8Array();
      },
      chunks: async function* none() {},
    };
    const body = new Body(source, createHeaders({ "Content-Length": "1048577" }), { limits: LIMITS });
    await expect(body.bytes()).rejects.toEqual(isStatus(413));
    expect(isRead).toBe(false);
  });

  it.each(["gzip", "br", "deflate", "identity, gzip", "GZIP", "unknown", ""])(
    "is 415 with the Content-Encoding %j [A165]",
    async (encoding) => {
      const body = createBody({ body: "x", headers: { "Content-Encoding": encoding } });
      await expect(body.bytes()).rejects.toEqual(isStatus(415));
    },
  );

  it.each(["identity", "Identity"])("accepts the Content-Encoding %s", async (encoding) => {
    const body = createBody({ body: "x", headers: { "Content-Encoding": encoding } });
    expect(await body.bytes()).toHaveLength(1);
  });

  it("passes on that the client has left", async () => {
    const source = {
      hasBody: true,
      readBytes: () => Promise.reject(bodyAborted()),
      chunks: async function* none() {},
    };
    const body = new Body(source, createHeaders({}), { limits: LIMITS });
    await expect(body.bytes()).rejects.toEqual(isStatus(400));
  });
});

describe("a body that is read in several forms", () => {
  const type = { "Content-Type": "application/json" };

  it("has its bytes after what was made of them, and while it is", async () => {
    const body = createBody({ body: "[1]", headers: type });
    const [json, bytes, text] = await Promise.all([body.json(), body.bytes(), body.text()]);
    expect([json, bytes.byteLength, text]).toEqual([[1], 3, "[1]"]);
    expect([await body.text(), await body.json()]).toEqual(["[1]", [1]]);
  });

  it("has its bytes although nothing could be made of them", async () => {
    const body = createBody({ body: "{", headers: type });
    await expect(body.json()).rejects.toEqual(isStatus(400));
    expect(await body.text()).toBe("{");
    await expect(body.json()).rejects.toEqual(isStatus(400));
  });

  it("has no bytes when they are too many, however often it is asked", async () => {
    const body = createBody({ body: "[1,2]", headers: type, limits: { maxContentLength: 4 } });
    await expect(body.json()).rejects.toEqual(isStatus(413));
    await expect(body.bytes()).rejects.toEqual(isStatus(413));
    await expect(body.text()).rejects.toEqual(isStatus(413));
  });

  it("has the bytes of a form", async () => {
    const headers = { "Content-Type": "application/x-www-form-urlencoded" };
    const body = createBody({ body: "a=1", headers });
    expect((await body.form()).get("a")).toBe("1");
    expect(await body.text()).toBe("a=1");
    const second = createBody({ body: "a=1", headers });
    expect(await second.text()).toBe("a=1");
    expect((await second.form()).get("a")).toBe("1");
  });

  it("is parsed by a parser of the app's own", async () => {
    const parse = (text: string): string => text.toUpperCase();
    const json = { mimetype: "application/json", stringify: JSON.stringify, parse };
    expect(await createBody({ body: "abc", headers: type, json }).json()).toBe("ABC");
  });

  it("is empty without one", async () => {
    const body = createBody({ headers: type });
    await expect(body.json()).rejects.toEqual(isStatus(400));
    expect((await body.bytes()).byteLength).toBe(0);
  });
});

describe("Body.text", () => {
  it("decodes UTF-8", async () => {
    expect(await createBody({ body: "café 🎬" }).text()).toBe("café 🎬");
  });

  it("decodes a character that came in two chunks", async () => {
    expect(await createBody({ body: splitBytes(Buffer.from("é🎬"), 1) }).text()).toBe("é🎬");
  });

  it("is 400 for other bytes", async () => {
    await expect(createBody({ body: Uint8Array.from([0xff]) }).text()).rejects.toEqual(isStatus(400));
  });

  it("is empty without a body", async () => {
    expect(await createBody({}).text()).toBe("");
  });

  it("may be read beside the bytes and the JSON", async () => {
    const body = createBody({ body: "[1]", type: "application/json" });
    expect([await body.text(), await body.json(), (await body.bytes()).length]).toEqual(["[1]", [1], 3]);
  });
});

describe("Body.json", () => {
  it.each([
    "application/json",
    "APPLICATION/json",
    "application/json; charset=utf-8",
    'application/json;charset="UTF-8"',
    "application/json; charset=utf8",
    "application/problem+json",
    "application/vnd.api+json; v=1",
  ])("reads %s", async (type) => {
    expect(await createBody({ body: '{"a":1}', type }).json()).toEqual({ a: 1 });
  });

  it.each([
    "text/plain",
    "text/plain;application/json",
    "text/json",
    "application/x-www-form-urlencoded",
    "application/jsonp",
    "application/+json",
    "json/application+json",
    "application/json\ta",
    "application/json garbage",
    "toString",
    "constructor",
    "__proto__",
    "application/xml",
    "",
  ])("is 415 for the Content-Type %j [A109 A186 A262 A264]", async (type) => {
    await expect(createBody({ body: "{}", type }).json()).rejects.toEqual(isStatus(415));
  });

  it("is 415 without a Content-Type", async () => {
    await expect(createBody({ body: "{}" }).json()).rejects.toEqual(isStatus(415));
  });

  it.each(["utf-16", "utf-16le", "utf-32", "iso-8859-1", "utf-7"])(
    "is 415 for the charset %s [A1]",
    async (charset) => {
      const body = createBody({ body: new Uint8Array(1024), type: `application/json; charset=${charset}` });
      await expect(body.json()).rejects.toEqual(isStatus(415));
    },
  );

  it.each([
    ["a byte order mark", Buffer.from("\ufeff{}")],
    ["UTF-16 with its mark", Buffer.from("\ufeff{}", "utf16le")],
    ["UTF-16 without it", Buffer.from("{}", "utf16le")],
    ["NUL and letters", Buffer.from("\0A".repeat(1000))],
    ["an encoded surrogate", Buffer.from("22eda08022", "hex")],
    ["no byte at all", Buffer.alloc(0)],
    ["half an object", Buffer.from('{"a":')],
  ])("is 400 for %s [A1 A2]", async (_, body) => {
    await expect(createBody({ body, type: "application/json" }).json()).rejects.toEqual(isStatus(400));
  });

  it("is 400 without a body", async () => {
    await expect(createBody({ type: "application/json" }).json()).rejects.toEqual(isStatus(400));
  });

  it("is 413 over the limit of the content [A125 A260]", async () => {
    const body = createBody({ body: "[1,2,3]", type: "application/json", limits: { maxContentLength: 6 } });
    await expect(body.json()).rejects.toEqual(isStatus(413));
  });

  it("gives the same value again", async () => {
    const body = createBody({ body: '{"a":1}', type: "application/json" });
    expect(await body.json()).toBe(await body.json());
  });
});

describe("Body.form", () => {
  it("reads fields", async () => {
    const form = await createBody({ body: "a=1&b=x+y", type: "application/x-www-form-urlencoded" }).form();
    expect([...form]).toEqual([
      ["a", "1"],
      ["b", "x y"],
    ]);
  });

  it("reads a multipart form", async () => {
    const body = '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n';
    const form = await createBody({ body, type: "multipart/form-data; boundary=x" }).form();
    expect([...form]).toEqual([["a", "1"]]);
  });

  it("makes of bad UTF-8 in fields what browsers do (F30)", async () => {
    const type = "application/x-www-form-urlencoded";
    const form = await createBody({ body: Uint8Array.from([0x61, 0x3d, 0xff]), type }).form();
    expect(form.get("a")).toBe("\ufffd");
  });

  it("keeps a byte order mark, as browsers do", async () => {
    const form = await createBody({
      body: "\ufeffa=\ufeff",
      type: "application/x-www-form-urlencoded",
    }).form();
    expect(form.get("\ufeffa")).toBe("\ufeff");
  });

  it("is empty without a body, whatever the Content-Type", async () => {
    expect((await createBody({}).form()).size).toBe(0);
    expect((await createBody({ type: "text/plain" }).form()).size).toBe(0);
    expect(
      (await createBody({ body: "", type: "text/plain", headers: { "Content-Length": "0" } }).form()).size,
    ).toBe(0);
  });

  it.each([
    "text/plain",
    "application/json",
    "application/x-www-form-urlencodedx",
    "multipart/mixed; boundary=x",
    "",
  ])("is 415 for the Content-Type %j", async (type) => {
    await expect(createBody({ body: "a=1", type }).form()).rejects.toEqual(isStatus(415));
  });

  it.each(["multipart/form-data", "multipart/form-data; boundary=", 'multipart/form-data; boundary=""'])(
    "is refused for %j, which has no boundary [A245]",
    async (type) => {
      await expect(createBody({ body: "--x--", type }).form()).rejects.toMatchObject({
        status: expect.toSatisfy(isRefusal),
      });
    },
  );

  it("is 413 over its limits [A118]", async () => {
    const type = "application/x-www-form-urlencoded";
    const fields = createBody({ body: "a=1&b=2&c=3", type, limits: { maxFormParts: 2 } });
    const bytes = createBody({ body: "a=12345", type, limits: { maxFormMemorySize: 6 } });
    await expect(fields.form()).rejects.toEqual(isStatus(413));
    await expect(bytes.form()).rejects.toEqual(isStatus(413));
  });

  it("is 413 for a multipart form over the limit of the content [A96 A256]", async () => {
    const chunk = Buffer.from(
      '--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n' + "x".repeat(2000),
    );
    const body = createBody({
      body: splitBytes(chunk, 100),
      type: "multipart/form-data; boundary=x",
      limits: { maxContentLength: 1000 },
    });
    await expect(body.form()).rejects.toEqual(isStatus(413));
  });

  it("gives the same form again", async () => {
    const body = createBody({ body: "a=1", type: "application/x-www-form-urlencoded" });
    expect(await body.form()).toBe(await body.form());
  });
});

/** 400 or 415: the client's fault, by the Content-Type. */
function isRefusal(status: number): boolean {
  return status === 400 || status === 415;
}

describe("Body.stream", () => {
  it("gives the chunks as they came", async () => {
    const chunks: string[] = [];
    for await (const chunk of createBody({ body: [Buffer.from("ab"), Buffer.from("c")] }).stream()) {
      chunks.push(Buffer.from(chunk).toString());
    }
    expect(chunks).toEqual(["ab", "c"]);
  });

  it("gives none without a body", async () => {
    expect(await readAll(createBody({}).stream())).toBe("");
  });

  it("gives as many bytes as the limit says", async () => {
    const limits = { maxContentLength: 6 };
    expect(await readAll(createBody({ body: splitBytes(Buffer.from("abcdef"), 3), limits }).stream())).toBe(
      "abcdef",
    );
  });

  it("is 413 as soon as there are too many bytes [A96]", async () => {
    const seen: number[] = [];
    const body = createBody({ body: splitBytes(Buffer.alloc(100), 10), limits: { maxContentLength: 35 } });
    const read = async (): Promise<void> => {
      for await (const chunk of body.stream()) seen.push(chunk.byteLength);
    };
    await expect(read()).rejects.toEqual(isStatus(413));
    expect(seen).toEqual([10, 10, 10]);
  });

  it("is 415 with a Content-Encoding", async () => {
    const body = createBody({ body: "x", headers: { "Content-Encoding": "gzip" } });
    await expect(readAll(body.stream())).rejects.toEqual(isStatus(415));
  });

  it.each(["bytes", "text", "json", "form"] as const)("cannot be read after %s()", async (reader) => {
    const type = reader === "form" ? "application/x-www-form-urlencoded" : "application/json";
    const body = createBody({ body: reader === "json" ? "{}" : "a=1", type });
    await body[reader]();
    await expect(readAll(body.stream())).rejects.toEqual(isConsumed);
  });

  it.each(["bytes", "text", "json", "form"] as const)("cannot be followed by %s()", async (reader) => {
    const type = reader === "form" ? "application/x-www-form-urlencoded" : "application/json";
    const body = createBody({ body: "{}", type });
    await readAll(body.stream());
    await expect(body[reader]()).rejects.toEqual(isConsumed);
  });

  it("cannot be read twice", async () => {
    const body = createBody({ body: "abc" });
    await readAll(body.stream());
    await expect(readAll(body.stream())).rejects.toEqual(isConsumed);
  });
});

describe("the errors of a body", () => {
  it("say what is wrong", () => {
    expect(contentTooLarge(10)).toMatchObject({ status: 413, message: "The body is over 10 bytes." });
    expect(bodyAborted()).toMatchObject({ status: 400, message: "The body of the request ended early." });
  });
});
