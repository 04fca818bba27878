import { errorPage, pageTypeFor } from "./error-page.ts";
import { traceOf } from "./error-trace.ts";
import { type Exchange, type Pipeline, stageValue } from "./exchange.ts";
import { findErrorHandler, type StoredErrorHandler } from "./hooks.ts";
import type { Request } from "./http/request.ts";
import { toResponse } from "./http/to-response.ts";
import { HttpError, InternalServerError } from "./http-errors.ts";
import { isPromise, type MaybePromise } from "./maybe-promise.ts";

/** The answer for an error: what a handler returns, or the error page. Never throws. */
export async function answerError(exchange: Exchange, error: unknown): Promise<void> {
  try {
    await stageError(exchange, error);
  } catch (failure) {
    exchange.pipeline.reportError(failure, exchange.request);
    exchange.error = failure;
    await stageErrorPage(exchange, new InternalServerError(undefined, { cause: failure }));
  }
}

function stageError(exchange: Exchange, error: unknown): MaybePromise<void> {
  const { pipeline, plan, response } = exchange;
  response.reset();
  const isAnswer = error instanceof HttpError && (error.response !== undefined || !pipeline.traps(error));
  const failure = isAnswer ? error : new InternalServerError(undefined, { cause: error });
  if (failure.response !== undefined) return stageValue(exchange, failure.response);
  const handler = findErrorHandler(plan.errorHandlers, error) ?? ownHandlerOf(error);
  if (handler !== undefined) return callErrorHandler(exchange, handler, { failure, error });
  return isAnswer ? stageErrorPage(exchange, failure) : stageUnhandled(exchange, failure);
}

/** An error of the app itself: it is logged, or left to the gateway's caller, and the client gets a 500. */
function stageUnhandled(exchange: Exchange, failure: HttpError): MaybePromise<void> {
  const { pipeline, plan, request } = exchange;
  const { cause: error } = failure;
  exchange.error = error;
  pipeline.signals.gotRequestException.send({ request, error });
  if (!pipeline.propagatesErrors) pipeline.reportError(error, request);
  // In debug the stack is worth more than the app's page for 500.
  const isForPeople = pipeline.isDebug || pipeline.propagatesErrors;
  const pageHandler = isForPeople ? undefined : findErrorHandler(plan.errorHandlers, failure);
  if (pageHandler === undefined) return stageErrorPage(exchange, failure);
  return callErrorHandler(exchange, pageHandler, { failure, error: failure });
}

/** An error may bring its answer, {@link SelfHandledError}; the handlers of the app come before it. */
function ownHandlerOf(error: unknown): StoredErrorHandler | undefined {
  if (!(error instanceof Error) || !("handle" in error) || typeof error.handle !== "function")
    return undefined;
  const { handle } = error;
  return (_, ...exchanged): unknown => Reflect.apply(handle, error, exchanged);
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

function stageErrorPage(exchange: Exchange, error: HttpError): MaybePromise<void> {
  const { pipeline, request, response } = exchange;
  response.reset();
  if (pipeline.isDebug && error.status === 500 && error.cause !== undefined)
    return stageDebugPage(exchange, error);
  void toResponse(
    errorPage(error, request, pipeline.isDebug ? explain(pipeline, request, error) : ""),
    response,
    request,
  );
}

/** The page is imported when there is something to show; a page that fails must not hide what it is about. */
async function stageDebugPage(exchange: Exchange, error: HttpError): Promise<void> {
  const { request, response } = exchange;
  try {
    const { debugPage } = await import("./debug/debug-page.ts");
    void toResponse(await debugPage(exchange, error, pageTypeFor(request)), response, request);
  } catch (failure) {
    void toResponse(
      errorPage(error, request, `${traceOf(error.cause)}\n${traceOf(failure)}`),
      response,
      request,
    );
  }
}

/** What a developer wants to know: the routes that were tried for a 404 (as Django's page). */
function explain({ table }: Pipeline, request: Request, error: HttpError): string {
  if (error.status !== 404 || request.endpoint !== "") return "";
  const attempts = table.router.explain(request.rawPath, request.method, request.host);
  const lines = attempts.map(({ rule, endpoint, reason }) => `${rule.path}  (${endpoint})  ${reason}`);
  return lines.length === 0 ? "The app has no routes." : `Routes tried, in this order:\n${lines.join("\n")}`;
}
