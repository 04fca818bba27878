import { ambient, type AmbientContext } from "./ambient.ts";
import type { TeardownContextHook } from "./hooks.ts";
import type { MaybePromise } from "./maybe-promise.ts";
import type { AppSignals } from "./signals.ts";

/** What belongs to every context of an app. */
interface ContextParts {
  readonly signals: AppSignals;
  /** Run at its end, last registered first. */
  readonly hooks: readonly TeardownContextHook[];
}

/**
 * Runs a task in a context of the app, and its teardown: all of it runs, whatever fails.
 *
 * @returns What the task returns.
 * @throws What the task throws; an AggregateError of what the teardown throws.
 */
export function runInContext<Result>(
  task: () => MaybePromise<Result>,
  context: AmbientContext,
  parts: ContextParts,
): Promise<Result> {
  const run = (): Promise<Result> => runWithTeardown(task, context, parts);
  return ambient.enter === null ? run() : ambient.enter(context, run, undefined);
}

async function runWithTeardown<Result>(
  task: () => MaybePromise<Result>,
  context: AmbientContext,
  parts: ContextParts,
): Promise<Result> {
  const { request } = context;
  try {
    parts.signals.appContextPushed.send({ request });
    const result = await task();
    await tearDown(parts, context, undefined);
    return result;
  } catch (error) {
    if (!(error instanceof TeardownError)) await tearDown(parts, context, error);
    throw error;
  }
}

/** Functions that run when a context is over failed. */
class TeardownError extends AggregateError {}

async function tearDown(
  { signals, hooks }: ContextParts,
  context: AmbientContext,
  error: unknown,
): Promise<void> {
  const { request } = context;
  const failures: unknown[] = [];
  const steps = [
    ...hooks.toReversed().map((hook) => () => hook(error, context)),
    () => signals.appContextTearingDown.send({ request, error }),
    () => signals.appContextPopped.send({ request }),
  ];
  for (const step of steps) {
    try {
      await step();
    } catch (failure) {
      failures.push(failure);
    }
  }
  if (failures.length > 0)
    throw new TeardownError(failures, "Functions that run when the context of an app is over failed.");
}
