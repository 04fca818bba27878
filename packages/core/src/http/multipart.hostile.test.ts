import { describe, expect, it } from "vitest";

import { LIMITS, splitBytes } from "../../fixtures/request.ts";
import { timeOfAsync } from "../../fixtures/timing.ts";
import type { Form, FormLimits } from "./form.ts";
import { parseMultipart } from "./multipart.ts";

const FIELD = 'Content-Disposition: form-data; name="a"';
const FILE = 'Content-Disposition: form-data; name="f"; filename="f"';

/** The form of a body that comes in chunks of 64 KiB. */
function parse(body: string | Uint8Array, limits: Partial<FormLimits> = {}, boundary = "x"): Promise<Form> {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield* splitBytes(Buffer.from(body), 64 * 1024);
  }
  return parseMultipart(chunks(), boundary, { ...LIMITS, ...limits });
}

/** A body of one part. */
function bodyOf(headers: string | readonly string[], content = "1"): string {
  return `--x\r\n${[headers].flat().join("\r\n")}\r\n\r\n${content}\r\n--x--\r\n`;
}

/** A matcher for an error that is an answer. */
function isStatus(status: number): unknown {
  return expect.objectContaining({ status });
}

describe("a malformed multipart form is 400", () => {
  it.each([
    ["empty", ""],
    ["only a line break", "\r\n"],
    ["without any boundary", "a=1&b=2"],
    ["of another boundary", "--y\r\n" + FIELD + "\r\n\r\n1\r\n--y--\r\n"],
    ["only an opening boundary", "--x\r\n"],
    ["only an opening boundary without its line break", "--x"],
    ["cut off in the headers", `--x\r\n${FIELD}`],
    ["cut off after the headers", `--x\r\n${FIELD}\r\n\r\n`],
    ["cut off in a field", `--x\r\n${FIELD}\r\n\r\n123`],
    ["cut off in a file", `--x\r\n${FILE}\r\n\r\n123`],
    ["cut off before the last boundary", `--x\r\n${FIELD}\r\n\r\n1\r\n--x\r\n`],
    ["cut off in the last boundary", `--x\r\n${FIELD}\r\n\r\n1\r\n--x-`],
    ["with a part that begins with a space", "--x\r\n\r\n --x\r\n"],
    ["with a part without a header block", "--x\r\n1\r\n--x--\r\n"],
    ["with two boundaries in a row", "--x\r\n--x\r\n\r\n--x--\r\n"],
    ["with bare line feeds", `--x\n${FIELD}\n\n1\n--x--\n`],
  ])("when it is %s [A244 A245 A248]", async (_, body) => {
    await expect(parse(body)).rejects.toEqual(isStatus(400));
  });

  it.each([
    ["no Content-Disposition", "Content-Type: text/plain"],
    ["no headers", ""],
    ["a header without a name", [": x", FIELD]],
    ["a header with a space in its name", ["Content Disposition: x", FIELD]],
    ["a header with a bad character", ["Content-<<<position: x", FIELD]],
    ["a header with a NUL in its name", ["X\0: x", FIELD]],
    ["a line that is no header", ["nonsense", FIELD]],
  ])("when a part has %s [A140 A248]", async (_, headers) => {
    await expect(parse(bodyOf(headers))).rejects.toEqual(isStatus(400));
  });

  it("when a field is not UTF-8", async () => {
    await expect(parse(Buffer.from(bodyOf(FIELD, "\xff"), "latin1"))).rejects.toEqual(isStatus(400));
  });

  it("but not when a file is not UTF-8", async () => {
    expect((await parse(Buffer.from(bodyOf(FILE, "\xff"), "latin1"))).files.get("f")?.size).toBe(1);
  });

  it.each([
    'form-data; name="a"; name="b"',
    'form-data; name="f"; filename="a.png"; filename="b.html"',
    "form-data; name=f; filename=a.png; FILENAME=b.html",
    "form-data; name=f; filename*=utf-8''a; filename*=utf-8''b",
  ])("when a parameter is there twice: %s [A254]", async (disposition) => {
    await expect(parse(bodyOf(`Content-Disposition: ${disposition}`))).rejects.toEqual(isStatus(400));
  });

  it("when there are two dispositions [A254]", async () => {
    const headers = [FIELD, 'Content-Disposition: form-data; name="b"; filename="evil.html"'];
    await expect(parse(bodyOf(headers))).rejects.toEqual(isStatus(400));
  });

  it.each(["", " ", "a ", "é", "a\r\nb", "a".repeat(71), "\0"])(
    "when the boundary is %j [A245]",
    async (boundary) => {
      await expect(parse("--x--\r\n", {}, boundary)).rejects.toEqual(isStatus(400));
    },
  );

  it.each([
    "x",
    "a".repeat(70),
    "----WebKitFormBoundary7MA4YWxk",
    "a b:c'd(e)f+g_h,i-j.k/l=m?n",
    ".*",
    "[x]",
  ])("but not when the boundary is %j", async (boundary) => {
    const body = bodyOf(FIELD).replaceAll("--x", `--${boundary}`);
    expect((await parse(body, {}, boundary)).get("a")).toBe("1");
  });

  it("when the headers of a part are over 16 KiB", async () => {
    await expect(parse(bodyOf([`X-Long: ${"x".repeat(20_000)}`, FIELD]))).rejects.toEqual(isStatus(400));
  });

  it("when a part has a thousand headers", async () => {
    const headers = Array.from({ length: 1000 }, (_, index) => `X-${index}: 1`);
    await expect(parse(bodyOf([...headers, FIELD]))).rejects.toEqual(isStatus(400));
  });

  it("and the first fault ends the reading [A140]", async () => {
    let chunks = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (; chunks < 1000; chunks++) yield Buffer.from("--x\r\nnonsense\r\n\r\n1\r\n".repeat(10));
    }
    await expect(parseMultipart(endless(), "x", LIMITS)).rejects.toEqual(isStatus(400));
    expect(chunks).toBeLessThan(100);
  });
});

