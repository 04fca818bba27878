import { didYouMean } from "./did-you-mean.ts";
import { MicroError } from "./errors.ts";
import type { MultiDict } from "./http/multi-dict.ts";
import type { Request } from "./http/request.ts";
import type { Response } from "./http/response.ts";
import { HttpError, reasonPhrase } from "./http-errors.ts";

/**
 * What a view may return: text (HTML), bytes, an object or array (JSON), `render()`, `redirect()`, `reply()`, a
 * stream, a generator, a web `Response`, or a promise of one. `undefined` and `null` are errors.
 */
export type ViewResult = string | object;

/** Answers the requests of a route. */
export type View<Params = Readonly<Record<string, unknown>>, Query = MultiDict, Input = unknown> = (
  request: Request<Params, Query, Input>,
  response: Response,
) => ViewResult;

/** A function as it is kept, whatever its request's types: the route it is on has made sure that they fit. */
type Stored<Hook extends (...values: never[]) => unknown> = {
  bivarianceHack(...values: Parameters<Hook>): unknown;
}["bivarianceHack"];

/** A view as a route keeps it. */
export type StoredView = Stored<(request: Request, response: Response) => unknown>;

/** Runs before the view; what it returns, unless `undefined` or `null`, is the answer and the view does not run. */
export type BeforeRequestHook = (request: Request, response: Response) => unknown;

/** Runs after the view, also when it failed; changes the response, or returns a value that replaces it. */
export type AfterRequestHook = (request: Request, response: Response) => unknown;

/** Runs when the response is over, always; `error` is what failed and was not handled. */
export type TeardownRequestHook = (request: Request, error: unknown) => unknown;

/** Makes the answer for an error; its plain return value gets the error's status. */
export type ErrorHandler<Failure> = (error: Failure, request: Request, response: Response) => unknown;

/** An error handler as it is kept. */
export type StoredErrorHandler = Stored<(error: never, request: Request, response: Response) => unknown>;

/** A class of errors: the constructor, for `instanceof`. */
export type ErrorClass<Failure = unknown> = abstract new (...values: never[]) => Failure;

/**
 * Refuses what is not a function, with the registration it was given to.
 *
 * @throws MicroError `MICRO_HOOK_INVALID`.
 */
export function checkFunction(value: unknown, registration: string): void {
  if (typeof value === "function") return;
  throw new MicroError(
    "MICRO_HOOK_INVALID",
    `${registration} was given a ${typeof value}. Give it a function.`,
  );
}

/** The error handlers of an app or blueprint: by status, and by class. */
export class ErrorHandlers {
  readonly #byStatus = new Map<number, StoredErrorHandler>();
  readonly #byClass = new Map<ErrorClass, StoredErrorHandler>();

  /**
   * Registers a handler.
   *
   * @throws MicroError `MICRO_ERROR_HANDLER_TARGET` for anything but an error status or a class.
   */
  add(target: number | ErrorClass, handler: StoredErrorHandler): void {
    checkFunction(handler, "onError()");
    if (typeof target === "number") {
      reasonPhrase(target);
      this.#byStatus.set(target, handler);
    } else if (typeof target === "function") {
      this.#byClass.set(target, handler);
    } else {
      const hint = typeof target === "string" ? didYouMean(target, ["NotFound", "HttpError", "Error"]) : "";
      throw new MicroError(
        "MICRO_ERROR_HANDLER_TARGET",
        `onError() was given ${JSON.stringify(target)}. Give it an error status such as 404 or an error class.${hint}`,
      );
    }
  }

  /** The handler of an error's status. */
  forStatus(error: unknown): StoredErrorHandler | undefined {
    return error instanceof HttpError ? this.#byStatus.get(error.status) : undefined;
  }

  /** The handler of the nearest class of an error. */
  forClass(error: unknown): StoredErrorHandler | undefined {
    if (this.#byClass.size === 0) return undefined;
    for (
      let type: unknown = error;
      typeof type === "object" && type !== null;
      type = Object.getPrototypeOf(type)
    ) {
      const handler = Object.hasOwn(type, "constructor")
        ? this.#byClass.get(type.constructor as ErrorClass)
        : undefined; // a prototype's own constructor is a class
      if (handler !== undefined) return handler;
    }
    return undefined;
  }
}

/**
 * The handler for an error, in Flask's order: by status before by class; within each, the innermost blueprint
 * outward, then the app; within each, the most specific class.
 *
 * @param scopes - Innermost first.
 */
export function findErrorHandler(
  scopes: readonly ErrorHandlers[],
  error: unknown,
): StoredErrorHandler | undefined {
  for (const scope of scopes) {
    const handler = scope.forStatus(error);
    if (handler !== undefined) return handler;
  }
  for (const scope of scopes) {
    const handler = scope.forClass(error);
    if (handler !== undefined) return handler;
  }
  return undefined;
}
