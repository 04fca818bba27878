import { hostname } from "node:os";
import { describe, expect, it } from "vitest";

import { allowDebugHosts } from "./debug-hosts.ts";

function hostsFor(host: string, environment: Record<string, string> = {}): string | undefined {
  const variables: Record<string, string | undefined> = { ...environment };
  allowDebugHosts(variables, host);
  return variables["MICRO_DEBUG_HOSTS"];
}

describe("allowDebugHosts [A19 A75]", () => {
  it.each(["127.0.0.1", "localhost", "::1"])(
    "allows no other host when only this machine reaches %s",
    (host) => {
      expect(hostsFor(host)).toBeUndefined();
    },
  );

  it("allows the address that the server listens on", () => {
    expect(hostsFor("192.168.1.9")).toBe('["192.168.1.9"]');
    expect(hostsFor("2001:db8::1")).toBe('["[2001:db8::1]"]');
  });

  it.each(["0.0.0.0", "::"])("allows all addresses of this machine, and its name, for %s", (host) => {
    const hosts: unknown = JSON.parse(hostsFor(host) ?? "[]");
    expect(hosts).toEqual(expect.arrayContaining(["127.0.0.1", hostname()]));
  });

  it("leaves what somebody has chosen", () => {
    expect(hostsFor("0.0.0.0", { MICRO_DEBUG_HOSTS: '["a"]' })).toBe('["a"]');
  });
});
