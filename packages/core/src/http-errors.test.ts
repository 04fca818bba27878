import { STATUS_CODES } from "node:http";
import { describe, expect, it } from "vitest";

import { MicroError } from "./errors.ts";
import * as errors from "./http-errors.ts";
import {
  abort,
  BadRequestKeyError,
  HttpError,
  type HttpErrorClass,
  MethodNotAllowed,
  NotFound,
  RangeNotSatisfiable,
  reasonPhrase,
  ServiceUnavailable,
  TooManyRequests,
  Unauthorized,
} from "./http-errors.ts";

/** Every class of one status, by its name. */
const CLASSES = Object.entries(errors).filter(
  (entry): entry is [string, HttpErrorClass] =>
    entry[1] !== HttpError && entry[1] !== BadRequestKeyError && /^[A-Z]/.test(entry[0]),
);

/** What a function throws. */
function thrownBy(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}

describe("HttpError", () => {
  it("has a status and the reason phrase as its message", () => {
    const error = new HttpError(404);
    expect(error).toMatchObject({
      status: 404,
      message: "Not Found",
      reason: "Not Found",
      name: "HttpError",
    });
    expect(error).toBeInstanceOf(Error);
  });

  it("has a message for the client", () => {
    expect(new HttpError(409, "Saved by somebody else.")).toMatchObject({
      message: "Saved by somebody else.",
      reason: "Conflict",
    });
  });

  it("may have an empty message", () => {
    expect(new HttpError(400, "").message).toBe("");
  });

  it("has neither headers nor response nor details unless given", () => {
    expect(new HttpError(404)).toMatchObject({ headers: {}, response: undefined, details: {} });
    expect(new HttpError(404).cause).toBeUndefined();
  });

  it("carries headers, a response, details and a cause", () => {
    const cause = new Error("x");
    const options = { headers: { "Retry-After": "120" }, response: "<p>", details: { id: 3 }, cause };
    expect(new HttpError(503, "Later.", options)).toMatchObject({ status: 503, ...options });
  });

  it.each([0, 100, 200, 304, 399, 402, 419, 499, 506, 600, 404.5, Number.NaN])(
    "has no status %d",
    (status) => {
      expect(thrownBy(() => new HttpError(status))).toMatchObject({ code: "MICRO_ABORT_STATUS" });
    },
  );

  it.each([200, 402, 999])("has no status %d, whatever its message", (status) => {
    expect(thrownBy(() => new HttpError(status, "A message."))).toMatchObject({ code: "MICRO_ABORT_STATUS" });
  });
});

describe("the class of one status", () => {
  it("exists for every error status there is", () => {
    const statuses = CLASSES.map(([, HttpErrorOfStatus]) => new HttpErrorOfStatus().status);
    expect(new Set(statuses).size).toBe(statuses.length);
    expect(statuses.filter((status) => status < 400 || status > 599)).toEqual([]);
    expect(statuses.length).toBeGreaterThan(25);
  });

  it.each(CLASSES)("%s is an HttpError of its own name, status and reason", (name, HttpErrorOfStatus) => {
    const error = new HttpErrorOfStatus();
    expect(error).toBeInstanceOf(HttpError);
    expect(error).toBeInstanceOf(HttpErrorOfStatus);
    expect(error.name).toBe(name);
    expect(error.message).toBe(reasonPhrase(error.status));
  });

  it("takes message and options", () => {
    const error = new NotFound("No such page.", { headers: { "X-A": "1" } });
    expect(error).toMatchObject({ status: 404, message: "No such page.", headers: { "X-A": "1" } });
  });

  it("tells itself from another one", () => {
    expect(new errors.Forbidden()).not.toBeInstanceOf(NotFound);
  });
});

describe("reasonPhrase", () => {
  it.each([400, 401, 403, 404, 405, 408, 410, 422, 429, 431, 451, 500, 501, 503])(
    "of %i is close to Node's",
    (status) => {
      const words = (text: string): string => text.toLowerCase().replaceAll(/entity|content/g, "content");
      expect(words(reasonPhrase(status))).toBe(words(STATUS_CODES[status] ?? ""));
    },
  );

  it("lists the statuses there are for one that is none", () => {
    expect(() => reasonPhrase(299)).toThrow(/299 is not an HTTP error status\. Use one of 400, 401, .*505\./);
  });

  it.each([Number.NaN, -1, 1e21])("has none for %d", (status) => {
    expect(() => reasonPhrase(status)).toThrow(MicroError);
  });
});

describe("abort", () => {
  it("throws the error of a status", () => {
    expect(thrownBy(() => abort(404))).toMatchObject({ status: 404, message: "Not Found" });
    expect(thrownBy(() => abort(403, "Only the author may edit."))).toMatchObject({
      status: 403,
      message: "Only the author may edit.",
    });
  });

  it("passes headers and details on", () => {
    const error = thrownBy(() =>
      abort(503, undefined, { headers: { "Retry-After": "1" }, details: { a: 1 } }),
    );
    expect(error).toMatchObject({ status: 503, headers: { "Retry-After": "1" }, details: { a: 1 } });
  });

  it("throws an error that any view value answers", () => {
    const response = { gone: true };
    expect(thrownBy(() => abort(response))).toMatchObject({ response });
    expect(thrownBy(() => abort(response))).toBeInstanceOf(HttpError);
    expect(thrownBy(() => abort(response))).toMatchObject({ message: "Aborted with a response." });
    expect(thrownBy(() => abort(response, "Gone for good."))).toMatchObject({
      message: "Gone for good.",
      response,
    });
  });

  it.each([200, 0, 299, 999, Number.NaN])("says that %d is no error status", (status) => {
    expect(thrownBy(() => abort(status))).toMatchObject({ name: "MicroError", code: "MICRO_ABORT_STATUS" });
  });
});

describe("an error that says what to do", () => {
  it("says when to come back [F111]", () => {
    expect(new TooManyRequests(undefined, { retryAfter: 120 }).headers).toEqual({ "Retry-After": "120" });
    const date = new Date("2026-11-21T10:00:00Z");
    expect(new ServiceUnavailable(undefined, { retryAfter: date }).headers).toEqual({
      "Retry-After": "Sat, 21 Nov 2026 10:00:00 GMT",
    });
  });

  it("says how to be let in", () => {
    const one = new Unauthorized(undefined, { wwwAuthenticate: 'Basic realm="a"' });
    const two = new Unauthorized(undefined, { wwwAuthenticate: ["Bearer", "Basic"] });
    expect([one.headers, two.headers]).toEqual([
      { "WWW-Authenticate": 'Basic realm="a"' },
      { "WWW-Authenticate": "Bearer, Basic" },
    ]);
  });

  it("says which methods and how many bytes there are", () => {
    expect(new MethodNotAllowed(undefined, { allow: new Set(["GET", "HEAD"]) }).headers).toEqual({
      Allow: "GET, HEAD",
    });
    expect(new RangeNotSatisfiable(undefined, { completeLength: 10 }).headers).toEqual({
      "Content-Range": "bytes */10",
    });
  });

  it("has the headers that are written out over the others", () => {
    const error = new HttpError(503, undefined, { retryAfter: 1, headers: { "Retry-After": "2" } });
    expect(error.headers).toEqual({ "Retry-After": "2" });
  });
});
