import { describe, expect, it } from "vitest";

import { placeOf, toRunCommand } from "./run-options.ts";

describe("toRunCommand", () => {
  it("says no more than is needed", () => {
    expect(toRunCommand({ app: undefined, reload: false }, 5001)).toBe("micro run --port 5001");
  });

  it("keeps all that was asked for", () => {
    const files = { envFile: "a.env", cert: "a.pem", key: "b.pem" };
    const options = { app: "src/site.ts", host: "::1", port: 80, debug: true, reload: true, ...files };
    expect(toRunCommand(options, 5001)).toBe(
      "micro run --app src/site.ts --env-file a.env --host ::1 --cert a.pem --key b.pem --reload --debug --port 5001",
    );
    expect(toRunCommand({ app: undefined, reload: false, debug: false }, 1)).toBe(
      "micro run --no-debug --port 1",
    );
  });
});

describe("the place of a server", () => {
  it("is port 5000 of this machine alone when nothing is said [B183]", () => {
    expect(placeOf({}, {})).toEqual({ host: "127.0.0.1", port: 5000 });
    expect(placeOf({}, { MICRO_RUN_HOST: "", MICRO_RUN_PORT: "" })).toEqual({
      host: "127.0.0.1",
      port: 5000,
    });
  });

  it.each([
    ["localhost:8000", { host: "localhost", port: 8000 }],
    ["example.org", { host: "example.org", port: 5000 }],
    ["[::1]:80", { host: "::1", port: 80 }],
    [":80", { host: "127.0.0.1", port: 80 }],
  ])("is that of MICRO_SERVER_NAME=%s [B183]", (name, place) => {
    expect(placeOf({}, { MICRO_SERVER_NAME: name })).toEqual(place);
  });

  it("is where the options say, else MICRO_RUN_HOST and MICRO_RUN_PORT [B183 F376]", () => {
    const environment = { MICRO_RUN_HOST: "::", MICRO_RUN_PORT: "80", MICRO_SERVER_NAME: "a:90" };
    expect(placeOf({}, environment)).toEqual({ host: "::", port: 80 });
    expect(placeOf({ host: "::1", port: 0 }, environment)).toEqual({ host: "::1", port: 0 });
  });

  it("refuses a variable that is no port", () => {
    expect(() => placeOf({}, { MICRO_RUN_PORT: "http" })).toThrow(
      'MICRO_RUN_PORT is "http". A port is a number from 0 to 65535.',
    );
  });
});
