import { MicroError } from "./errors.ts";
import type { Request } from "./http/request.ts";
import type { Response } from "./http/response.ts";
import { isPromise, type MaybePromise } from "./maybe-promise.ts";

/**
 * Runs around everything that answers a request: hooks, view, error handlers (the onion of Koa and Hono).
 *
 * `await next()` runs what is inside; afterwards `response` holds the answer. What the function returns, unless
 * `undefined` or `null`, is the answer instead. One that does not call `next` keeps hooks and view from running.
 *
 * @example
 * app.use(async (request, response, next) => {
 *   const started = performance.now();
 *   await next();
 *   response.headers.set("Server-Timing", `app;dur=${performance.now() - started}`);
 * });
 */
export type Middleware<Properties = unknown> = (
  request: Request & Properties,
  response: Response,
  next: () => Promise<void>,
) => unknown;

/**
 * Runs around one view and its validation, for the option `use` of a route (a decorator of Flask's).
 *
 * `next()` gives what the view returned, or a promise of it; what the wrapper returns is the view's value.
 *
 * @example
 * const loginRequired: ViewWrapper = (request, response, next) =>
 *   request.session.userId === undefined ? redirect("/login") : next();
 * app.get("/account", { use: [loginRequired] }, showAccount);
 */
export type ViewWrapper = (
  request: Request,
  response: Response,
  next: () => MaybePromise<unknown>,
) => unknown;

/** The error of a middleware that has called `next()` a second time. */
export function calledNextTwice(request: Request): MicroError {
  return new MicroError(
    "MICRO_NEXT_TWICE",
    `A middleware has called next() twice for ${request.method} ${request.path}. ` +
      "Call it once, and keep its promise to await it again.",
  );
}

/** Something that may answer a request. */
type Answerer = (request: Request, response: Response) => unknown;

/**
 * A view inside its wrappers, the first of which is outermost.
 *
 * @param inner - The view, or {@link validateFirst}.
 */
export function wrapView(wrappers: readonly ViewWrapper[], inner: Answerer): Answerer {
  return wrappers.reduceRight<Answerer>(
    (next, wrapper) => (request, response) => wrapper(request, response, () => next(request, response)),
    inner,
  );
}

/** Validation and view as one; a value of the validation is an answer, and the view does not run. */
export function validateFirst(validate: Answerer, view: Answerer): Answerer {
  return (request, response) => {
    const refused = validate(request, response);
    return isPromise(refused)
      ? refused.then((answer) => answer ?? view(request, response))
      : (refused ?? view(request, response));
  };
}
