import { describe, expect, it } from "vitest";

import {
  checkFunction,
  type ErrorClass,
  ErrorHandlers,
  findErrorHandler,
  type StoredErrorHandler,
} from "./hooks.ts";
import { BadRequest, Forbidden, HttpError, InternalServerError, NotFound } from "./http-errors.ts";

class Base extends Error {}
class Derived extends Base {}

/** A handler to recognise by its name. */
function named(name: string): StoredErrorHandler {
  return () => name;
}

function createHandlers(targets: readonly (readonly [number | ErrorClass, string])[]): ErrorHandlers {
  const handlers = new ErrorHandlers();
  for (const [target, name] of targets) handlers.add(target, named(name));
  return handlers;
}

/** The name of the handler that is found. */
function find(scopes: readonly ErrorHandlers[], error: unknown): unknown {
  const handler = findErrorHandler(scopes, error);
  return handler?.(error as never, undefined as never, undefined as never); // the handlers look at nothing
}

describe("checkFunction", () => {
  it("accepts functions, asynchronous ones and classes' methods", () => {
    for (const value of [() => 1, async () => 1, function* chunks() {}, class {}])
      expect(() => checkFunction(value, "x")).not.toThrow();
  });

  it.each([
    ["undefined", undefined],
    ["object", null],
    ["string", "view"],
    ["object", Promise.resolve()],
  ])("refuses %s and names the registration (MICRO_HOOK_INVALID)", (type, value) => {
    expect(() => checkFunction(value, "beforeRequest()")).toThrow(
      `beforeRequest() was given a ${type}. Give it a function. [MICRO_HOOK_INVALID]`,
    );
  });
});

describe("ErrorHandlers.add [B114]", () => {
  it.each([200, 399, 600, 418.5, Number.NaN, 499])("refuses the status %d (MICRO_ABORT_STATUS)", (status) => {
    expect(() => new ErrorHandlers().add(status, named("x"))).toThrow("MICRO_ABORT_STATUS");
  });

  it.each([
    ["an instance", new Error("x")],
    ["null", null],
    ["undefined", undefined],
    ["an object", {}],
  ])("refuses %s (MICRO_ERROR_HANDLER_TARGET)", (_, target) => {
    expect(() => new ErrorHandlers().add(target as never, named("x"))).toThrow("MICRO_ERROR_HANDLER_TARGET");
  });

  it("says what to give instead", () => {
    expect(() => new ErrorHandlers().add("nothing" as never, named("x"))).toThrow(
      'onError() was given "nothing". Give it an error status such as 404 or an error class.',
    );
  });

  it("offers the class whose name was given as text", () => {
    expect(() => new ErrorHandlers().add("NotFond" as never, named("x"))).toThrow('Did you mean "NotFound"?');
  });

  it("refuses a handler that is no function (MICRO_HOOK_INVALID)", () => {
    expect(() => new ErrorHandlers().add(404, "404.html" as never)).toThrow("onError() was given a string");
  });

  it("replaces the handler of a status that has one", () => {
    expect(
      find(
        [
          createHandlers([
            [404, "first"],
            [404, "second"],
          ]),
        ],
        new NotFound(),
      ),
    ).toBe("second");
  });
});

describe("findErrorHandler [F176]", () => {
  it("finds nothing where nothing is registered", () => {
    expect(find([new ErrorHandlers()], new Error("x"))).toBeUndefined();
    expect(find([], new NotFound())).toBeUndefined();
  });

  it("finds the handler of an HTTP error's status", () => {
    expect(find([createHandlers([[404, "404"]])], new HttpError(404))).toBe("404");
  });

  it("finds no handler of a status for other errors", () => {
    expect(find([createHandlers([[500, "500"]])], new Error("x"))).toBeUndefined();
  });

  it("finds the nearest class [B109]", () => {
    const handlers = createHandlers([
      [Error, "error"],
      [Base, "base"],
    ]);
    expect(find([handlers], new Derived())).toBe("base");
    expect(find([handlers], new TypeError())).toBe("error");
  });

  it("finds the class of what was thrown, not of its own constructor property", () => {
    const error = Object.assign(new Derived(), { constructor: Base });
    expect(
      find(
        [
          createHandlers([
            [Derived, "derived"],
            [Base, "base"],
          ]),
        ],
        error,
      ),
    ).toBe("derived");
  });

  it.each([undefined, null, "text", 5, Symbol("x")])("finds nothing for the thrown value %s", (thrown) => {
    expect(find([createHandlers([[Error, "error"]])], thrown)).toBeUndefined();
  });

  it("finds nothing for an object without prototype", () => {
    expect(find([createHandlers([[Error, "error"]])], Object.create(null))).toBeUndefined();
  });

  it("asks inner scopes before outer ones", () => {
    expect(find([createHandlers([[Base, "inner"]]), createHandlers([[Base, "outer"]])], new Base())).toBe(
      "inner",
    );
    expect(find([createHandlers([[404, "inner"]]), createHandlers([[404, "outer"]])], new NotFound())).toBe(
      "inner",
    );
  });

  it("prefers an inner scope's general class to an outer scope's nearer one [B109]", () => {
    expect(
      find([createHandlers([[Error, "inner"]]), createHandlers([[Derived, "outer"]])], new Derived()),
    ).toBe("inner");
  });

  it("prefers an outer scope's status to an inner scope's class of all HTTP errors", () => {
    expect(
      find([createHandlers([[HttpError, "inner"]]), createHandlers([[404, "outer"]])], new NotFound()),
    ).toBe("outer");
  });

  it("falls back to the outer scope", () => {
    expect(find([createHandlers([[403, "inner"]]), createHandlers([[404, "outer"]])], new NotFound())).toBe(
      "outer",
    );
  });

  it("takes a status and its class for the same [B108]", () => {
    expect(find([createHandlers([[NotFound, "class"]])], new HttpError(404))).toBe("class");
    expect(
      find(
        [
          createHandlers([
            [NotFound, "class"],
            [404, "status"],
          ]),
        ],
        new NotFound(),
      ),
    ).toBe("status");
    expect(
      find(
        [
          createHandlers([
            [404, "status"],
            [NotFound, "class"],
          ]),
        ],
        new NotFound(),
      ),
    ).toBe("class");
  });

  it("prefers an inner scope's class of a status to an outer scope's status", () => {
    expect(
      find([createHandlers([[Forbidden, "inner"]]), createHandlers([[403, "outer"]])], new HttpError(403)),
    ).toBe("inner");
  });

  it("prefers the subclass of a status's class to the status", () => {
    class NotYours extends Forbidden {}
    const handlers = createHandlers([
      [403, "status"],
      [NotYours, "subclass"],
    ]);
    expect(find([handlers], new NotYours())).toBe("subclass");
    expect(find([handlers], new Forbidden())).toBe("status");
  });

  it("does not take one status for another", () => {
    expect(find([createHandlers([[BadRequest, "400"]])], new NotFound())).toBeUndefined();
  });

  it("finds the class of all HTTP errors for the wrapped 500", () => {
    expect(find([createHandlers([[HttpError, "any"]])], new InternalServerError())).toBe("any");
  });
});
