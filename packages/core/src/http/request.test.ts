import { describe, expect, it, vi } from "vitest";

import { createRequest } from "../../fixtures/request.ts";
import { NotFound } from "../http-errors.ts";
import { DefaultJson, defaultJson } from "./json-provider.ts";

describe("the URL of a request", () => {
  it.each([
    ["/", { path: "/", rawPath: "/", queryString: "" }],
    ["/a/b?x=1&y=2", { path: "/a/b", rawPath: "/a/b", queryString: "x=1&y=2" }],
    ["/caf%C3%A9?q=%C3%A9", { path: "/café", rawPath: "/caf%C3%A9", queryString: "q=%C3%A9" }],
    ["/a?", { path: "/a", rawPath: "/a", queryString: "" }],
    ["/a?b?c", { path: "/a", rawPath: "/a", queryString: "b?c" }],
    ["/a%2Fb", { path: "/a/b", rawPath: "/a%2Fb", queryString: "" }],
    ["/a%3Fb", { path: "/a?b", rawPath: "/a%3Fb", queryString: "" }],
    ["/100%25", { path: "/100%", rawPath: "/100%25", queryString: "" }],
    ["/%2541", { path: "/%41", rawPath: "/%2541", queryString: "" }],
    ["*", { path: "*", rawPath: "*", queryString: "" }],
  ])("is taken apart: %s", (target, parts) => {
    expect(createRequest({ target })).toMatchObject(parts);
  });

  it.each(["/%", "/%zz", "/%FF", "/%E0%A4"])("has %s as its path where it cannot be decoded", (target) => {
    expect(createRequest({ target }).path).toBe(target);
  });

  it("is put together", () => {
    const request = createRequest({ scheme: "https", host: "example.org:8443", target: "/a?b=c" });
    expect(request.url).toBe("https://example.org:8443/a?b=c");
  });

  it("has scheme and host", () => {
    expect(createRequest({ scheme: "https", host: "example.org" })).toMatchObject({
      scheme: "https",
      host: "example.org",
    });
  });

  it("takes neither from a header that anybody can send [A70 A81 A130 A266 A350]", () => {
    const request = createRequest({
      headers: {
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-For": "1.2.3.4",
        "X-Forwarded_Proto": "https",
        X_Forwarded_For: "1.2.3.4",
        Forwarded: "for=1.2.3.4;host=evil.example;proto=https",
      },
      remoteAddress: "10.0.0.1",
    });
    expect(request).toMatchObject({
      scheme: "http",
      host: "localhost",
      remoteAddress: "10.0.0.1",
      url: "http://localhost/",
    });
  });
});

describe("the query of a request", () => {
  it("has first values, all values and conversion", () => {
    const { query } = createRequest({ target: "/search?tag=a&tag=b&page=2&q=x+y%20z" });
    expect(query.get("tag")).toBe("a");
    expect(query.getAll("tag")).toEqual(["a", "b"]);
    expect(query.get("page", 1, Number)).toBe(2);
    expect(query.get("q")).toBe("x y z");
  });

  it("is empty without one", () => {
    expect(createRequest({ target: "/" }).query.size).toBe(0);
    expect(createRequest({ target: "/?" }).query.size).toBe(0);
  });

  it("is the same object each time", () => {
    const request = createRequest({ target: "/?a=1" });
    expect(request.query).toBe(request.query);
  });

  it("is separated by & only [A188]", () => {
    expect(createRequest({ target: "/?a=1;b=2" }).query.toObject()).toEqual({ a: "1;b=2" });
  });

  it.each([
    "/?__proto__[x]=1&constructor[prototype][y]=1&a[__proto__]=b&a[length]=100000000",
    "/?__proto__=1&constructor=2&toString=3",
    "/?a[999999999]=x&items[999999999]=y",
  ])("is flat and harmless: %s [A229 A230 A394]", (target) => {
    const object = createRequest({ target }).query.toObject();
    expect(Object.keys(object)).toEqual(
      target
        .slice(2)
        .split("&")
        .map((pair) => pair.split("=")[0]),
    );
    expect(Object.prototype).not.toHaveProperty("x");
    expect(Object.prototype).not.toHaveProperty("y");
  });

  it.each(["/?a=%", "/?a=%zz", "/?a=%FF", "/?%00=%00", "/?a=%ED%A0%80"])(
    "is never an error: %s (F30)",
    (target) => {
      expect(createRequest({ target }).query.size).toBe(1);
    },
  );
});

