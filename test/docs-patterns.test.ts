import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

import { ROOT } from "./packages.ts";

/** The patterns of Flask's documentation, by words that name them. */
const PATTERNS = [
  "packages",
  "factories",
  "dispatching",
  "URL processors",
  "SQLite",
  "SQLAlchemy",
  "MongoDB",
  "Uploading",
  "Caching",
  "View decorators",
  "WTForms",
  "Template inheritance",
  "Message flashing",
  "`fetch`",
  "Lazily loading",
  "favicon",
  "Streaming",
  "Deferred request callbacks",
  "method overrides",
  "checksums",
  "Celery",
  "Subclassing",
  "Single-page",
  "Custom error pages",
];

describe("docs/patterns.md", () => {
  it.each(PATTERNS)("says where the pattern of Flask is: %s [F511]", (pattern) => {
    const rows = readFileSync(`${ROOT}docs/patterns.md`, "utf8")
      .split("\n")
      .filter((line) => line.startsWith("| "));
    const row = rows.find((line) => line.split("|")[1]?.includes(pattern));
    expect(row?.split("|")[2]?.trim()).toMatch(/\w{4}/);
  });
});
