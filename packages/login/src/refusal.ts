import { HttpError, redirect, Unauthorized } from "@micro-web/core";

import type { AnyRequest } from "./any-request.ts";
import type { Guard } from "./guard.ts";
import type { LoginView } from "./login-options.ts";

/** Longer ones would not fit into a URL. */
const MAX_NEXT_LENGTH = 2000;
/** What a link can lead back to. */
const SAFE_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD"]);

/** How a refused visitor is asked to log in. */
interface Invitation {
  readonly view: LoginView | null;
  readonly message: string | null;
  readonly category: string;
}

/** The answer for somebody who is not logged in. @returns A view's value. @throws Unauthorized where there is no login view. */
export function refuseVisitor<User extends object>(guard: Guard<User>, request: AnyRequest): unknown {
  const { options } = guard;
  guard.signals.unauthorized.send({ request });
  if (options.onUnauthorized !== undefined) return options.onUnauthorized(request);
  const { loginMessage = "Please log in to access this page.", messageCategory = "message" } = options;
  const view = loginViewFor(guard, request);
  return invite(guard, request, { view, message: loginMessage, category: messageCategory });
}

/** The answer for somebody whose login is not fresh. @returns A view's value. @throws Unauthorized as {@link refuseVisitor}. */
export function refuseStale<User extends object>(guard: Guard<User>, request: AnyRequest): unknown {
  const { options } = guard;
  guard.signals.needsRefresh.send({ request });
  if (options.onNeedsRefresh !== undefined) return options.onNeedsRefresh(request);
  const { refreshMessage = "Please reauthenticate to access this page.", messageCategory = "message" } =
    options;
  const view = options.refreshView ?? loginViewFor(guard, request);
  return invite(guard, request, { view, message: refreshMessage, category: messageCategory });
}

/** Whether a request is for the page where its visitors log in, or for its form. */
export function isLoginView<User extends object>(guard: Guard<User>, request: AnyRequest): boolean {
  const { refreshView = null } = guard.options;
  return [loginViewFor(guard, request), refreshView].some((view) => {
    if (view === null) return false;
    if ((typeof view === "string" ? view : view.endpoint) === request.endpoint) return true;
    return urlOf(view, request).split("?", 1)[0] === `${request.rootPath}${request.rawPath}`;
  });
}

/** That of the innermost blueprint that has one, else the app's. */
function loginViewFor<User extends object>({ options }: Guard<User>, request: AnyRequest): LoginView | null {
  const { loginViews = {}, loginView = null } = options;
  const blueprint = request.blueprints.find((name) => Object.hasOwn(loginViews, name));
  return blueprint === undefined ? loginView : (loginViews[blueprint] ?? null);
}

function invite<User extends object>(
  guard: Guard<User>,
  request: AnyRequest,
  { view, message, category }: Invitation,
): unknown {
  if (view === null || !isForPeople(request)) {
    const challenges = guard.loaders.flatMap(({ challenge = [] }) => challenge);
    throw new Unauthorized(
      message ?? undefined,
      challenges.length === 0 ? {} : { wwwAuthenticate: challenges },
    );
  }
  if (message !== null && !isWaiting(request, message)) request.flash(message, category);
  return redirect(withNext(urlOf(view, request), nextOf(request)));
}

/** Whether the visitor will see a message anyway: who opens ten tabs need not read it ten times. */
function isWaiting({ session }: AnyRequest, message: string): boolean {
  const waiting = session["_flashes"];
  return Array.isArray(waiting) && waiting.some((pair) => Array.isArray(pair) && pair[1] === message);
}

/** The error for code that needs a user and has none: it answers as {@link refuseVisitor} does. */
export function refusalError<User extends object>(guard: Guard<User>, request: AnyRequest): HttpError {
  try {
    return new Unauthorized(undefined, { response: refuseVisitor(guard, request) });
  } catch (error) {
    if (error instanceof HttpError) return error;
    throw error;
  }
}

/**
 * Whether a redirect to a page is of any use: not for a script that fetches data, and not for a client that has brought
 * credentials of its own.
 */
function isForPeople(request: AnyRequest): boolean {
  const { headers } = request;
  const accept = headers.get("accept");
  if (headers.has("authorization") || request.isJson) return false;
  const isNamed = accept?.includes("text/html") ?? false;
  const isScript = request.secFetchDest === "empty" || headers.get("x-requested-with") === "XMLHttpRequest";
  if (isScript && !isNamed) return false;
  return request.accepts("text/html", "application/json") === "text/html";
}

function urlOf(view: LoginView, request: AnyRequest): string {
  if (typeof view !== "string") return request.urlFor(view.endpoint);
  return view.startsWith("/") ? `${request.rootPath}${view}` : request.urlFor(view);
}

/** Where the visitor wanted to go; after a form only the page that it stood on can be shown again. */
function nextOf(request: AnyRequest): string {
  const { rootPath, rawPath, queryString } = request;
  if (!SAFE_METHODS.has(request.method)) return "";
  return `${rootPath}${rawPath}${queryString === "" ? "" : `?${queryString}`}`;
}

function withNext(url: string, next: string): string {
  if (next === "" || next.length > MAX_NEXT_LENGTH) return url;
  return `${url}${url.includes("?") ? "&" : "?"}next=${encodeURIComponent(next)}`;
}
