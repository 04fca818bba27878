/**
 * Ambient access: the request, the session and the app, for code that nobody handed them to (Flask's context locals).
 *
 * Importing this module makes every dispatch enter an `AsyncLocalStorage`; an app that does not import it pays nothing.
 * Views and hooks are given their request: prefer that, and keep this for code deep below them.
 */
import type { AsyncLocalStorage } from "node:async_hooks";

import { ambient, type AmbientContext } from "../ambient.ts";
import type { Micro } from "../app.ts";
import { MicroError } from "../errors.ts";
import type { AfterRequestHook } from "../hooks.ts";
import type { FlashedMessage, FlashedMessagesOptions } from "../http/flash.ts";
import type { Request, RequestGlobals } from "../http/request.ts";
import type { Session } from "../http/session.ts";

const storage: AsyncLocalStorage<AmbientContext> = new (process.getBuiltinModule(
  "node:async_hooks",
).AsyncLocalStorage)<AmbientContext>();

ambient.enter = (context, task, argument) => storage.run(context, task, argument);
ambient.current = () => storage.getStore();

/** Whether the code runs for a request (Flask's `has_request_context`). */
export function hasRequestContext(): boolean {
  return storage.getStore()?.request != null;
}

/** Whether the code runs for a request, a command or in `app.runInContext()` (Flask's `has_app_context`). */
export function hasAppContext(): boolean {
  return storage.getStore() !== undefined;
}

/**
 * The request that the code runs for.
 *
 * @throws MicroError `MICRO_NO_REQUEST_CONTEXT` outside a request.
 * @example
 * function auditLog(text: string): void {
 *   console.log(currentRequest().remoteAddress, text);
 * }
 */
export function currentRequest(): Request {
  const request = storage.getStore()?.request;
  if (request != null) return request;
  throw new MicroError(
    "MICRO_NO_REQUEST_CONTEXT",
    "Working outside of request context.\n\nAttempted to use functionality that expected an active HTTP request. " +
      "Call it from a view or hook, or from what they call; give a timer or a queue a function made by bindContext().",
  );
}

/**
 * The app that the code runs for.
 *
 * @throws MicroError `MICRO_NO_APP_CONTEXT` outside a request, a command and `app.runInContext()`.
 */
export function currentApp(): Micro {
  return appContext().app as Micro; // a pipeline is made by nothing but an app
}

function appContext(): AmbientContext {
  const context = storage.getStore();
  if (context !== undefined) return context;
  throw new MicroError(
    "MICRO_NO_APP_CONTEXT",
    "Working outside of application context.\n\nAttempted to use functionality that expected a current application to " +
      "be set. Call it from a view, a hook or a command, or inside app.runInContext().",
  );
}

/**
 * What the code of one request, command or `app.runInContext()` shares: `g.user = user`.
 *
 * Fresh in each; outside of them every use throws `MICRO_NO_APP_CONTEXT`.
 */
export const g: RequestGlobals = standIn(() => appContext().g);

/**
 * The visitor's session: `session.userId = user.id`.
 *
 * Outside a request every use throws `MICRO_NO_REQUEST_CONTEXT`.
 */
export const session: Session = standIn(() => currentRequest().session);

/** An object that is always the one of the moment. */
function standIn<Target extends object>(current: () => Target): Target {
  return new Proxy<Target>(Object.create(null), {
    get: (_, key) => {
      const target = current();
      const value: unknown = Reflect.get(target, key);
      const isMethod = typeof value === "function" && !Object.hasOwn(target, key);
      return isMethod ? value.bind(target) : value; // methods want their own object, not its stand-in
    },
    set: (_, key, value) => Reflect.set(current(), key, value),
    has: (_, key) => Reflect.has(current(), key),
    deleteProperty: (_, key) => Reflect.deleteProperty(current(), key),
    ownKeys: () => Reflect.ownKeys(current()),
    getOwnPropertyDescriptor: (_, key) => {
      const descriptor = Reflect.getOwnPropertyDescriptor(current(), key);
      return descriptor === undefined ? undefined : { ...descriptor, configurable: true }; // the stand-in has none itself
    },
    getPrototypeOf: () => Reflect.getPrototypeOf(current()),
  });
}

/** Keeps a message for the visitor's next page: `request.flash()` of the current request. */
export function flash(...message: Parameters<Request["flash"]>): void {
  currentRequest().flash(...message);
}

/** Takes the flashed messages: `request.flashedMessages()` of the current request. */
export function flashedMessages(options: FlashedMessagesOptions = {}): readonly FlashedMessage[] {
  return currentRequest().flashedMessages(options);
}

/**
 * Runs `hook` once on the response of the current request, before the after-request hooks (Flask's
 * `after_this_request`).
 *
 * @throws MicroError `MICRO_NO_REQUEST_CONTEXT` outside a request.
 */
export function afterThisRequest(hook: AfterRequestHook): void {
  currentRequest().afterThisRequest(hook);
}

/**
 * The URL of an endpoint; ".show" is one of the current blueprint. Outside a request it is external (Flask's `url_for`).
 *
 * @throws MicroError `MICRO_URL_BUILD`; `MICRO_URL_SERVER_NAME` outside a request without SERVER_NAME;
 *   `MICRO_NO_APP_CONTEXT` outside a request and an app.
 */
export function urlFor(...target: Parameters<Micro["buildUrl"]>): string {
  const { request } = appContext();
  if (request !== null) return request.urlFor(...target);
  const [endpoint, values, options] = target;
  return currentApp().buildUrl(endpoint, values, { external: true, ...options });
}

/**
 * Binds a function to the current request or app, for whatever calls it later: a timer, an event, a queue (Flask's
 * `copy_current_request_context`).
 *
 * @throws MicroError `MICRO_NO_APP_CONTEXT` outside of both.
 * @example
 * emitter.once("done", bindContext(() => console.log(currentRequest().path)));
 */
export function bindContext<Values extends readonly unknown[], Result>(
  task: (...values: Values) => Result,
): (...values: Values) => Result {
  const context = appContext();
  return (...values) => storage.run(context, task, ...values);
}
