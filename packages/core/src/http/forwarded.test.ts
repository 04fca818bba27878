import { describe, expect, it } from "vitest";

import { createHeaders } from "../../fixtures/request.ts";
import { readForwarded, readXForwarded } from "./forwarded.ts";

describe("X-Forwarded-For and its like", () => {
  it.each([
    ["1.2.3.4", ["1.2.3.4"]],
    ["1.2.3.4,5.6.7.8 ,\t9.9.9.9", ["1.2.3.4", "5.6.7.8", "9.9.9.9"]],
    [", ,1.2.3.4", ["", "", "1.2.3.4"]],
  ])("in %j are %j [F433]", (header, values) => {
    expect(readXForwarded(createHeaders({ "X-Forwarded-For": header }), "for")).toEqual(values);
  });

  it("are none without the header, and not one with underscores [A70]", () => {
    expect(readXForwarded(createHeaders({ X_Forwarded_For: "1.2.3.4" }), "for")).toEqual([]);
  });
});

describe("Forwarded [F434]", () => {
  const read = (header: string, field: "for" | "proto" | "host"): readonly string[] =>
    readForwarded(createHeaders({ Forwarded: header }), field);

  it.each([
    ["for=192.0.2.60;proto=https;by=203.0.113.43", ["192.0.2.60"], ["https"]],
    ["for=192.0.2.43, for=198.51.100.17;proto=http", ["192.0.2.43", "198.51.100.17"], ["", "http"]],
    ['For="[2001:db8:cafe::17]:4711"', ["[2001:db8:cafe::17]:4711"], [""]],
    ["FOR=a ; PROTO=HTTPS", ["a"], ["HTTPS"]],
    ['for="a\\"b,c;d"', ['a"b,c;d'], [""]],
    ["for=a;;proto=b,,for=c", ["a", "c"], ["b", ""]],
    ["proto=https", [""], ["https"]],
    ["", [], []],
  ])("%s has %j and %j", (header, clients, schemes) => {
    expect([read(header, "for"), read(header, "proto")]).toEqual([clients, schemes]);
  });

  it.each(["for=", "for", 'for="a', "for=a b", "for=[::1]", "for=a;for=b", "for=a, =b", "for=a\u00e9"])(
    "says nothing when it is malformed: %s",
    (header) => {
      expect(read(header, "for")).toEqual([]);
    },
  );

  it.each([",", ";", " ", '"', "for=a;", 'for="', "for=a,"])(
    "is read in linear time: 15 kB of %j [A238]",
    (part) => {
      const start = performance.now();
      read(part.repeat(15_000 / part.length), "host");
      expect(performance.now() - start).toBeLessThan(100);
    },
  );
});