describe("the headers of a request", () => {
  it("are found in any case", () => {
    const { headers } = createRequest({ headers: { "Accept-Language": "de" } });
    expect(headers.get("accept-LANGUAGE")).toBe("de");
    expect(headers.has("Accept-Language")).toBe(true);
    expect(headers.get("accept")).toBeUndefined();
  });

  it("give the cookies, read once", () => {
    const request = createRequest({ headers: { Cookie: "a=1; b=caf%C3%A9; a=2" } });
    expect({ ...request.cookies }).toEqual({ a: "1", b: "café" });
    expect(request.cookies).toBe(request.cookies);
  });

  it("give no cookies where none were sent", () => {
    expect(Object.keys(createRequest().cookies)).toEqual([]);
    expect(createRequest().cookies["constructor"]).toBeUndefined();
  });

  it.each([
    ["text/html; charset=utf-8", "text/html", false],
    ["Application/JSON", "application/json", true],
    ["application/problem+json", "application/problem+json", true],
    ["application/jsonp", "application/jsonp", false],
    ["text/plain;application/json", "", false],
    ["application/json garbage", "", false],
    ["constructor", "", false],
    ["", "", false],
  ])("give by the Content-Type %j the media type %j, JSON: %s [A186 A264]", (type, mimetype, isJson) => {
    expect(createRequest({ headers: { "Content-Type": type } })).toMatchObject({ mimetype, isJson });
  });

  it("give no media type where there is none", () => {
    expect(createRequest()).toMatchObject({ mimetype: "", isJson: false });
  });

  it("say what the client accepts", () => {
    const request = createRequest({ headers: { Accept: "application/json, text/html;q=0.5" } });
    expect(request.accepts("text/html", "application/json")).toBe("application/json");
    expect(request.accepts("image/png")).toBeUndefined();
    expect(createRequest().accepts("text/html", "application/json")).toBe("text/html");
  });
});

describe("what a request knows of its route", () => {
  it("is endpoint, blueprint and values", () => {
    const request = createRequest({ endpoint: "blog.show", blueprint: "blog", params: { id: 3 } });
    expect(request).toMatchObject({ endpoint: "blog.show", blueprint: "blog", params: { id: 3 } });
  });

  it("is nothing where no route matched", () => {
    expect(createRequest()).toMatchObject({ endpoint: "", blueprint: "", params: {} });
  });

  it("has method and address", () => {
    expect(createRequest({ method: "PUT", remoteAddress: "::1" })).toMatchObject({
      method: "PUT",
      remoteAddress: "::1",
    });
  });

  it("has the signal of the connection", () => {
    const controller = new AbortController();
    const { signal } = createRequest({ signal: controller.signal });
    expect(signal.aborted).toBe(false);
    controller.abort();
    expect(signal.aborted).toBe(true);
  });
});

describe("Request.setValidated", () => {
  it("replaces params, query and body", () => {
    const request = createRequest({ target: "/?a=1", params: { id: "3" } });
    request.setValidated("params", { id: 3 });
    request.setValidated("query", { a: 1 });
    request.setValidated("body", { b: 2 });
    expect(request).toMatchObject({ params: { id: 3 }, query: { a: 1 }, body: { b: 2 } });
  });

  it("keeps what it does not replace", () => {
    const request = createRequest({ target: "/?a=1", params: { id: "3" } });
    request.setValidated("query", { a: 1 });
    request.setValidated("body", "x");
    expect(request).toMatchObject({ params: { id: "3" }, query: { a: 1 }, body: "x" });
  });

  it("leaves the query that came", () => {
    const request = createRequest({ target: "/?a=1" });
    request.setValidated("query", { a: 1 });
    expect(request.queryValues.get("a")).toBe("1");
  });

  it.each([0, false, "", null])("may make the body %j", (body) => {
    const request = createRequest();
    request.setValidated("body", body);
    expect(request.body).toBe(body);
  });

  it("keeps every part under valid, empty without schemas", () => {
    const request = createRequest();
    expect(request.valid).toEqual({});
    request.setValidated("headers", { "x-key": "a" });
    request.setValidated("files", {});
    expect(request.valid).toEqual({ headers: { "x-key": "a" }, files: {} });
  });

  it("comes before what preprocessors made of the params", () => {
    const request = createRequest({ params: { id: "3" } });
    request.setParams({ id: "4" });
    expect(request.params).toEqual({ id: "4" });
    request.setValidated("params", { id: 4 });
    expect(request.params).toEqual({ id: 4 });
  });

  it("is what gives a request its validated body", () => {
    expect(createRequest({ body: "{}" }).body).toBeUndefined();
  });
});

