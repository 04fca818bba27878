/**
 * The life of a request, top to bottom.
 *
 * ```
 * gateway      the raw request                          ─▶ RequestSource
 * dispatch   1 matchRoute          the plan of the route; a 404, 405 or redirect is kept for step 3
 *              the plan's steps, until one gives a value                                     ┐
 *            2   before-request    app, then outer to inner blueprint; a value answers       │
 *            3   the fault         what step 1 kept                                          │ any throw
 *            4   validation        params, query, body                              422      ├──────────▶ answerError:
 *            5   the view          view(request, response) ─▶ value                          │  a handler's value, or
 *            6 stageValue          render a Rendering; toResponse(value)                     ┘  the error page
 *            7 finish              after-request hooks, inner to outer, also after an error; then the session is saved
 * gateway      Response                                 ─▶ the socket
 *            8 runTeardown         when the response is over, always
 * ```
 *
 * Nothing here waits unless a hook or view returns a promise: then the `...Later` twin of a function takes over.
 */
import { errorPage, traceOf } from "./error-page.ts";
import { findErrorHandler, type StoredErrorHandler } from "./hooks.ts";
import { canonicalRedirect, reply } from "./http/reply.ts";
import type { Request, RequestSource, RouteFacts } from "./http/request.ts";
import { Response } from "./http/response.ts";
import { toResponse } from "./http/to-response.ts";
import {
  HttpError,
  InternalServerError,
  MethodNotAllowed,
  NotFound,
  NotImplemented,
  UriTooLong,
} from "./http-errors.ts";
import { isPromise, type MaybePromise } from "./maybe-promise.ts";
import type { Plan, PlanTable, Step } from "./plan.ts";

/** What dispatching needs of an app. */
export interface Pipeline {
  /** Where requests go. */
  readonly table: PlanTable;
  /** The app's class of requests. */
  readonly requestClass: new (
    source: RequestSource,
    route: RouteFacts,
    params: Readonly<Record<string, unknown>>,
  ) => Request;
  /** Whether error pages show stacks. */
  readonly isDebug: boolean;
  /** Whether the app answers for a host. */
  isTrustedHost(host: string): boolean;
  /** Writes the session into the response, if it was opened. */
  saveSession(request: Request, response: Response): void;
  /** Logs an error nobody handled. */
  reportError(error: unknown, request: Request | null): void;
}

/** One request on its way. */
interface Exchange {
  readonly pipeline: Pipeline;
  readonly plan: Plan;
  readonly request: Request;
  readonly response: Response;
  /** 2 to 5. */
  readonly steps: readonly Step[];
  /** The number of steps that have run. */
  stepCount: number;
  /** The error that became a 500, for the teardown hooks. */
  error: unknown;
  /** The number of after-request hooks that have run. */
  afterCount: number;
  /** Whether the session has been saved, or the attempt has failed. */
  isSessionSaved: boolean;
}

/** Longer targets are answered 414 (RFC 9110 section 15.5.15). */
const MAX_TARGET_LENGTH = 8192;
/** Methods an app may not use but that are no reason to say 501. */
const COMMON_METHODS: ReadonlySet<string> = new Set([
  "GET",
  "HEAD",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
  "OPTIONS",
]);
const NO_PARAMS: Readonly<Record<string, unknown>> = Object.freeze({});

/**
 * Answers one request. Never throws, never rejects.
 *
 * @param source - The request as a gateway gives it.
 * @returns The response; the gateway sends it and then calls its `close()`.
 */
export function dispatch(pipeline: Pipeline, source: RequestSource): MaybePromise<Response> {
  const exchange = matchRoute(pipeline, source);
  const { steps, request, response } = exchange;
  try {
    let value: unknown;
    while (isNothing(value) && exchange.stepCount < steps.length) {
      value = steps[exchange.stepCount++]?.(request, response);
      if (isPromise(value)) return answerLater(exchange, value);
    }
    const staged = stageAnswer(exchange, value);
    if (isPromise(staged)) return finishLater(exchange, staged);
  } catch (error) {
    return finishLater(exchange, Promise.reject(error));
  }
  return finish(exchange);
}

