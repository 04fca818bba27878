import { describe, expect, it } from "vitest";

import { AddressList, readAddress } from "./address-list.ts";

describe("AddressList", () => {
  it.each([
    [["10.0.0.0/8"], "10.1.2.3", true],
    [["10.0.0.0/8"], "11.1.2.3", false],
    [["10.0.0.0/8"], "::ffff:10.1.2.3", true],
    [["127.0.0.1"], "::ffff:7f00:1", true],
    [["127.0.0.1"], "127.0.0.2", false],
    [["2001:db8::/32"], "2001:DB8:0:0::1", true],
    [["2001:db8::/32"], "2001:db9::1", false],
    [["fe80::/10"], "fe80::1%eth0", true],
    [["0.0.0.0/0", "::/0"], "unknown", false],
    [["0.0.0.0/0", "::/0"], "", false],
    [["8.0.0.1"], "010.0.0.1", false],
    [[], "127.0.0.1", false],
  ])("of %j has %j: %j [F434 A89]", (entries, address, isIn) => {
    expect(new AddressList(entries).has(address)).toBe(isIn);
  });

  it.each([
    "010.0.0.1",
    "1.2.3",
    "1.2.3.4/33",
    "1.2.3.4/",
    "1.2.3.4/0x8",
    "::1/129",
    "fe80::1%eth0",
    "localhost",
    "",
  ])("takes no %j [A89]", (entry) => {
    expect(AddressList.accepts(entry)).toBe(false);
    expect(() => new AddressList([entry])).toThrow(RangeError);
  });
});

describe("the address in what a proxy writes", () => {
  it.each([
    ["192.0.2.43", "192.0.2.43"],
    ["192.0.2.43:4711", "192.0.2.43"],
    ["2001:db8::1", "2001:db8::1"],
    ["[2001:db8::1]", "2001:db8::1"],
    ["[2001:db8::1]:4711", "2001:db8::1"],
    ["010.0.0.1", null],
    ["192.0.2.43:", null],
    ["[192.0.2.43", null],
    ["unknown", null],
    ["_hidden", null],
    ["", null],
  ])("of %j is %j", (text, address) => {
    expect(readAddress(text)).toBe(address);
  });
});
