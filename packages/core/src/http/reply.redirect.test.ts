import { describe, expect, it } from "vitest";

import { createRequest } from "../../fixtures/request.ts";
import { timeOf } from "../../fixtures/timing.ts";
import { MicroError } from "../errors.ts";
import { canonicalRedirect, redirect, Redirect } from "./reply.ts";
import { Response } from "./response.ts";
import { toResponse } from "./to-response.ts";

const isInvalid = expect.objectContaining({ code: "MICRO_REDIRECT_INVALID" });
const PAGE = "http://host.example/page";

/** The response that a redirect makes. */
async function responseOf(value: Redirect): Promise<Response> {
  const response = new Response();
  await toResponse(value, response, createRequest());
  return response;
}

/** The location of a redirect; "refused" when it is not one. */
function locationOf(location: string): string {
  try {
    return redirect(location).location;
  } catch (error) {
    if (error instanceof MicroError && error.code === "MICRO_REDIRECT_INVALID") return "refused";
    throw error;
  }
}

describe("redirect", () => {
  it("is a 303, as in Flask 3.2", () => {
    expect(redirect("/x")).toBeInstanceOf(Redirect);
    expect(redirect("/x")).toMatchObject({ status: 303, location: "/x" });
  });

  it.each([301, 302, 303, 307, 308])("may be a %i", (status) => {
    expect(redirect("/x", status).status).toBe(status);
  });

  it.each([200, 300, 304, 305, 306, 309, 400, 404, 0, Number.NaN])("may not be a %d", (status) => {
    expect(() => redirect("/x", status)).toThrow(isInvalid);
  });

  it.each([
    "/",
    "/a/b?c=d&e=f#g",
    "https://example.org/x",
    "HTTP://example.org/",
    "?page=2",
    "#top",
    "../up",
    "page",
    "",
    "/a:b",
    "/x?next=javascript:alert(1)",
    "/a%20b%2Fc",
    "/~a-b_c.d!$'()*+,;=:@",
    "//cdn.example/x",
  ])("keeps the location %j", (location) => {
    expect(redirect(location).location).toBe(location);
  });

  it.each([
    ["/a b", "/a%20b"],
    ["/café", "/caf%C3%A9"],
    ["/🎬", "/%F0%9F%8E%AC"],
    ["/войти/", "/%D0%B2%D0%BE%D0%B9%D1%82%D0%B8/"],
    ['/"<>`{|}^', "/%22%3C%3E%60%7B%7C%7D%5E"],
    ["/\ud800", "/%EF%BF%BD"],
    ["/%zz", "/%zz"],
  ])("encodes what may not stand in a URL: %j", (location, encoded) => {
    expect(redirect(location).location).toBe(encoded);
  });
});

describe("the Location of a redirect", () => {
  it.each([
    "/x\r\nSet-Cookie: a=b",
    "233\r\nSet-Cookie: a=b",
    "/x\nX: y",
    "/x\rX: y",
    "/\0",
    "/\n€",
    "/\u0085",
    "/x\u2028y",
  ])("is one header line for %j [A168 A187 A348]", async (location) => {
    const response = await responseOf(redirect(location));
    expect(response.headers.getAll("Location")).toHaveLength(1);
    expect(response.headers.get("Location")).toMatch(/^[\x21-\x7e]*$/);
    expect(response.headers.has("Set-Cookie")).toBe(false);
  });

  it.each([
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "\njavascript:alert(1)",
    "java\tscript:alert(1)",
    "java\r\nscript:alert(1)",
    "\0javascript:alert(1)",
    "\u0001javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "ftp://example.org/",
    "mailto:a@example.org",
    "blob:https://example.org/1",
    'javascript:alert(1)//"><script>',
  ])("is no script and no other scheme: %j [A69 A217 A293]", (location) => {
    expect(locationOf(location)).toBe("refused");
  });

  it.each([
    ["https://good.example\\@evil.example"],
    ["https://good.example\\.evil.example/"],
    ["https:\\\\good.example\\@evil.example"],
    ["http://good.example\\\\@evil.example/x"],
    ["http:\\\\good.example"],
    ["/\\evil.example"],
    ["\\\\evil.example"],
    ["\\/evil.example"],
    ["/path\\..\\x"],
    ["https://good.example /x"],
    ["/\tevil.example"],
    ["/\t/evil.example"],
    ["https://good.example\t.evil.example/"],
    ["https://user@good.example/"],
    ["https://gööd.example/"],
  ])("leads where %j leads, or to this host, or nowhere [A40 A42 A216]", (location) => {
    const sent = locationOf(location);
    const meant = URL.canParse(location, PAGE) ? new URL(location, PAGE).host : "none";
    const hosts = ["host.example", meant];
    expect(sent === "refused" || !URL.canParse(sent, PAGE) || hosts.includes(new URL(sent, PAGE).host)).toBe(
      true,
    );
  });

  it("may have 2,048 characters and no more [A106]", () => {
    expect(redirect(`/${"a".repeat(2047)}`).location).toHaveLength(2048);
    expect(() => redirect(`/${"a".repeat(2048)}`)).toThrow(isInvalid);
    expect(() => redirect(`/${"é".repeat(400)}`)).toThrow(isInvalid);
  });

  it("is refused soon when it is very long [A106]", () => {
    expect(timeOf(() => locationOf("é".repeat(500_000)))).toBeLessThan(500);
  });

  it("is described when it is refused", () => {
    expect(() => redirect("javascript:alert(1)")).toThrow(
      "javascript: URL. Redirect to a path or to an http(s) URL.",
    );
    expect(() => redirect("/x", 200)).toThrow("the status 200. Use one of 301, 302, 303, 307, 308.");
  });
});

describe("the page of a redirect", () => {
  it("links to the location", async () => {
    const response = await responseOf(redirect("/next?a=1&b=2"));
    expect(response.status).toBe(303);
    expect(response.type).toBe("text/html; charset=utf-8");
    expect(response.body).toContain('<a href="/next?a=1&amp;b=2">/next?a=1&amp;b=2</a>');
  });

  it.each(['/"><script>alert(1)</script>', "/'onmouseover='x", "/</title><script>", "/&lt;script&gt;"])(
    "has no live markup of %j [A217 A222 A293]",
    async (location) => {
      const { body } = await responseOf(redirect(location));
      expect(body).not.toMatch(/<script|onmouseover='|">[^/]*<\/title><script/);
      expect(typeof body === "string" && body.split("<a ")).toHaveLength(2);
    },
  );

  it("replaces a type that the view staged", async () => {
    const response = new Response();
    response.type = "application/json";
    await toResponse(redirect("/x"), response, createRequest());
    expect(response.type).toBe("text/html; charset=utf-8");
  });
});

describe("canonicalRedirect", () => {
  it("is a 308 to the encoded path, as long as it may be", () => {
    expect(canonicalRedirect("/é/")).toMatchObject({ status: 308, location: "/%C3%A9/" });
    expect(canonicalRedirect(`/${"a".repeat(8000)}/`).location).toHaveLength(8002);
  });
});
