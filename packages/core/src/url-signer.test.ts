import { afterEach, describe, expect, it, vi } from "vitest";

import { Micro } from "./app.ts";
import { UrlSigner } from "./url-signer.ts";

const signer = new UrlSigner(["secret"]);

/** What a view finds of a signed URL. */
async function isValid(url: string, purpose?: string, from: UrlSigner = signer): Promise<boolean> {
  const app = new Micro();
  app.get("/<path:any>", (request) => ({ valid: from.isValid(request, purpose) }));
  const answer = await (await app.testClient().get(url)).json();
  return JSON.stringify(answer) === '{"valid":true}';
}

afterEach(() => {
  vi.useRealTimers();
});

describe("UrlSigner", () => {
  it("signs a URL, which is valid as it is [F60]", async () => {
    const url = signer.sign("/files/a%20b?page=2&q=x");
    expect(url).toMatch(/^\/files\/a%20b\?page=2&q=x&signature=[\w-]+\.[\w-]+$/);
    expect(await isValid(url)).toBe(true);
    expect(await isValid(signer.sign("/files#top"))).toBe(true);
    expect(signer.sign("/files#top")).toMatch(/#top$/);
  });

  it("signs whole URLs by their path and query [F60]", async () => {
    const url = signer.sign("https://example.org/files?a=1");
    expect(url).toMatch(/^https:\/\/example\.org\/files\?a=1&signature=/);
    expect(await isValid(url.replace("https://example.org", ""))).toBe(true);
  });

  it("refuses what was changed in any character [F60]", async () => {
    const url = signer.sign("/files/1?a=1");
    const changes = { "/files/1": "/files/2", "a=1": "a=2", "a=": "b=" };
    for (const [from, to] of Object.entries(changes))
      expect(await isValid(url.replace(from, to))).toBe(false);
    for (let index = url.indexOf("signature="); index < url.length; index++) {
      const other = url[index] === "A" ? "B" : "A";
      expect(await isValid(url.slice(0, index) + other + url.slice(index + 1))).toBe(false);
    }
    expect(await isValid(`${url}&b=1`)).toBe(false);
    expect(await isValid("/files/1?a=1")).toBe(false);
    expect(await isValid("/files/1")).toBe(false);
  });

  it("refuses a URL that has expired, and one whose end was moved [F60]", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: 1_000_000_000_000 });
    const url = signer.sign("/files", { expiresIn: 60 });
    expect(url).toContain("?expires=1000000060&signature=");
    expect(await isValid(url)).toBe(true);
    expect(await isValid(url.replace("1000000060", "2000000060"))).toBe(false);
    vi.setSystemTime(1_000_000_060_000);
    expect(await isValid(url)).toBe(false);
  });

  it("refuses a URL of another purpose [F60]", async () => {
    const url = signer.sign("/files", { purpose: "mail" });
    expect([await isValid(url, "mail"), await isValid(url), await isValid(url, "other")]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it("signs with the app's newest key and verifies with the older ones [F60 F10]", async () => {
    const old = UrlSigner.of({ SECRET_KEY: "old", SECRET_KEY_FALLBACKS: [] }).sign("/files");
    const rotated = UrlSigner.of({ SECRET_KEY: "new", SECRET_KEY_FALLBACKS: ["old"] });
    expect(await isValid(old, "", rotated)).toBe(true);
    expect(await isValid(rotated.sign("/files"), "", new UrlSigner(["old"]))).toBe(false);
    expect(() => UrlSigner.of({ SECRET_KEY: null, SECRET_KEY_FALLBACKS: [] })).toThrow(
      "MICRO_SESSION_NO_SECRET",
    );
  });
});
