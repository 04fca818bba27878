import { describe, expect, it } from "vitest";

import { SeededRandom } from "../../fixtures/random.ts";
import { createRouter, createUrlMap } from "../../fixtures/routing.ts";
import { MicroError } from "../errors.ts";
import { findDetour } from "./url-check.ts";

const SEED = Number(process.env["MICRO_TEST_SEED"] ?? 20_261_121);
const RUNS = 3000;

/** Everything that has a meaning in URLs, in regular expressions or in find-my-way, and some that has none. */
const CHARACTERS = "ab01 .~-_/\\%?#&=+:;,@!$'()*<>[]{}|^`\"\n\té🎬\u0301\ufeff\u{10ffff}";
const SEGMENT_CHARACTERS = CHARACTERS.replace("/", "").replace("\\", "");

/** Rules in which a text stands in one way only, and what their values are made of. */
const RULES: Readonly<Record<string, (random: SeededRandom) => Record<string, unknown>>> = {
  "/": () => ({}),
  "/about": () => ({}),
  "/int/<int:n>": (random) => ({ n: random.integer(0, 1e9) }),
  "/signed/<int(signed=True):n>": (random) => ({ n: random.integer(-1e9, 1e9) }),
  "/padded/<int(fixed_digits=4):n>": (random) => ({ n: random.integer(0, 9999) }),
  "/float/<float:x>": (random) => ({ x: random.next() * 10 ** random.integer(-6, 12) }),
  "/text/<name>": (random) => ({ name: random.text(CHARACTERS, 1, 8) }),
  "/text/<name>/": (random) => ({ name: random.text(CHARACTERS, 1, 8) }),
  "/short/<string(length=2):code>": (random) => ({ code: random.text("abé%. ", 2, 2) }),
  "/any/<any(a, b.c, d e):kind>": (random) => ({ kind: random.pick(["a", "b.c", "d e"]) }),
  "/uuid/<uuid:id>": (random) => ({
    id: [8, 4, 4, 4, 12].map((count) => random.text("0123456789abcdef", count, count)).join("-"),
  }),
  "/path/<path:rest>": (random) => ({ rest: random.text(CHARACTERS, 1, 12) }),
  "/path/<path:rest>/edit": (random) => ({ rest: random.text(CHARACTERS, 1, 12) }),
  "/path/<path:rest>/at/<int:line>": (random) => ({
    rest: random.text("ab/.", 1, 6),
    line: random.integer(0, 99),
  }),
  "/mixed/<int:a>-<name>.txt": (random) => ({
    a: random.integer(0, 99),
    name: random.text(SEGMENT_CHARACTERS, 1, 6),
  }),
  "/two/<a>/<b>": (random) => ({ a: random.text(CHARACTERS, 1, 6), b: random.text(CHARACTERS, 1, 6) }),
};

const paths = Object.keys(RULES);
const urls = createUrlMap(Object.fromEntries(paths.map((path) => [path, path])));
const router = createRouter(paths);

/** The URL of a rule; `null` when it refuses the values. */
function buildUrl(path: string, values: Record<string, unknown>, map = urls): string | null {
  try {
    return map.build(path, values);
  } catch (error) {
    if (error instanceof MicroError && error.code === "MICRO_URL_BUILD") return null;
    throw error;
  }
}

