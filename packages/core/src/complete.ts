import { ambient, AmbientContext, type EnterContext, withContext } from "./ambient.ts";
import { answerError } from "./answer-error.ts";
import type { Exchange } from "./exchange.ts";
import { isSource, type Response } from "./http/response.ts";
import { isPromise, type MaybePromise } from "./maybe-promise.ts";
import type { AppSignals } from "./signals.ts";

/** The errors behind responses that no handler took, for gateways that hand them to their caller. */
export const unhandledErrors: WeakMap<Response, { readonly error: unknown }> = new WeakMap();

/** The last step before the gateway: saves the session and arranges for the teardown. Never throws, never rejects. */
export function complete(exchange: Exchange): MaybePromise<void> {
  try {
    const saved = saveSession(exchange);
    if (isPromise(saved)) return completeLater(exchange, saved);
    return seal(exchange);
  } catch (error) {
    return completeLater(exchange, Promise.reject(error));
  }
}

/** {@link complete} once `pending` is over; its failure is answered first. */
export async function completeLater(exchange: Exchange, pending: PromiseLike<unknown>): Promise<void> {
  for (let step: MaybePromise<unknown> = pending; ;) {
    try {
      await step;
      await saveSession(exchange);
      return seal(exchange);
    } catch (error) {
      step = answerError(exchange, error);
    }
  }
}

/** Once, also when it fails: its failure is answered without a session. */
function saveSession(exchange: Exchange): MaybePromise<void> {
  const { pipeline, request, response } = exchange;
  if (exchange.isSessionSaved || !pipeline.needsSession(request)) return;
  exchange.isSessionSaved = true;
  return pipeline.saveSession(request, response);
}

/** Nothing changes the response any more. */
function seal(exchange: Exchange): void {
  const { pipeline, plan, request, response, error } = exchange;
  const { signals } = pipeline;
  if (signals.requestFinished.hasReceivers && !exchange.isFinished) {
    exchange.isFinished = true;
    signals.requestFinished.send({ request, response });
  }
  if (ambient.enter !== null) keepContext(exchange, ambient.enter);
  else if (plan.teardown.length > 0 || hasTeardownReceivers(signals))
    response.onClose(() => runTeardown(exchange));
  if (error !== undefined && pipeline.propagatesErrors) unhandledErrors.set(response, { error });
}

/** What runs after the dispatching still belongs to the request: the chunks of a stream and the teardown. */
function keepContext(exchange: Exchange, enter: EnterContext): void {
  const { pipeline, request, response } = exchange;
  const context = new AmbientContext(pipeline.app, request);
  const { body, headers } = response;
  if (isSource(body)) {
    const length = headers.get("Content-Length");
    response.transformBody(() => withContext(body, context, enter));
    if (length !== undefined) headers.set("Content-Length", length); // the chunks are the same
  }
  response.onClose(() => enter(context, runTeardown, exchange));
}

function hasTeardownReceivers({
  requestTearingDown,
  appContextTearingDown,
  appContextPopped,
}: AppSignals): boolean {
  return (
    requestTearingDown.hasReceivers || appContextTearingDown.hasReceivers || appContextPopped.hasReceivers
  );
}

/** All run, whatever the others do; their failures are logged. Nothing waits unless a hook does. */
function runTeardown(exchange: Exchange): MaybePromise<void> {
  return runTeardownFrom(exchange, 0);
}

function runTeardownFrom(exchange: Exchange, first: number): MaybePromise<void> {
  const { pipeline, plan, request, error } = exchange;
  for (let index = first; index < plan.teardown.length; index++) {
    try {
      const pending = plan.teardown[index]?.(request, error);
      if (isPromise(pending)) return runTeardownAfter(exchange, pending, index + 1);
    } catch (failure) {
      pipeline.reportError(failure, request);
    }
  }
  sendTeardown(exchange);
}

async function runTeardownAfter(
  exchange: Exchange,
  pending: PromiseLike<unknown>,
  next: number,
): Promise<void> {
  try {
    await pending;
  } catch (failure) {
    exchange.pipeline.reportError(failure, exchange.request);
  }
  await runTeardownFrom(exchange, next);
}

function sendTeardown({ pipeline, request, error }: Exchange): void {
  const { signals } = pipeline;
  if (!hasTeardownReceivers(signals)) return;
  const steps = [
    () => signals.requestTearingDown.send({ request, error }),
    () => signals.appContextTearingDown.send({ request, error }),
    () => signals.appContextPopped.send({ request }),
  ];
  for (const step of steps) {
    try {
      step();
    } catch (failure) {
      pipeline.reportError(failure, request);
    }
  }
}