/** {@link dispatch} from a step that returned a promise. */
async function answerLater(exchange: Exchange, pending: PromiseLike<unknown>): Promise<Response> {
  const { steps, request, response } = exchange;
  try {
    let value = await pending;
    while (isNothing(value) && exchange.stepCount < steps.length) {
      value = steps[exchange.stepCount++]?.(request, response);
      if (isPromise(value)) value = await value;
    }
    const staged = stageAnswer(exchange, value);
    if (isPromise(staged)) await staged;
  } catch (error) {
    await answerError(exchange, error);
  }
  return finish(exchange);
}

/** What makes the next step run. */
function isNothing(value: unknown): boolean {
  return value === undefined || value === null;
}

/** 1. Finds the plan; what stands in the way of a view is kept until the before-request hooks have run. */
function matchRoute(pipeline: Pipeline, source: RequestSource): Exchange {
  const { method, target } = source;
  const mark = target.indexOf("?");
  const path = mark === -1 ? target : target.slice(0, mark);
  const fault = target.length > MAX_TARGET_LENGTH ? new UriTooLong() : checkHost(pipeline, source);
  const match = pipeline.table.router.match(method, path);
  if (match.kind === "route")
    return createExchange(pipeline, source, { plan: match.target, params: match.params, fault });
  const plan = pipeline.table.ownerOf(match.kind === "invalid" ? "/" : path);
  const query = mark === -1 ? "" : target.slice(mark);
  return createExchange(pipeline, source, {
    plan,
    params: NO_PARAMS,
    fault: fault ?? toFault(pipeline, source, { match, query }),
  });
}

type Miss = Exclude<ReturnType<PlanTable["router"]["match"]>, { kind: "route" }>;

/** What to answer when no route matched. */
function toFault(
  pipeline: Pipeline,
  { method, target }: RequestSource,
  { match, query }: { match: Miss; query: string },
): object {
  if (match.kind === "redirect") return canonicalRedirect(match.path + query);
  if (target === "*") return method === "OPTIONS" ? allow(pipeline.table.methods) : new HttpError(400);
  if (match.kind === "invalid") return new HttpError(match.status);
  if (match.allowed.size > 0 && method === "OPTIONS") return allow(match.allowed);
  if (!COMMON_METHODS.has(method) && !pipeline.table.methods.has(method)) return new NotImplemented();
  if (match.allowed.size === 0) return new NotFound();
  return new MethodNotAllowed(undefined, { headers: { Allow: allowList(match.allowed) } });
}

function allow(methods: ReadonlySet<string>): object {
  return reply(null, 204, { Allow: allowList(methods) });
}

function allowList(methods: ReadonlySet<string>): string {
  return [...new Set([...methods, "OPTIONS"])].toSorted().join(", ");
}

function checkHost(pipeline: Pipeline, source: RequestSource): object | null {
  return pipeline.isTrustedHost(source.host) ? null : new HttpError(400, "This host is not served here.");
}

function createExchange(
  pipeline: Pipeline,
  source: RequestSource,
  { plan, params, fault }: { plan: Plan; params: Readonly<Record<string, unknown>>; fault: object | null },
): Exchange {
  const request = new pipeline.requestClass(source, plan, params);
  const steps = fault === null ? plan.steps : [...plan.before, () => fault];
  return {
    pipeline,
    plan,
    request,
    response: new Response(),
    steps,
    stepCount: 0,
    afterCount: 0,
    isSessionSaved: false,
    error: undefined,
  };
}

/** The value of a step, which may have been a hook. */
function stageAnswer(exchange: Exchange, value: unknown): MaybePromise<void> {
  if (exchange.stepCount <= exchange.plan.before.length && !isNothing(value))
    exchange.response.answeredBy = "A before-request hook";
  return stageValue(exchange, value);
}

/** 6. Renders a Rendering, and puts any value into the response. */
function stageValue({ request, response }: Exchange, value: unknown): MaybePromise<void> {
  return toResponse(value, response, request);
}

/** 7. Each after-request hook runs once; when one fails, the error's answer goes through the rest. */
function finish(exchange: Exchange): MaybePromise<Response> {
  try {
    const ran = runAfterRequest(exchange);
    if (isPromise(ran)) return finishLater(exchange, ran);
    return complete(exchange);
  } catch (error) {
    return finishLater(exchange, Promise.reject(error));
  }
}