describe("the parts of a URL", () => {
  const request = createRequest({
    target: "/caf%C3%A9/x?q=1&r=%20",
    rootPath: "/blog",
    scheme: "https",
    host: "example.org:8443",
  });

  it.each([
    ["url", "https://example.org:8443/blog/caf%C3%A9/x?q=1&r=%20"],
    ["baseUrl", "https://example.org:8443/blog/caf%C3%A9/x"],
    ["rootUrl", "https://example.org:8443/blog/"],
    ["hostUrl", "https://example.org:8443/"],
    ["path", "/café/x"],
    ["rawPath", "/caf%C3%A9/x"],
    ["fullPath", "/café/x?q=1&r=%20"],
    ["rootPath", "/blog"],
    ["scheme", "https"],
    ["isSecure", true],
    ["host", "example.org:8443"],
    ["queryString", "q=1&r=%20"],
  ] as const)("have %s: %j [F71]", (part, value) => {
    expect(request[part]).toBe(value);
  });

  it("have a question mark in fullPath without a query too [F71]", () => {
    const plain = createRequest({ target: "/a" });
    expect([plain.fullPath, plain.rootPath, plain.isSecure, plain.rootUrl]).toEqual([
      "/a?",
      "",
      false,
      "http://localhost/",
    ]);
  });
});

describe("who asks", () => {
  it("is the peer, and the way that proxies tell [F72]", () => {
    expect(createRequest({ remoteAddress: "10.0.0.1" }).accessRoute).toEqual(["10.0.0.1"]);
    const forwarded = createRequest({
      remoteAddress: "10.0.0.1",
      headers: { "X-Forwarded-For": "1.2.3.4, 5.6.7.8" },
    });
    expect(forwarded.accessRoute).toEqual(["1.2.3.4", "5.6.7.8"]);
    expect([forwarded.remoteAddress, createRequest().accessRoute]).toEqual(["10.0.0.1", []]);
  });

  it("is whom the server has authenticated [F72]", () => {
    expect([createRequest({ remoteUser: "ann" }).remoteUser, createRequest().remoteUser]).toEqual([
      "ann",
      undefined,
    ]);
  });
});

describe("the headers of a request as what they mean", () => {
  it("are the type of the body [F77]", () => {
    const request = createRequest({
      headers: { "Content-Type": "Application/VND.api+json; Charset=UTF-8; v=1", "Content-Length": "7" },
    });
    expect([
      request.mimetype,
      request.isJson,
      { ...request.mimetypeParameters },
      request.contentLength,
    ]).toEqual(["application/vnd.api+json", true, { charset: "UTF-8", v: "1" }, 7]);
    const bare = createRequest({ headers: { "Content-Length": "x" } });
    expect([
      bare.contentType,
      bare.mimetypeParameters,
      bare.contentLength,
      createRequest().contentLength,
    ]).toEqual(["", {}, undefined, undefined]);
  });

  it("are what the client accepts [F85]", () => {
    const request = createRequest({
      headers: {
        Accept: "text/html, application/json;q=0.9",
        "Accept-Language": "de-AT, en;q=0.5",
        "Accept-Encoding": "br, gzip;q=0.5",
        "Accept-Charset": "utf8",
      },
    });
    expect([
      request.acceptMimetypes.quality("application/json"),
      request.acceptLanguages.bestMatch(["fr", "de"]),
      request.acceptEncodings.best,
      request.acceptCharsets.has("utf-8"),
    ]).toEqual([0.9, "de", "br", true]);
  });

  it("are credentials [F86]", () => {
    expect(createRequest({ headers: { Authorization: "Bearer t" } }).authorization).toMatchObject({
      token: "t",
    });
    expect(createRequest().authorization).toBeNull();
  });

  it("are conditions [F87]", () => {
    const date = "Sat, 21 Nov 2026 10:00:00 GMT";
    const request = createRequest({
      headers: {
        "If-Match": '"a"',
        "If-None-Match": 'W/"b"',
        "If-Modified-Since": date,
        "If-Unmodified-Since": date,
        "If-Range": '"c"',
        Range: "bytes=0-9, -5, 20-",
        Date: date,
      },
    });
    expect(request).toMatchObject({
      ifMatch: { strong: ["a"] },
      ifNoneMatch: { weak: ["b"] },
      ifModifiedSince: new Date(date),
      ifUnmodifiedSince: new Date(date),
      ifRange: '"c"',
      date: new Date(date),
      range: {
        unit: "bytes",
        ranges: [
          { first: 0, last: 9 },
          { first: undefined, last: 5 },
          { first: 20, last: undefined },
        ],
      },
    });
    expect(createRequest({ headers: { "If-Range": date } }).ifRange).toEqual(new Date(date));
  });

  it("are no conditions where none were sent [F87]", () => {
    const request = createRequest();
    expect([
      request.ifMatch,
      request.ifNoneMatch,
      request.ifModifiedSince,
      request.ifUnmodifiedSince,
      request.ifRange,
      request.range,
    ]).toEqual(Array.from({ length: 6 }));
  });

  it.each(["bytes", "bytes=", "bytes=a-b", "bytes=5-2", "bytes=-", "bytes=0-1,", "=0-1", "bytes=0-1, x"])(
    "have no range in %j [F87]",
    (range) => {
      expect(createRequest({ headers: { Range: range } }).range).toBeUndefined();
    },
  );

  it("are what browsers tell [F88]", () => {
    const request = createRequest({
      headers: {
        "Cache-Control": "no-cache",
        "User-Agent": "curl/8",
        Referer: "https://example.org/a",
        Origin: "https://example.org",
        "Sec-Fetch-Site": "same-origin",
        "Sec-Fetch-Mode": "navigate",
        "Sec-Fetch-Dest": "document",
        "Sec-Fetch-User": "?1",
        "Access-Control-Request-Method": "PUT",
        "Access-Control-Request-Headers": "X-A, Content-Type",
      },
    });
    expect(request).toMatchObject({
      cacheControl: { noCache: true },
      userAgent: "curl/8",
      referrer: "https://example.org/a",
      origin: "https://example.org",
      secFetchSite: "same-origin",
      secFetchMode: "navigate",
      secFetchDest: "document",
      secFetchUser: true,
      accessControlRequestMethod: "PUT",
      accessControlRequestHeaders: ["x-a", "content-type"],
    });
  });

  it("are nothing where browsers tell nothing [F88]", () => {
    expect(createRequest()).toMatchObject({
      userAgent: "",
      referrer: undefined,
      origin: undefined,
      secFetchSite: undefined,
      secFetchMode: undefined,
      secFetchDest: undefined,
      secFetchUser: false,
      accessControlRequestMethod: undefined,
      accessControlRequestHeaders: [],
    });
  });
});

