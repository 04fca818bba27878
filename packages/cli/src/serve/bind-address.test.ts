import { describe, expect, it } from "vitest";

import { parseBind } from "./bind-address.ts";

describe("parseBind", () => {
  it.each([
    ["127.0.0.1:8001", { kind: "port", host: "127.0.0.1", port: 8001 }],
    ["localhost", { kind: "port", host: "localhost", port: 8000 }],
    [":80", { kind: "port", host: "0.0.0.0", port: 80 }],
    ["[::1]:0", { kind: "port", host: "::1", port: 0 }],
    ["[::]", { kind: "port", host: "::", port: 8000 }],
    ["unix:site.sock", { kind: "file", path: "site.sock" }],
    ["unix:///run/site.sock", { kind: "file", path: "/run/site.sock" }],
    ["unix:/run/a b.sock", { kind: "file", path: "/run/a b.sock" }],
    ["fd://3", { kind: "descriptor", number: 3 }],
  ])("reads %s [F409]", (text, address) => {
    expect(parseBind(text)).toEqual(address);
  });

  it.each(["", "a b:1", "::1:80", "localhost:65536", "localhost:http", "fd://x", "http://a:1", "unix:"])(
    "says what is expected instead of %o",
    (text) => {
      expect(() => parseBind(text)).toThrow(/^Write HOST:PORT, :PORT .*unix:PATH or fd:\/\/NUMBER/);
    },
  );
});
