import { afterEach, describe, expect, it, vi } from "vitest";

import { ACCESS_FORMATS, type AccessEntry, compileAccessFormat } from "./access-format.ts";

const TIME = new Date(2026, 10, 21, 9, 5, 7);

function createEntry(changes: Partial<AccessEntry> = {}): AccessEntry {
  const requestHeaders: Readonly<Record<string, string>> = {
    referer: "http://a.test/",
    "user-agent": "test/1",
    authorization: `Basic ${Buffer.from("ann:secret").toString("base64")}`,
  };
  return {
    remoteAddress: "127.0.0.1",
    method: "GET",
    target: "/movies?page=2",
    httpVersion: "1.1",
    status: 200,
    bytes: 12,
    milliseconds: 1234.5678,
    time: TIME.getTime(),
    requestHeader: (name) => requestHeaders[name],
    responseHeader: (name) => (name === "x-id" ? "7" : undefined),
    ...changes,
  };
}

describe("compileAccessFormat", () => {
  afterEach(() => vi.restoreAllMocks());

  it("writes the combined format of Apache and Gunicorn [F427]", () => {
    expect(compileAccessFormat("combined")(createEntry())).toMatch(
      /^127\.0\.0\.1 - ann \[21\/Nov\/2026:09:05:07 [+-]\d{4}\] "GET \/movies\?page=2 HTTP\/1\.1" 200 12 "http:\/\/a\.test\/" "test\/1"$/,
    );
    expect(compileAccessFormat("common")(createEntry())).toMatch(/" 200 12$/);
  });

  it.each([
    ["%m %U%q %H %>s", "GET /movies?page=2 HTTP/1.1 200"],
    ["%B %b %D %M %T %L", "12 12 1234568 1235 1 1.234568"],
    ["%{X-Id}o %{Nope}i %{NODE_ENV_NOPE}e", "7 - -"],
    ["%(h)s %(l)s %(m)s %(s)s %(f)s %(a)s %({x-id}o)s", "127.0.0.1 - GET 200 http://a.test/ test/1 7"],
    ["100%% %s!", "100% 200!"],
    [`%p %P`, `${process.pid} ${process.pid}`],
  ])("writes the atoms %s [F427]", (format, line) => {
    expect(compileAccessFormat(format)(createEntry())).toBe(line);
  });

  it("writes a dash for what is not there", () => {
    const entry = createEntry({ bytes: 0, remoteAddress: "", target: "/", requestHeader: () => undefined });
    expect(compileAccessFormat("%h %u %q%b %B %a %v")(entry)).toMatch(/^- - - 0 - \S+$/);
  });

  it("writes the difference to UTC on both sides of it", () => {
    const offset = vi.spyOn(Date.prototype, "getTimezoneOffset");
    offset.mockReturnValue(-330);
    expect(compileAccessFormat("%t")(createEntry())).toContain(" +0530]");
    offset.mockReturnValue(180);
    expect(compileAccessFormat("%t")(createEntry())).toContain(" -0300]");
  });

  it("writes JSON, without the query, in which secrets may be [F427]", () => {
    const entry: unknown = JSON.parse(compileAccessFormat("json")(createEntry()));
    expect(entry).toEqual({
      time: TIME.toISOString(),
      remoteAddress: "127.0.0.1",
      method: "GET",
      path: "/movies",
      httpVersion: "1.1",
      status: 200,
      bytes: 12,
      ms: 1234.57,
      referer: "http://a.test/",
      userAgent: "test/1",
      pid: process.pid,
    });
  });

  it("lets nobody write a line or a field of their own (V16.4.1)", () => {
    const requestHeader = (): string => 'a" 200 "\n127.0.0.1 \\ \u001b[31m';
    const line = compileAccessFormat(ACCESS_FORMATS.combined)(createEntry({ requestHeader }));
    expect(line).not.toContain("\n");
    expect(line).toContain(String.raw`"a\" 200 \"\x0a127.0.0.1 \\ \x1b[31m"`);
  });

  it.each([
    ["%Z", /There is no atom %Z\. Atoms are % h l/],
    ["nothing", /^Write combined, common, json, or a line with atoms: %h/],
  ])("says what is expected instead of %o", (format, message) => {
    expect(() => compileAccessFormat(format)).toThrow(message);
  });
});
