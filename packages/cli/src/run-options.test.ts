import { describe, expect, it } from "vitest";

import { DEFAULT_PLACE, toRunCommand } from "./run-options.ts";

describe("toRunCommand", () => {
  it("says no more than is needed", () => {
    expect(toRunCommand({ ...DEFAULT_PLACE, app: undefined, debug: false, reload: false }, 5001)).toBe(
      "micro run --port 5001",
    );
  });

  it("keeps all that was asked for", () => {
    expect(toRunCommand({ app: "src/site.ts", host: "::1", port: 80, debug: true, reload: true }, 5001)).toBe(
      "micro run --app src/site.ts --reload --debug --host ::1 --port 5001",
    );
  });
});