describe("a built URL", () => {
  it.each(paths)("of %s leads back to its rule and values, or is not built (A65, feature 59)", (path) => {
    const random = new SeededRandom(SEED);
    let built = 0;
    for (let run = 0; run < RUNS / 10; run++) {
      const values = RULES[path]?.(random) ?? {};
      const url = buildUrl(path, values);
      if (url === null) continue;
      built++;
      // The URL goes through a client first, which takes dot segments and backslashes in its own way.
      const requested = new URL(url, "http://host.example");
      expect({ seed: SEED, url, host: requested.host }).toEqual({ seed: SEED, url, host: "host.example" });
      const match = router.match("GET", requested.pathname);
      expect({ seed: SEED, url, match }).toMatchObject({
        match: { kind: "route", target: path, params: values },
      });
    }
    expect(built).toBeGreaterThan(0);
  });

  it.each([
    ["/text/<name>", { name: "." }],
    ["/text/<name>", { name: ".." }],
    ["/path/<path:rest>", { rest: "../x" }],
    ["/path/<path:rest>", { rest: "a/./b" }],
    ["/path/<path:rest>", { rest: "a/.." }],
    ["/path/<path:rest>", { rest: "a\\b" }],
    ["/path/<path:rest>", { rest: "/a" }],
    ["/path/<path:rest>", { rest: "" }],
    ["/text/<name>", { name: "a\0b" }],
  ])("of %s is refused for %j, which no client could ask for", (path, values) => {
    expect(buildUrl(path, values)).toBeNull();
  });

  it.each(["/evil.example", "//evil.example", "/\\evil.example", "\\evil.example", "\\\\evil.example/x"])(
    "of a rule that takes every path stays on the host for %j (A65)",
    (rest) => {
      const everything = createUrlMap({ all: "/<path:rest>" });
      const url = buildUrl("all", { rest }, everything) ?? "/";
      expect(new URL(url, "http://host.example").host).toBe("host.example");
    },
  );
});

/** Pieces of paths that often mean the same request. */
const PIECES = [
  "a",
  "b",
  "a-b",
  "<x>",
  "<int:x>",
  "<x>-b",
  "<path:x>",
  "<y>",
  "<int(max=5):y>",
  "<any(a,b):y>",
];

/** A table of rules that get in each other's way; some have the endpoint of another. */
function randomTable(random: SeededRandom): { path: string; endpoint: string }[] {
  const paths = Array.from({ length: random.integer(2, 6) }, () => {
    const pieces = Array.from({ length: random.integer(1, 3) }, () => random.pick(["a", ...PIECES]));
    const unique = pieces.filter((piece, index) => {
      const name = piece.match(/(\w)>/)?.[1];
      return name === undefined || pieces.findIndex((other) => other.includes(`${name}>`)) === index;
    });
    return `/${unique.join("/")}${random.pick(["", "", "/"])}`;
  });
  return [...new Set(paths)].map((path) => ({ path, endpoint: `e${random.integer(0, 3)}` }));
}

function byEndpoint<Item extends { endpoint: string }>(rules: readonly Item[]): Record<string, Item[]> {
  return Object.fromEntries(
    rules.map(({ endpoint }) => [endpoint, rules.filter((rule) => rule.endpoint === endpoint)]),
  );
}

/** Where the URL of random values leads: straight back to them, elsewhere with a warning, or it is not built. */
function outcomeOf(random: SeededRandom): { kind: string; [detail: string]: unknown } {
  const rules = randomTable(random);
  const values = {
    x: random.pick<unknown>(["a", "b", "a-b", 3, 7, "a/b", ".", "é"]),
    y: random.pick<unknown>(["a", "b", "c", 1, 9]),
  };
  const { endpoint = "" } = rules[0] ?? {};
  const url = buildUrl(endpoint, values, createUrlMap(byEndpoint(rules)));
  const table = createRouter(rules);
  if (url === null) return { kind: "refused" };
  if (findDetour(table, { endpoint, url, values }) !== null) return { kind: "detour" };
  const [path = "", query = ""] = url.split("?");
  const match = table.match("GET", path);
  if (match.kind !== "route") return { kind: match.kind };
  const found = { ...match.params, ...Object.fromEntries(new URLSearchParams(query)) };
  const isSame = String(found.x) === String(values.x) && String(found.y) === String(values.y);
  return isSame ? { kind: "straight" } : { kind: "lost", rules, values, url, found };
}

describe("a URL of a random table", () => {
  it("leads back to its endpoint and values, or is told from where it leads to [F59]", () => {
    const random = new SeededRandom(SEED);
    const outcomes = Array.from({ length: RUNS }, () => outcomeOf(random));
    const count = (wanted: string): number => outcomes.filter(({ kind }) => kind === wanted).length;
    expect({ seed: SEED, lost: outcomes.find(({ kind }) => kind === "lost") }).toEqual({ seed: SEED });
    expect(count("straight")).toBeGreaterThan(RUNS / 4);
    expect(count("detour")).toBeGreaterThan(RUNS / 100);
  });
});
