import { describe, expect, it } from "vitest";

import { bannerOf } from "./banner.ts";

const facts = {
  reference: { file: "/srv/site/src/app.ts", name: "", source: "found by its name" },
  title: "app",
  url: "http://127.0.0.1:5000",
  debug: false,
  reload: false,
};

describe("bannerOf", () => {
  it("tells which app is served, from where, and how [F399]", () => {
    expect(bannerOf(facts, "/srv/site").split("\n")).toEqual([
      " * Serving app of src/app.ts (found by its name)",
      " * Debug is off, reload is off",
      " * Running on http://127.0.0.1:5000 (Ctrl+C stops it)",
    ]);
  });

  it.each([{ debug: true }, { reload: true }])("warns of production with %o [F399]", (options) => {
    expect(bannerOf({ ...facts, ...options }, "/srv/site")).toContain(
      ": not for production, errors are shown to whoever asks\n",
    );
  });

  it("names the file alone when it could not be imported, or lies elsewhere", () => {
    expect(bannerOf({ ...facts, title: "" }, "/srv/site")).toContain(" * Serving src/app.ts (");
    expect(bannerOf(facts, "/home")).toContain(" * Serving app of app.ts (");
  });
});
