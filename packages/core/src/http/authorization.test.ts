import { describe, expect, it } from "vitest";

import { timeOf } from "../../fixtures/timing.ts";
import { challenge, parseAuthorization } from "./authorization.ts";

/** What a browser sends for a name and a password. */
function basic(text: string | Uint8Array): string {
  return `Basic ${Buffer.from(text).toString("base64")}`;
}

describe("parseAuthorization", () => {
  it("reads Basic [F86]", () => {
    expect(parseAuthorization(basic("ann:se:cret"))).toMatchObject({
      type: "basic",
      username: "ann",
      password: "se:cret",
    });
  });

  it.each(["ü:pässword", ":", "ann:", ":x"])("reads the credentials %j", (text) => {
    const { username, password } = parseAuthorization(basic(text)) ?? {};
    expect(`${username}:${password}`).toBe(text);
  });

  it("reads Bearer, in any case [F86]", () => {
    expect(parseAuthorization("BEARER abc.def-_~+/==")).toMatchObject({
      type: "bearer",
      token: "abc.def-_~+/==",
    });
  });

  it("reads Digest [F86]", () => {
    const header =
      'Digest username="Mufasa", realm="a \\"b\\"", uri="/dir/index.html", qop=auth, nc=00000001, response="6629"';
    expect(parseAuthorization(header)).toMatchObject({
      type: "digest",
      username: "Mufasa",
      parameters: { realm: 'a "b"', qop: "auth", nc: "00000001" },
    });
  });

  it.each([
    undefined,
    "",
    " ",
    "Basic",
    "Basic ",
    "Bearer",
    "Bearer ",
    "Bearer a b",
    "Bearer token=x",
    "Basic ???",
    "Basic YQ==",
    "Digest",
    'Digest username="a',
    'Digest username="a", username="b"',
    "é x",
  ])("gives null for %j [F86 A50]", (header) => {
    expect(parseAuthorization(header)).toBeNull();
  });

  it("gives null for credentials that are not UTF-8", () => {
    expect(parseAuthorization(basic(Buffer.from([0x61, 0x3a, 0xff])))).toBeNull();
  });

  it("has no parameters that every object has", () => {
    const { parameters = {} } = parseAuthorization("Digest __proto__=x, constructor=y") ?? {};
    expect(Object.entries(parameters)).toEqual([
      ["__proto__", "x"],
      ["constructor", "y"],
    ]);
  });

  it.each([",", '"', "a=b,", 'a="', "\\", " "])("takes little time for a header full of %j", (unit) => {
    expect(timeOf(() => parseAuthorization(`Digest ${unit.repeat(15_000 / unit.length)}`))).toBeLessThan(50);
  });
});

describe("challenge", () => {
  it("writes a WWW-Authenticate header", () => {
    expect(challenge("Negotiate")).toBe("Negotiate");
    expect(challenge("Basic", { realm: 'a "b"', charset: "UTF-8" })).toBe(
      'Basic realm="a \\"b\\"", charset="UTF-8"',
    );
  });
});
