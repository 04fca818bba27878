import type { Request, RequestSource, RouteFacts } from "./http/request.ts";
import { Response } from "./http/response.ts";
import type { TrustedProxies } from "./http/trusted-proxies.ts";
import { toResponse } from "./http/to-response.ts";
import type { HttpError } from "./http-errors.ts";
import type { MaybePromise } from "./maybe-promise.ts";
import type { Plan, Step } from "./plan.ts";
import type { PlanTable } from "./plan-table.ts";
import type { AppSignals } from "./signals.ts";

/** What dispatching needs of an app. */
export interface Pipeline {
  /** The app itself, for code that asks for it. */
  readonly app: object;
  /** Where requests go. */
  readonly table: PlanTable;
  /** What happens, for whoever wants to know. */
  readonly signals: AppSignals;
  /** The app's class of requests. */
  readonly requestClass: new (
    source: RequestSource,
    route: RouteFacts,
    params: Readonly<Record<string, unknown>>,
  ) => Request;
  /** The bytes of a cookie over which a response warns; 0 never does. */
  readonly maxCookieSize: number;
  /** Whether error pages show stacks. */
  readonly isDebug: boolean;
  /** In debug, what knows the requests that are under way; `null` otherwise, and before the app has started. */
  readonly watcher: DispatchWatcher | null;
  /** Whether an error that no handler took is for the gateway's caller: {@link unhandledErrors}. */
  readonly propagatesErrors: boolean;
  /** Whether an HTTP error is treated like any other. */
  traps(error: HttpError): boolean;
  /** The proxies whose word counts; `null` for none. */
  readonly proxies: TrustedProxies | null;
  /** Whether the host of a request has to be known: an app that does not ask pays nothing for it. */
  readonly readsHost: boolean;
  /** Whether the app answers for a host. */
  isTrustedHost(host: string): boolean;
  /** Whether sessions are opened before anything else runs; otherwise when something asks for one. */
  readonly opensSessionsFirst: boolean;
  /** Gives a request its session. */
  openSessionFirst(request: Request): MaybePromise<void>;
  /** Whether the session of a request has to be saved: it was opened, or has to be prolonged. */
  needsSession(request: Request): boolean;
  /** Writes the session into the response. */
  saveSession(request: Request, response: Response): MaybePromise<void>;
  /** Logs an error nobody handled. */
  reportError(error: unknown, request: Request | null): void;
}

/** Answers requests, and knows which of them an error belongs to that nobody caught. */
interface DispatchWatcher {
  dispatch(exchange: Exchange): MaybePromise<void>;
  report(pipeline: Pipeline, error: unknown): Promise<CrashPages>;
}

/** A page and the headers that belong to it. */
export interface PageAnswer {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** An error that nobody caught, for whoever asks after it. */
export interface CrashPages {
  readonly html: PageAnswer;
  readonly text: PageAnswer;
  readonly json: PageAnswer;
}

/** One request on its way. */
export interface Exchange {
  readonly pipeline: Pipeline;
  readonly plan: Plan;
  readonly request: Request;
  readonly response: Response;
  /** 2 to 5. */
  readonly steps: readonly Step[];
  /** The number of middlewares that have called `next`. */
  middlewareCount: number;
  /** The number of steps that have run. */
  stepCount: number;
  /** The error that became a 500, for the teardown hooks. */
  error: unknown;
  /** The number of after-request hooks that have run. */
  afterCount: number;
  /** Whether whoever wants to know has been told that the response is complete. */
  isFinished: boolean;
  /** Whether the session has been saved, or the attempt has failed. */
  isSessionSaved: boolean;
}

/** What stands between matching and a view: the plan, the path's variables, and what to answer instead of the view. */
export interface Matched {
  readonly plan: Plan;
  readonly params: Readonly<Record<string, unknown>>;
  /** An HttpError, a redirect, an answer to OPTIONS; `null` to go on to the view. */
  readonly fault: object | null;
}

/** A request at its start. */
export function createExchange(
  pipeline: Pipeline,
  source: RequestSource,
  { plan, params, fault }: Matched,
): Exchange {
  const request = new pipeline.requestClass(source, plan, params);
  if (fault instanceof Error) request.setRoutingError(fault);
  const steps = fault === null ? plan.steps : [...plan.before, () => fault];
  return {
    pipeline,
    plan,
    request,
    response: new Response(pipeline.maxCookieSize),
    steps,
    middlewareCount: 0,
    stepCount: 0,
    afterCount: 0,
    isSessionSaved: false,
    isFinished: false,
    error: undefined,
  };
}

/** Whether a step left the answer to the next one. */
export function isNothing(value: unknown): boolean {
  return value === undefined || value === null;
}

/** Renders a Rendering, and puts any value into the response. */
export function stageValue({ request, response }: Exchange, value: unknown): MaybePromise<void> {
  return toResponse(value, response, request);
}
