import { ambient, AmbientContext } from "../ambient.ts";
import { type Exchange, isNothing } from "../exchange.ts";
import { matchRoute } from "../match-route.ts";
import { MicroError } from "../errors.ts";
import type { Request } from "../http/request.ts";
import type { TestRequestOptions } from "./test-request-options.ts";
import { TestSource } from "./test-source.ts";
import type { TestedApp } from "./tested-app.ts";
import { createOutgoing, withCookies } from "./transport.ts";

/** The exchanges of the requests made here, for {@link preprocessRequest}. */
const exchanges = new WeakMap<Request, Exchange>();

/**
 * A request as a view would get it, with its route, session and `g`, that goes nowhere (Flask's `test_request_context`).
 * `app.runInContext(task, request)` makes it the current one.
 *
 * @param app - Under test. @param path - Below the app's URL, or a whole URL.
 * @param options - As of a client's request; `method` is GET without one.
 * @example
 * const request = await createTestRequest(app, "/movies/3?lang=en");
 * expect(request.endpoint).toBe("movie");
 * expect(greet(request)).toBe("Hello!");
 */
export async function createTestRequest(
  app: TestedApp,
  path: string,
  { method = "GET", ...options }: TestRequestOptions & { readonly method?: string } = {},
): Promise<Request> {
  const pipeline = await app.start();
  const outgoing = await createOutgoing({ app, defaults: {} }, { method, path }, options);
  const exchange = matchRoute(
    pipeline,
    new TestSource({ ...outgoing, headers: withCookies(outgoing, null) }),
  );
  if (pipeline.opensSessionsFirst) await pipeline.openSessionFirst(exchange.request);
  exchanges.set(exchange.request, exchange);
  return exchange.request;
}

/**
 * Runs the before-request hooks on a request of {@link createTestRequest}: the app's, then outer to inner blueprint
 * (Flask's `preprocess_request`).
 *
 * @returns What answered for the view: the first value of a hook that is neither `undefined` nor `null`; else `undefined`.
 * @throws What a hook throws; MicroError `MICRO_TEST_REQUEST` for a request of another origin.
 * @example
 * const request = await createTestRequest(app, "/", { headers: { cookie } });
 * await preprocessRequest(request);
 * expect(request.g.user).toEqual({ name: "Ann" });
 */
export async function preprocessRequest(request: Request): Promise<unknown> {
  const exchange = exchanges.get(request);
  if (exchange === undefined) {
    throw new MicroError(
      "MICRO_TEST_REQUEST",
      "preprocessRequest() knows the hooks of test requests only. Give it what app.testRequest() made.",
    );
  }
  const { enter } = ambient;
  if (enter === null) return runHooks(exchange);
  return enter(new AmbientContext(exchange.pipeline.app, request), runHooks, exchange);
}

async function runHooks({ plan, request, response }: Exchange): Promise<unknown> {
  for (const hook of plan.before) {
    const value = await hook(request, response);
    if (!isNothing(value)) return value;
  }
  return undefined;
}
