import { createExchange, type Exchange, type Pipeline } from "./exchange.ts";
import { canonicalRedirect, reply } from "./http/reply.ts";
import type { RequestSource } from "./http/request.ts";
import { HttpError, MethodNotAllowed, NotFound, NotImplemented, UriTooLong } from "./http-errors.ts";
import type { Plan } from "./plan.ts";
import type { PlanTable } from "./plan-table.ts";

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

/** Finds the plan of a request; what stands in the way of a view is kept until the before-request hooks have run. */
export function matchRoute(pipeline: Pipeline, received: RequestSource): Exchange {
  const source = pipeline.proxies === null ? received : pipeline.proxies.unwrap(received);
  const { method, target } = source;
  const path = pathOf(target);
  const host = pipeline.readsHost ? source.host : "";
  const fault = target.length > MAX_TARGET_LENGTH ? new UriTooLong() : checkHost(pipeline, host);
  const match = pipeline.table.router.match(method, path, host);
  if (match.kind === "route" && (method !== "OPTIONS" || match.target.handlesOptions))
    return createExchange(pipeline, source, { plan: match.target, params: match.params, fault });
  if (match.kind === "route") return matchOptions(pipeline, source, { plan: match.target, path, fault });
  const plan = pipeline.table.ownerOf(match.kind === "invalid" ? "/" : path);
  return createExchange(pipeline, source, {
    plan,
    params: NO_PARAMS,
    fault: fault ?? toFault(pipeline, source, { match, query: target.slice(path.length) }),
  });
}

function pathOf(target: string): string {
  const mark = target.indexOf("?");
  return mark === -1 ? target : target.slice(0, mark);
}

/** OPTIONS for a route whose view does not answer it: the methods of all routes at the path (as in Flask, 200). */
function matchOptions(
  pipeline: Pipeline,
  source: RequestSource,
  { plan, path, fault }: { plan: Plan; path: string; fault: object | null },
): Exchange {
  const others = pipeline.table.router.match("", path, source.host);
  const allowed = others.kind === "none" ? others.allowed : pipeline.table.methods;
  return createExchange(pipeline, source, { plan, params: NO_PARAMS, fault: fault ?? allow(allowed) });
}

type Miss = Exclude<ReturnType<PlanTable["router"]["match"]>, { kind: "route" }>;

/** What to answer when no route matched. */
function toFault(
  pipeline: Pipeline,
  { method, target, rootPath = "" }: RequestSource,
  { match, query }: { match: Miss; query: string },
): object {
  if (match.kind === "redirect")
    return canonicalRedirect(
      `${match.host === null ? "" : `//${match.host}`}${rootPath}${match.path}${query}`,
    );
  if (target === "*") return method === "OPTIONS" ? allow(pipeline.table.methods) : new HttpError(400);
  if (match.kind === "invalid") return new HttpError(match.status);
  if (!COMMON_METHODS.has(method) && !pipeline.table.methods.has(method)) return new NotImplemented();
  return withoutStack(() =>
    match.allowed.size === 0
      ? new NotFound()
      : new MethodNotAllowed(undefined, { headers: { Allow: allowList(match.allowed) } }),
  );
}

/** Where no view is, a stack says nothing, and takes a good part of the time of a 404: there is none. */
function withoutStack(create: () => HttpError): HttpError {
  const { stackTraceLimit } = Error;
  Reflect.set(Error, "stackTraceLimit", 0); // does nothing where it is frozen
  try {
    return create();
  } finally {
    Reflect.set(Error, "stackTraceLimit", stackTraceLimit);
  }
}

function allow(methods: ReadonlySet<string>): object {
  return reply(null, 200, { Allow: allowList(methods) });
}

function allowList(methods: ReadonlySet<string>): string {
  return [...methods].toSorted().join(", ");
}

function checkHost(pipeline: Pipeline, host: string): object | null {
  return !pipeline.readsHost || pipeline.isTrustedHost(host)
    ? null
    : new HttpError(400, "This host is not served here.");
}