describe("a multipart form over its limits is 413", () => {
  const field = (size: number): string => `--x\r\n${FIELD}\r\n\r\n${"x".repeat(size)}\r\n`;

  it("with more parts than allowed [A12 A125 A268]", async () => {
    const parts = field(1).repeat(1001);
    await expect(parse(`${parts}--x--\r\n`)).rejects.toEqual(isStatus(413));
    expect((await parse(`${field(1).repeat(1000)}--x--\r\n`)).getAll("a")).toHaveLength(1000);
  });

  it("with a hundred thousand empty parts, soon [A12 A145]", async () => {
    const body = `${"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n".repeat(100_000)}--x--\r\n`;
    const run = (): Promise<unknown> => expect(parse(body)).rejects.toEqual(isStatus(413));
    expect(await timeOfAsync(run)).toBeLessThan(200);
  });

  it("with a hundred thousand boundaries and nothing else [A145]", async () => {
    const run = (): Promise<unknown> =>
      expect(parse("--x\r\n\r\n".repeat(100_000))).rejects.toMatchObject({ status: expect.any(Number) });
    expect(await timeOfAsync(run)).toBeLessThan(200);
  });

  it("with one field that is too large [A13 A112]", async () => {
    await expect(parse(`${field(600_000)}--x--\r\n`)).rejects.toEqual(isStatus(413));
  });

  it("with fields that are too large together [A13]", async () => {
    await expect(parse(`${field(100_000).repeat(6)}--x--\r\n`)).rejects.toEqual(isStatus(413));
    expect((await parse(`${field(100_000).repeat(5)}--x--\r\n`)).getAll("a")).toHaveLength(5);
  });

  it.each(["utf-8", "binary"])("with a large field of an odd type or encoding: %s [A13]", async (charset) => {
    const headers = [
      FIELD,
      `Content-Type: text/plain; charset=${charset}`,
      "Content-Transfer-Encoding: 7bit",
    ];
    await expect(parse(bodyOf(headers, "x".repeat(600_000)))).rejects.toEqual(isStatus(413));
  });

  it("with a part that has no name, which counts too", async () => {
    const part = `--x\r\nContent-Disposition: form-data\r\n\r\n${"x".repeat(600_000)}\r\n--x--\r\n`;
    await expect(parse(part)).rejects.toEqual(isStatus(413));
  });

  it("and reads no further [A112]", async () => {
    let sent = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(`--x\r\n${FIELD}\r\n\r\n`);
      for (; sent < 200_000_000; sent += 65_536) yield Buffer.alloc(65_536, "x");
    }
    await expect(parseMultipart(endless(), "x", LIMITS)).rejects.toEqual(isStatus(413));
    expect(sent).toBeLessThan(1_000_000);
  });

  it("and tells the source that it may stop [A246 A249]", async () => {
    let isOver = false;
    async function* source(): AsyncGenerator<Uint8Array> {
      try {
        for (let count = 0; count < 1000; count++) yield Buffer.from(field(10_000));
      } finally {
        isOver = true;
      }
    }
    await expect(parseMultipart(source(), "x", LIMITS)).rejects.toEqual(isStatus(413));
    expect(isOver).toBe(true);
  });
});

