import { describe, expect, it } from "vitest";

import { createRequest } from "../../fixtures/request.ts";

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

  it("takes neither from a header that anybody can send (A70, A81, A130, A266, A350)", () => {
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

  it("is separated by & only (A188)", () => {
    expect(createRequest({ target: "/?a=1;b=2" }).query.toObject()).toEqual({ a: "1;b=2" });
  });

  it.each([
    "/?__proto__[x]=1&constructor[prototype][y]=1&a[__proto__]=b&a[length]=100000000",
    "/?__proto__=1&constructor=2&toString=3",
    "/?a[999999999]=x&items[999999999]=y",
  ])("is flat and harmless: %s (A229, A230, A394)", (target) => {
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
  ])("give by the Content-Type %j the media type %j, JSON: %s (A186, A264)", (type, mimetype, isJson) => {
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
    request.setValidated({ params: { id: 3 }, query: { a: 1 }, body: { b: 2 } });
    expect(request).toMatchObject({ params: { id: 3 }, query: { a: 1 }, body: { b: 2 } });
  });

  it("keeps what it does not replace", () => {
    const request = createRequest({ target: "/?a=1", params: { id: "3" } });
    request.setValidated({ query: { a: 1 } });
    request.setValidated({ body: "x" });
    expect(request).toMatchObject({ params: { id: "3" }, query: { a: 1 }, body: "x" });
  });

  it("leaves the query that came", () => {
    const request = createRequest({ target: "/?a=1" });
    request.setValidated({ query: { a: 1 } });
    expect(request.queryValues.get("a")).toBe("1");
  });

  it.each([0, false, "", null])("may make the body %j", (body) => {
    const request = createRequest();
    request.setValidated({ body });
    expect(request.body).toBe(body);
  });

  it("is what gives a request its validated body", () => {
    expect(createRequest({ body: "{}" }).body).toBeUndefined();
  });
});
