import { describe, expect, it } from "vitest";

import { createApp, METHODS, SAME_ORIGIN, tokenOf } from "../test/csrf-app.ts";
import { isOrigin } from "./request-origin.ts";

describe("the headers of browsers [F249]", () => {
  it.each(METHODS)("let a %s of the app's own pages through without a token", async (method) => {
    expect((await createApp().testClient().request(method, "/form", SAME_ORIGIN)).text).toBe("done");
  });

  it.each([
    [{ "Sec-Fetch-Site": "cross-site" }, "cross-site"],
    [{ "Sec-Fetch-Site": "same-site" }, "cross-site"],
    [{ "Sec-Fetch-Site": "Same-Origin" }, "cross-site"],
    [{ "Sec-Fetch-Site": "same-origin, cross-site" }, "cross-site"],
    [{ "Sec-Fetch-Site": "" }, "cross-site"],
    [{ "Sec-Fetch-Site": "cross-site", Origin: "http://localhost" }, "cross-site"],
    [{ "Sec-Fetch-Site": "none", Origin: "chrome-extension://abcdef" }, "origin"],
    [{ Origin: "https://evil.example" }, "origin"],
    [{ Origin: "http://localhost.evil.example" }, "origin"],
    [{ Origin: "http://localhost:8080" }, "origin"],
    [{ Origin: "https://localhost" }, "origin"],
    [{ Origin: "http://localhost/" }, "origin"],
    [{ Origin: "" }, "origin"],
    [{ Origin: "null" }, "opaque-origin"],
  ])("refuse %j at once, whatever its token [A345]", async (headers, code) => {
    const client = createApp().testClient();
    const form = { csrf_token: await tokenOf(client) };
    const response = await client.post("/form", {
      form,
      headers: { ...headers, Accept: "application/json" },
    });
    expect([response.status, response.json()]).toEqual([403, expect.objectContaining({ code })]);
  });

  it.each([
    [{ Origin: "http://localhost" }, 200],
    [{ Origin: "null", "Sec-Fetch-Site": "same-origin" }, 200],
    [{ "Sec-Fetch-Site": "none" }, 403],
    [{ Referer: "http://localhost/form" }, 403],
  ])("without Sec-Fetch-Site or a page: %j without a token gives %i", async (headers, status) => {
    expect((await createApp().testClient().post("/form", { headers })).status).toBe(status);
  });

  it("compare scheme, host and port as browsers write them", async () => {
    const client = createApp().testClient({ baseUrl: "https://Shop.Example.org:443/" });
    const post = async (origin: string) =>
      (await client.post("/form", { headers: { Origin: origin } })).status;
    expect(await post("https://shop.example.org")).toBe(200);
    expect(await post("http://shop.example.org")).toBe(403);
    expect(await post("https://shop.example.org:8443")).toBe(403);
  });

  it("refuse, on https, a token that comes from a page elsewhere by its Referer", async () => {
    const client = createApp().testClient({ baseUrl: "https://example.org/" });
    const form = { csrf_token: await tokenOf(client) };
    const post = async (referer: string) =>
      (await client.post("/form", { form, headers: { Referer: referer } })).status;
    expect(await post("https://example.org/form")).toBe(200);
    expect(await post("https://evil.example/")).toBe(403);
    expect(await post("http://example.org/form")).toBe(403);
    expect(await post("no url")).toBe(403);
  });

  it("let the trusted origins through, and their subdomains where that is said", async () => {
    const config = {
      CSRF_TRUSTED_ORIGINS: ["https://Pay.example", "https://*.shop.example", "http://x.example:8080"],
    };
    const client = createApp({ config }).testClient();
    const post = async (origin: string) => {
      const headers = { "Sec-Fetch-Site": "cross-site", Origin: origin };
      return (await client.post("/form", { headers })).status;
    };
    for (const origin of ["https://pay.example", "https://a.shop.example", "http://x.example:8080"])
      expect(await post(origin), origin).toBe(200);
    for (const origin of [
      "http://pay.example",
      "https://a.pay.example",
      "https://shop.example",
      "https://evilshop.example",
      "http://a.shop.example",
      "https://a.shop.example:8443",
      "https://pay.example.evil.example",
      "null",
    ])
      expect(await post(origin), origin).toBe(403);
  });

  it("take the trusted origins out of one text, as the environment has them", async () => {
    const config = { CSRF_TRUSTED_ORIGINS: "https://a.example, https://b.example" };
    const headers = { Origin: "https://b.example" };
    expect((await createApp({ config }).testClient().post("/form", { headers })).status).toBe(200);
  });

  it("let an extension of the browser through that is refused for its origin by its token only when trusted", async () => {
    const client = createApp().testClient();
    const headers = { "Sec-Fetch-Site": "none", "X-CSRFToken": await tokenOf(client) };
    expect((await client.post("/form", { headers })).status).toBe(200);
  });
});

describe("of all combinations of headers [F249]", () => {
  const SITES = [
    undefined,
    "same-origin",
    "same-site",
    "cross-site",
    "none",
    "SAME-ORIGIN",
    "same-origin ",
    "\u0073ame-origin;",
  ];
  const ORIGINS = [
    undefined,
    "http://localhost",
    "null",
    "https://evil.example",
    "http://localhost:81",
    "http://LOCALHOST",
    "http://localhost, http://localhost",
  ];
  const COOKIES = [undefined, "", "session=x", "csrf_token=x"];
  const CREDENTIALS = [undefined, "Bearer abc", "Basic dTpw", "bearer", "Bearer a b"];

  /** What the page about CSRF says, in other words than the code. */
  function mayPass({ site, origin, cookie, authorization }: Record<string, string | undefined>): boolean {
    if (authorization === "Bearer abc" && cookie === undefined) return true;
    if (site?.trim() === "same-origin") return true;
    return (site === undefined || site === "none") && origin === "http://localhost";
  }

  it("those pass without a token that the documentation says, and no other", async () => {
    const client = createApp().testClient({ useCookies: false });
    for (const site of SITES)
      for (const origin of ORIGINS)
        for (const cookie of COOKIES)
          for (const authorization of CREDENTIALS) {
            const given = {
              "Sec-Fetch-Site": site,
              Origin: origin,
              Cookie: cookie,
              Authorization: authorization,
            };
            const headers = Object.fromEntries(
              Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined),
            );
            const { status } = await client.post("/form", { headers });
            const expected = mayPass({ site, origin, cookie, authorization }) ? 200 : 403;
            expect(status, JSON.stringify(headers)).toBe(expected);
          }
  });
});

describe("isOrigin", () => {
  it.each(["https://[::::]", "https://a.example:99999", "https://1.2.3.256", "https://*.[::1]"])(
    "is false for %j, which is no URL: a mistake in the configuration is said as one",
    (text) => expect(isOrigin(text)).toBe(false),
  );
});