describe("a source that fails", () => {
  it("gives its own error", async () => {
    async function* source(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(`--x\r\n${FILE}\r\n\r\nabc`);
      throw new Error("The client has left.");
    }
    await expect(parseMultipart(source(), "x", LIMITS)).rejects.toThrow("The client has left.");
  });

  it("gives it even before the first byte", async () => {
    async function* source(): AsyncGenerator<Uint8Array> {
      yield* [];
      throw new Error("The client has left.");
    }
    await expect(parseMultipart(source(), "x", LIMITS)).rejects.toThrow("The client has left.");
  });
});

describe("the time a multipart form takes", () => {
  const megabytes = (count: number, unit: string): string => unit.repeat((count * 1024 * 1024) / unit.length);

  it.each([
    ["a carriage return and then letters", `\r${megabytes(8, "a")}`],
    ["a line break and then letters", `\r\n${megabytes(8, "a")}`],
    ["carriage returns", megabytes(4, "\r")],
    ["line breaks", megabytes(4, "\r\n")],
    ["dashes", megabytes(4, "-")],
    ["line breaks and dashes", megabytes(4, "\r\n--")],
    ["boundaries that miss a letter", megabytes(4, "\r\n--y")],
    ["line feeds", megabytes(4, "\n")],
  ])("is linear for a file full of %s [A10 A160]", async (_, content) => {
    const body = Buffer.from(bodyOf(FILE, content));
    const run = async (): Promise<void> => {
      expect((await parse(body)).files.get("f")?.size).toBe(content.length);
    };
    expect(await timeOfAsync(run)).toBeLessThan(1500);
  });

  it.each([
    ["before the first boundary", `${megabytes(1, "\r\n")}${bodyOf(FIELD)}`],
    ["after the last", `${bodyOf(FIELD)}${megabytes(1, "\r\n")}`],
    ["letters before the first boundary", `${megabytes(1, "a")}\r\n${bodyOf(FIELD)}`],
    ["letters after the last", `${bodyOf(FIELD)}${megabytes(1, "a")}`],
  ])("is small for a megabyte %s [A121]", async (_, body) => {
    const run = async (): Promise<void> => {
      expect((await parse(body)).get("a")).toBe("1");
    };
    expect(await timeOfAsync(run)).toBeLessThan(200);
  });

  it("is bearable for chunks of one byte [A160]", async () => {
    const bytes = Buffer.from(bodyOf(FILE, "x".repeat(100_000)));
    const chunks = splitBytes(bytes, 1);
    async function* source(): AsyncGenerator<Uint8Array> {
      yield* chunks;
    }
    const run = (): Promise<unknown> => parseMultipart(source(), "x", LIMITS);
    expect(await timeOfAsync(run)).toBeLessThan(1500);
  });

  it.each([
    ["spaces", " ".repeat(12_000)],
    ["semicolons", ";".repeat(12_000)],
    ["quotes", '"'.repeat(12_000)],
    ["escaped quotes", `a="${'\\"'.repeat(6000)}`],
    ["equals signs", "=".repeat(12_000)],
    ["parameters", "; a=b".repeat(2400)],
    ["semicolons and spaces", ";  ".repeat(4000)],
  ])("is small for a disposition full of %s", async (_, text) => {
    const body = bodyOf(`Content-Disposition: form-data; name="a"; ${text}`);
    const outcome = (): Promise<unknown> =>
      parse(body).then(
        (form) => form.size,
        (error: unknown) => Object(error).status,
      );
    expect([1, 400]).toContain(await outcome());
    expect(await timeOfAsync(outcome)).toBeLessThan(50);
  });

  it("is small for an encoding that is full of spaces [A93 A94]", async () => {
    const headers = [FIELD, "Content-Transfer-Encoding: base64"];
    const body = bodyOf(headers, " ".repeat(400_000));
    expect(await timeOfAsync(() => parse(body))).toBeLessThan(100);
  });
});
