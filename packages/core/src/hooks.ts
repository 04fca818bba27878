import { didYouMean } from "./did-you-mean.ts";
import { MicroError } from "./errors.ts";
import type { MultiDict } from "./http/multi-dict.ts";
import type { Request, RequestGlobals } from "./http/request.ts";
import type { Response } from "./http/response.ts";
import { HttpError, reasonPhrase } from "./http-errors.ts";

/**
 * What a view may return: text (HTML), bytes, an object or array (JSON), `render()`, `redirect()`, `reply()`, a
 * stream, a generator, a web `Response`, or a promise of one. `undefined` and `null` are errors.
 */
export type ViewResult = string | object;

/**
 * Answers the requests of a route.
 *
 * @typeParam Properties - What extensions and further schemas add to the requests it gets.
 * @typeParam Result - What it may return.
 */
export type View<
  Params = Readonly<Record<string, unknown>>,
  Query = MultiDict,
  Input = unknown,
  Properties = unknown,
  Result = ViewResult,
> = (request: Request<Params, Query, Input> & Properties, response: Response) => Result;

/** A function as it is kept, whatever its request's types: the route it is on has made sure that they fit. */
type Stored<Hook extends (...values: never[]) => unknown> = {
  bivarianceHack(...values: Parameters<Hook>): unknown;
}["bivarianceHack"];

/** A view as a route keeps it. */
export type StoredView = Stored<(request: Request, response: Response) => unknown>;

/** Runs before the view; what it returns, unless `undefined` or `null`, is the answer and the view does not run. */
export type BeforeRequestHook<Properties = unknown> = (
  request: Request & Properties,
  response: Response,
) => unknown;

/** Runs after the view, also when it failed; changes the response, or returns a value that replaces it. */
export type AfterRequestHook<Properties = unknown> = (
  request: Request & Properties,
  response: Response,
) => unknown;

/** Runs when the response is over, always; `error` is what failed and was not handled. */
export type TeardownRequestHook<Properties = unknown> = (
  request: Request & Properties,
  error: unknown,
) => unknown;

/** What was shared while a request, command or script ran. */
export interface EndedContext {
  readonly g: RequestGlobals;
  /** `null` outside a request. */
  readonly request: Request | null;
}

/** Runs when a request, command or script is over, always; `error` is what failed and was not handled. */
export type TeardownContextHook = (error: unknown, context: EndedContext) => unknown;

/**
 * Sees the variables of a matched path before any hook, and may change them; what it deletes the view does not see.
 */
export type UrlValuePreprocessor = (
  endpoint: string,
  values: Record<string, unknown>,
  request: Request,
) => void;

/** Fills in values of a URL that is being built. */
export type UrlDefaultsHook = (endpoint: string, values: Record<string, unknown>) => void;

/** Makes the answer for an error; its plain return value gets the error's status. */
export type ErrorHandler<Failure, Properties = unknown> = (
  error: Failure,
  request: Request & Properties,
  response: Response,
) => unknown;

/**
 * An error that brings its answer, for apps that have no handler for its class (AdonisJS's `handle`).
 *
 * @example
 * class OutOfStock extends Error implements SelfHandledError {
 *   handle(): unknown {
 *     return reply({ sorry: this.message }, 409);
 *   }
 * }
 */
export interface SelfHandledError extends Error {
  /** Makes the answer; a plain value gets the status of the error, 500 unless it is an `HttpError`. */
  handle(request: Request, response: Response): unknown;
}

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

/** The error handlers of an app or blueprint: by status and class, or by class alone, as in Flask. */
export class ErrorHandlers {
  /** A class of an HTTP error is kept under its status; the status itself and its own class are one. */
  readonly #byStatus = new Map<number, Map<ErrorClass, StoredErrorHandler>>();
  readonly #byClass = new Map<ErrorClass, StoredErrorHandler>();

  /**
   * Registers a handler.
   *
   * @throws MicroError `MICRO_ERROR_HANDLER_TARGET` for anything but an error status or a class.
   */
  add(target: number | ErrorClass, handler: StoredErrorHandler): void {
    checkFunction(handler, "onError()");
    if (typeof target !== "number" && typeof target !== "function") throw invalidTarget(target);
    const status = typeof target === "number" ? target : statusOfClass(target);
    if (typeof target === "number") reasonPhrase(target);
    if (status === undefined)
      this.#byClass.set(target as ErrorClass, handler); // a number has a status
    else
      this.#handlersFor(status).set(
        typeof target === "number" || Object.hasOwn(target, "status") ? HttpError : target,
        handler,
      );
  }

  /** The handler of an HTTP error's status: that of its nearest class, else that of the status. */
  forStatus(error: unknown): StoredErrorHandler | undefined {
    const handlers = error instanceof HttpError ? this.#byStatus.get(error.status) : undefined;
    return handlers === undefined ? undefined : findByClass(handlers, error);
  }

  /** The handler of the nearest class of an error. */
  forClass(error: unknown): StoredErrorHandler | undefined {
    return findByClass(this.#byClass, error);
  }

  #handlersFor(status: number): Map<ErrorClass, StoredErrorHandler> {
    const handlers = this.#byStatus.get(status) ?? new Map<ErrorClass, StoredErrorHandler>();
    this.#byStatus.set(status, handlers);
    return handlers;
  }
}

/** The status that all errors of a class have; `undefined` for classes without one. */
function statusOfClass(type: ErrorClass): number | undefined {
  return "status" in type && typeof type.status === "number" ? type.status : undefined;
}

function findByClass(
  handlers: ReadonlyMap<ErrorClass, StoredErrorHandler>,
  error: unknown,
): StoredErrorHandler | undefined {
  if (handlers.size === 0 || typeof error !== "object" || error === null) return undefined;
  for (
    let type: unknown = Object.getPrototypeOf(error);
    typeof type === "object" && type !== null;
    type = Object.getPrototypeOf(type)
  ) {
    const handler = handlers.get(type.constructor as ErrorClass); // a prototype's constructor is its class
    if (handler !== undefined) return handler;
  }
  return undefined;
}

function invalidTarget(target: unknown): MicroError {
  const hint = typeof target === "string" ? didYouMean(target, ["NotFound", "HttpError", "Error"]) : "";
  return new MicroError(
    "MICRO_ERROR_HANDLER_TARGET",
    `onError() was given ${JSON.stringify(target)}. Give it an error status such as 404 or an error class.${hint}`,
  );
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
