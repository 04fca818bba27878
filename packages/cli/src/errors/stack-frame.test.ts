import { describe, expect, it } from "vitest";

import { ownFrames } from "./stack-frame.ts";

describe("ownFrames", () => {
  it("gives the function and the place of each frame", () => {
    const stack =
      "Error: no\n    at connect (/srv/app.ts:3:7)\n    at async open (file:///srv/my%20site/db.ts:12:1)";
    expect(ownFrames(stack)).toEqual([
      { name: "connect", file: "/srv/app.ts", line: 3, column: 7 },
      { name: "open", file: "/srv/my site/db.ts", line: 12, column: 1 },
    ]);
  });

  it.each([
    "at /srv/app.ts:3:7",
    "at <anonymous> (/srv/app.ts:3:7)",
    "at Object.<anonymous> (/srv/app.ts:3:7)",
  ])("has no function name at the top level of a module: %s", (line) => {
    expect(ownFrames(`Error: no\n    ${line}`)).toEqual([
      { name: "", file: "/srv/app.ts", line: 3, column: 7 },
    ]);
  });

  it("leaves out Node, dependencies and Micro itself", () => {
    const own = new URL("./error-report.ts", import.meta.url).href;
    const stack = [
      "Error: no",
      "    at Module._load (node:internal/modules/cjs/loader:1230:12)",
      "    at new Promise (<anonymous>)",
      "    at query (/srv/node_modules/driver/index.js:1:1)",
      `    at report (${own}:1:1)`,
    ];
    expect(ownFrames(stack.join("\n"))).toEqual([]);
  });
});