describe("what a request knows of its route and of its app", () => {
  it("is the rule, the blueprints and what the route says of itself [F89]", () => {
    const request = createRequest({
      endpoint: "shop.cart.show",
      rule: "/shop/cart/<int:id>",
      blueprint: "shop.cart",
      blueprints: ["shop.cart", "shop"],
      meta: { public: true },
      params: { id: 3 },
    });
    expect(request).toMatchObject({
      endpoint: "shop.cart.show",
      rule: "/shop/cart/<int:id>",
      blueprint: "shop.cart",
      blueprints: ["shop.cart", "shop"],
      meta: { public: true },
      params: { id: 3 },
      routingError: undefined,
    });
  });

  it("is why there is no view [F89]", () => {
    const request = createRequest();
    const error = new NotFound();
    request.setRoutingError(error);
    expect(request.routingError).toBe(error);
  });

  it("is a URL for an endpoint, built by the app", () => {
    const buildUrl = vi.fn<() => string>(() => "/blog/3");
    const request = createRequest({ services: { buildUrl } });
    expect(request.urlFor(".show", { id: 3 }, { external: true })).toBe("/blog/3");
    expect(buildUrl).toHaveBeenCalledWith(request, ".show", { values: { id: 3 }, external: true });
    expect(() => createRequest().urlFor("x")).toThrow("MICRO_URL_BUILD");
  });

  it("is how long a browser may keep a file: the blueprint's word, the app's, the configuration's [F222 B72]", () => {
    expect(createRequest({ fileMaxAge: 60 }).fileMaxAgeOf("a.css")).toBe(60);
    const services = { fileMaxAgeOf: (name: string) => (name.endsWith(".css") ? 5 : null) };
    const request = createRequest({ fileMaxAge: 60, services });
    expect([request.fileMaxAgeOf("a.css"), request.fileMaxAgeOf("a.js")]).toEqual([5, null]);
  });

  it("is debug, JSON and who sends files, with defaults", () => {
    expect(createRequest()).toMatchObject({ isDebug: false, fileHandover: false, jsonProvider: defaultJson });
    const services = { isDebug: true, fileHandover: true, json: new DefaultJson({ pretty: true }) };
    expect(createRequest({ services })).toMatchObject({
      isDebug: true,
      fileHandover: true,
      jsonProvider: services.json,
    });
  });
});

describe("the id of a request", () => {
  it("is random, and the same each time [F92]", () => {
    const request = createRequest();
    expect(request.id).toMatch(/^[\da-f]{8}-[\da-f-]{27}$/);
    expect(request.id).toBe(request.id);
    expect(createRequest().id).not.toBe(request.id);
  });

  it("is that of the header only when one is configured [F92]", () => {
    const headers = { "X-Request-Id": "abc-1" };
    expect(createRequest({ headers }).id).not.toBe("abc-1");
    expect(createRequest({ headers, services: { requestIdHeader: "X-Request-Id" } }).id).toBe("abc-1");
  });

  it.each(["a b", "a\tb", "\u00e9", "x".repeat(201), ""])(
    "is not the header %j, which would spoil a log [F92]",
    (id) => {
      const request = createRequest({
        headers: { "X-Request-Id": id },
        services: { requestIdHeader: "X-Request-Id" },
      });
      expect(request.id).toHaveLength(36);
    },
  );
});