async function finishLater(exchange: Exchange, pending: PromiseLike<unknown>): Promise<Response> {
  for (let step: MaybePromise<unknown> = pending; ;) {
    try {
      await step;
      await runAfterRequest(exchange);
      return complete(exchange);
    } catch (error) {
      step = answerError(exchange, error);
    }
  }
}

function runAfterRequest(exchange: Exchange): MaybePromise<void> {
  const { plan, request, response } = exchange;
  while (exchange.afterCount < plan.after.length) {
    const value = plan.after[exchange.afterCount++]?.(request, response);
    if (isPromise(value)) return runAfterRequestLater(exchange, value);
    if (!isNothing(value)) {
      response.answeredBy = "An after-request hook";
      const staged = stageValue(exchange, value);
      if (isPromise(staged)) return runAfterRequestLater(exchange, staged);
    }
  }
}

async function runAfterRequestLater(exchange: Exchange, pending: PromiseLike<unknown>): Promise<void> {
  const value = await pending;
  exchange.response.answeredBy = "An after-request hook";
  if (!isNothing(value)) await stageValue(exchange, value);
  await runAfterRequest(exchange);
}

/** The last step before the gateway: saves the session and arranges for the teardown. */
function complete(exchange: Exchange): Response {
  const { pipeline, plan, request, response } = exchange;
  if (request.openedSession !== undefined && !exchange.isSessionSaved) {
    exchange.isSessionSaved = true;
    pipeline.saveSession(request, response);
  }
  if (plan.teardown.length > 0) response.onClose(() => runTeardown(exchange));
  return response;
}

/** 8. All run, whatever the others do; their failures are logged. */
async function runTeardown({ pipeline, plan, request, error }: Exchange): Promise<void> {
  for (const hook of plan.teardown) {
    try {
      await hook(request, error);
    } catch (failure) {
      pipeline.reportError(failure, request);
    }
  }
}

/** The answer for an error: what a handler returns, or the error page. Never throws. */
async function answerError(exchange: Exchange, error: unknown): Promise<void> {
  try {
    await stageError(exchange, error);
  } catch (failure) {
    exchange.pipeline.reportError(failure, exchange.request);
    exchange.error = failure;
    stageErrorPage(exchange, new InternalServerError(undefined, { cause: failure }));
  }
}

function stageError(exchange: Exchange, error: unknown): MaybePromise<void> {
  const { plan, request, response } = exchange;
  const failure = error instanceof HttpError ? error : new InternalServerError(undefined, { cause: error });
  response.reset();
  if (failure.response !== undefined) return stageValue(exchange, failure.response);
  const handler = findErrorHandler(plan.errorHandlers, error);
  if (handler !== undefined) return callErrorHandler(exchange, handler, { failure, error });
  if (failure === error) return stageErrorPage(exchange, failure);
  exchange.error = error;
  exchange.pipeline.reportError(error, request);
  // In debug the stack is worth more than the app's page for 500.
  const pageHandler = exchange.pipeline.isDebug ? undefined : findErrorHandler(plan.errorHandlers, failure);
  if (pageHandler === undefined) return stageErrorPage(exchange, failure);
  return callErrorHandler(exchange, pageHandler, { failure, error: failure });
}

/** A handler's plain value gets the error's status and headers. */
function callErrorHandler(
  exchange: Exchange,
  handler: StoredErrorHandler,
  { failure, error }: { failure: HttpError; error: unknown },
): MaybePromise<void> {
  const { request, response } = exchange;
  response.answeredBy = "The error handler";
  response.status = failure.status;
  for (const name in failure.headers) response.headers.set(name, failure.headers[name] ?? "");
  const value = handler(error as never, request, response); // it asked for this class
  return isPromise(value)
    ? value.then((answered) => stageValue(exchange, answered))
    : stageValue(exchange, value);
}

function stageErrorPage({ pipeline, request, response }: Exchange, error: HttpError): void {
  response.reset();
  const trace =
    pipeline.isDebug && error.cause !== undefined && error.status === 500 ? traceOf(error.cause) : "";
  void toResponse(errorPage(error, request, trace), response, request);
}
