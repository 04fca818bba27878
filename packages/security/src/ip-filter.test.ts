import { Micro } from "@micro-web/core";
import { describe, expect, it } from "vitest";

import { ipFilter, type IpFilterOptions } from "./ip-filter.ts";

async function statusFor(options: IpFilterOptions, remoteAddress: string): Promise<number> {
  const app = new Micro();
  app.get("/", { use: [ipFilter(options)] }, () => "in");
  return (await app.testClient({ remoteAddress }).get("/")).status;
}

describe("ipFilter [F266]", () => {
  it.each([
    [{ allow: ["10.0.0.0/8"] }, "10.1.2.3", 200],
    [{ allow: ["10.0.0.0/8"] }, "11.1.2.3", 403],
    [{ allow: ["10.0.0.0/8"] }, "::ffff:10.1.2.3", 200],
    [{ allow: ["10.0.0.0/8"] }, "::ffff:a01:203", 200],
    [{ allow: ["10.0.0.0/8"], deny: ["10.1.0.0/16"] }, "10.1.2.3", 403],
    [{ deny: ["192.0.2.7"] }, "192.0.2.7", 403],
    [{ deny: ["192.0.2.7"] }, "::ffff:192.0.2.7", 403],
    [{ deny: ["192.0.2.7"] }, "192.0.2.8", 200],
    [{ allow: ["2001:db8::/32", "::1"] }, "2001:DB8:0:0::1", 200],
    [{ allow: ["2001:db8::/32", "::1"] }, "0:0:0:0:0:0:0:1", 200],
    [{ allow: ["2001:db8::/32"] }, "2001:db9::1", 403],
    [{ allow: ["fe80::/10"] }, "fe80::1%eth0", 200],
    [{ allow: ["0.0.0.0/0"] }, "1.2.3.4", 200],
    [{ allow: [] }, "1.2.3.4", 403],
    [{}, "1.2.3.4", 200],
    [{}, "", 403],
    [{}, "unknown", 403],
    [{ deny: ["8.0.0.1"] }, "010.0.0.1", 403],
  ])("with %j answers %j with %i [A315]", async (options, address, status) => {
    expect(await statusFor(options, address)).toBe(status);
  });

  it.each([
    "010.0.0.1",
    "1.2.3",
    "1.2.3.4/33",
    "1.2.3.4/-1",
    "1.2.3.4/",
    "1.2.3.4/0x8",
    "::1/129",
    "::g",
    "",
    "localhost",
    "*",
  ])("refuses %j in its lists [A89]", (entry) => {
    expect(() => ipFilter({ allow: [entry] })).toThrow("MICRO_SECURITY_OPTION");
  });

  it("stands before a whole app too", async () => {
    const app = new Micro();
    app.beforeRequest(ipFilter({ deny: ["127.0.0.1"] }));
    app.get("/", () => "in");
    expect((await app.testClient().get("/")).status).toBe(403);
    expect((await app.testClient({ remoteAddress: "::1" }).get("/")).status).toBe(200);
  });
});

describe("the entries of ipFilter", () => {
  it.each(["10.0.0.0/8/9", "fe80::1%eth0", "fe80::%eth0/10"])(
    "are refused when they say too much: %j",
    (entry) => {
      expect(() => ipFilter({ deny: [entry] })).toThrow("MICRO_SECURITY_OPTION");
    },
  );
});
