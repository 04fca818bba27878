import { describe, expect, it } from "vitest";

import { timeOf } from "../../fixtures/timing.ts";
import { Accept, AcceptLanguages, normalizeCharset } from "./accept.ts";

describe("Accept", () => {
  it("names what the client likes, the best first [F85]", () => {
    const accept = new Accept("gzip;q=0.5, br, *;q=0");
    expect([accept.best, accept.values]).toEqual(["br", ["br", "gzip"]]);
  });

  it("gives each offer its quality, by the most specific entry [F85]", () => {
    const accept = new Accept("text/*;q=0.3, text/html;q=0.7, text/html;level=1, */*;q=0.1");
    expect(accept.quality("text/html")).toBe(0.7);
    expect(accept.quality("text/plain")).toBe(0.3);
    expect(accept.quality("image/png")).toBe(0.1);
  });

  it("chooses the offer the client likes best, the first of equals [F85]", () => {
    const accept = new Accept("br;q=0.9, gzip, deflate");
    expect(accept.bestMatch(["br", "deflate", "gzip"])).toBe("deflate");
  });

  it("has a fallback for when the client takes none [F85]", () => {
    const accept = new Accept("br");
    expect(accept.bestMatch(["gzip"])).toBeUndefined();
    expect(accept.bestMatch(["gzip"], "identity")).toBe("identity");
  });

  it("takes everything without a header", () => {
    const accept = new Accept(undefined);
    expect([accept.quality("x"), accept.has("x"), accept.best, accept.bestMatch(["a", "b"])]).toEqual([
      1,
      true,
      undefined,
      "a",
    ]);
  });

  it("takes nothing that the client refuses", () => {
    expect(new Accept("*, br;q=0").has("br")).toBe(false);
    expect(new Accept("*, br;q=0").has("gzip")).toBe(true);
  });

  it("knows a charset by either of its names", () => {
    expect(new Accept("utf8", normalizeCharset).has("UTF-8")).toBe(true);
    expect(new Accept("iso-8859-1", normalizeCharset).has("utf-8")).toBe(false);
  });

  it.each([",", " ", ";", '"', "a;q=", "*/*,"])(
    "takes little time for a header full of %j [A238]",
    (unit) => {
      const header = unit.repeat(15_000 / unit.length);
      expect(timeOf(() => new Accept(header).bestMatch(["text/html", "application/json"]))).toBeLessThan(50);
    },
  );
});

describe("AcceptLanguages", () => {
  it.each([
    ["de, en;q=0.5", ["en", "de"], "de"],
    ["en-US", ["de", "en"], "en"],
    ["en_us", ["en-US", "en"], "en-US"],
    ["en", ["de", "en-GB"], "en-GB"],
    ["de-AT, fr;q=0.8", ["fr", "de"], "fr"],
    ["de-AT, en-US;q=0.8", ["en", "de"], "de"],
    ["*", ["de"], "de"],
  ])("chooses for %j of %j %s [F85]", (header, offers, best) => {
    expect(new AcceptLanguages(header).bestMatch(offers)).toBe(best);
  });

  it("does not take one dialect for another", () => {
    expect(new AcceptLanguages("en-US").bestMatch(["en-GB"])).toBeUndefined();
    expect(new AcceptLanguages("en-US").bestMatch(["en-GB"], "en-GB")).toBe("en-GB");
  });
});
