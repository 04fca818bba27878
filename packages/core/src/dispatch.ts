/**
 * The life of a request, top to bottom.
 *
 * ```
 * gateway      the raw request                          ─▶ RequestSource
 *            1 matchRoute          the plan of the route; a 404, 405 or redirect is kept for step 3 ─▶ Exchange
 * dispatch     the ambient context, when somebody uses it
 * answer       the plan's middleware, if any, around 2 to 7
 * walk         the plan's steps, until one gives a value                                     ┐
 *            2   before-request    app, then outer to inner blueprint; a value answers       │
 *            3   the fault         what step 1 kept                                          │ any throw
 *            4   validation        params, query, body                              422      ├──────────▶ answerError:
 *            5   the view          view(request, response) ─▶ value                          │  a handler's value, or
 *            6 stageValue          render a Rendering; toResponse(value)                     ┘  the error page
 *            7 runAfterRequest     after-request hooks, inner to outer, also after an error
 * complete     the session is saved
 * gateway      the exchange's Response                  ─▶ the socket
 *            8 runTeardown         when the response is over, always
 * ```
 *
 * Nothing here waits unless a hook or view returns a promise: then the `...Later` twin of a function takes over.
 */
import { ambient, AmbientContext } from "./ambient.ts";
import { answerError } from "./answer-error.ts";
import { complete, completeLater } from "./complete.ts";
import { type Exchange, isNothing, stageValue } from "./exchange.ts";
import type { Request } from "./http/request.ts";
import { isPromise, type MaybePromise } from "./maybe-promise.ts";
import { calledNextTwice } from "./middleware.ts";
import type { AppSignals } from "./signals.ts";

/**
 * Answers one request, in the exchange's response, which the gateway sends and then closes. Never throws, never rejects.
 *
 * The response is not what the promise is for: V8 looks into every object that a promise is resolved with for a `then`.
 *
 * @param exchange - What {@link matchRoute} made of the request.
 */
export function dispatch(exchange: Exchange): MaybePromise<void> {
  const { enter } = ambient;
  return enter === null
    ? answer(exchange)
    : enter(new AmbientContext(exchange.pipeline.app, exchange.request), answer, exchange);
}

function answer(exchange: Exchange): MaybePromise<void> {
  const { pipeline, plan } = exchange;
  if (pipeline.opensSessionsFirst) return completeLater(exchange, openSession(exchange));
  return plan.middleware.length === 0
    ? walk(exchange, complete)
    : completeLater(exchange, runMiddleware(exchange, 0));
}

/** For sessions that take their time; without one nothing of the app's runs but what answers the error. */
async function openSession(exchange: Exchange): Promise<void> {
  try {
    const opened = exchange.pipeline.openSessionFirst(exchange.request);
    if (isPromise(opened)) await opened;
  } catch (error) {
    return finishLater(exchange, Promise.reject(error), leave);
  }
  return runMiddleware(exchange, 0);
}

/** One middleware, around the next and finally around {@link walk}. Never throws, never rejects. */
async function runMiddleware(exchange: Exchange, index: number): Promise<void> {
  const middleware = exchange.plan.middleware[index];
  if (middleware === undefined) return walk(exchange, leave);
  const { request, response } = exchange;
  try {
    const value = await middleware(request, response, () => proceed(exchange, index + 1));
    response.answeredBy = "A middleware";
    if (!isNothing(value)) await stageValue(exchange, value);
  } catch (error) {
    await answerError(exchange, error);
  }
}

/** What a middleware calls `next`: once, since everything inside runs once for a request. */
function proceed(exchange: Exchange, index: number): Promise<void> {
  if (exchange.middlewareCount >= index) return Promise.reject(calledNextTwice(exchange.request));
  exchange.middlewareCount = index;
  return runMiddleware(exchange, index);
}

/** What follows {@link walk}: {@link complete}, or the middleware around it. Never throws, never rejects. */
type Next = (exchange: Exchange) => MaybePromise<void>;

function leave(): void {
  // back to the middleware
}

/** The steps, the answer, the after-request hooks, and `next`. Never throws, never rejects. */
function walk(exchange: Exchange, next: Next): MaybePromise<void> {
  const { steps, request, response, pipeline } = exchange;
  try {
    announce(pipeline.signals, request);
    let value: unknown;
    while (isNothing(value) && exchange.stepCount < steps.length) {
      value = steps[exchange.stepCount++]?.(request, response);
      if (isPromise(value)) return walkLater(exchange, value, next);
    }
    const staged = stageAnswer(exchange, value);
    if (isPromise(staged)) return finishLater(exchange, staged, next);
  } catch (error) {
    return finishLater(exchange, Promise.reject(error), next);
  }
  return finish(exchange, next);
}

function announce({ appContextPushed, requestStarted }: AppSignals, request: Request): void {
  if (appContextPushed.hasReceivers) appContextPushed.send({ request });
  if (requestStarted.hasReceivers) requestStarted.send({ request });
}

/** {@link walk} from a step that returned a promise. */
async function walkLater(exchange: Exchange, pending: PromiseLike<unknown>, next: Next): Promise<void> {
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
  return finish(exchange, next);
}

/** The value of a step, which may have been a hook. */
function stageAnswer(exchange: Exchange, value: unknown): MaybePromise<void> {
  if (exchange.stepCount <= exchange.plan.before.length && !isNothing(value))
    exchange.response.answeredBy = "A before-request hook";
  return stageValue(exchange, value);
}

/** 7. Each after-request hook runs once; when one fails, the error's answer goes through the rest. */
function finish(exchange: Exchange, next: Next): MaybePromise<void> {
  try {
    const ran = runAfterRequest(exchange);
    if (isPromise(ran)) return finishLater(exchange, ran, next);
  } catch (error) {
    return finishLater(exchange, Promise.reject(error), next);
  }
  return next(exchange);
}

async function finishLater(exchange: Exchange, pending: PromiseLike<unknown>, next: Next): Promise<void> {
  for (let step: MaybePromise<unknown> = pending; ;) {
    try {
      await step;
      await runAfterRequest(exchange);
      return await next(exchange);
    } catch (error) {
      step = answerError(exchange, error);
    }
  }
}

function runAfterRequest(exchange: Exchange): MaybePromise<void> {
  const { plan, request, response } = exchange;
  const { afterHooks } = request;
  const after = afterHooks === undefined ? plan.after : [...afterHooks, ...plan.after];
  while (exchange.afterCount < after.length) {
    const value = after[exchange.afterCount++]?.(request, response);
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
