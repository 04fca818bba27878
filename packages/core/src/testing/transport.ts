import { dispatch } from "../dispatch.ts";
import type { Pipeline } from "../exchange.ts";
import { matchRoute } from "../match-route.ts";
import { MicroError } from "../errors.ts";
import { toFetchResponse } from "../gateway/fetch.ts";
import { Capture } from "./captures.ts";
import type { CookieJar } from "./cookie-jar.ts";
import { followRedirect } from "./redirect-step.ts";
import type { TestClientOptions, TestRequestOptions } from "./test-request-options.ts";
import type { TestedApp } from "./tested-app.ts";
import { type EncodedBody, encodeBody } from "./test-body.ts";
import { TestResponse } from "./test-response.ts";
import { type OutgoingRequest, TestSource } from "./test-source.ts";
import { addQuery, baseUrlOf, formatTestUrl, parseTestUrl } from "./test-url.ts";

/** Who sends: an app's client. */
export interface Sender {
  readonly app: TestedApp;
  /** `null` for a client without cookies. */
  readonly jar: CookieJar | null;
  /** What all its requests have. */
  readonly defaults: TestClientOptions;
}

/** As many as browsers follow. */
const MAX_REDIRECTS = 20;

/** Puts a test's words together into a request; cookies come when it is sent. */
export async function createOutgoing(
  { app, defaults }: Omit<Sender, "jar">,
  line: { readonly method: string; readonly path: string },
  options: TestRequestOptions,
): Promise<OutgoingRequest> {
  const base = options.baseUrl ?? defaults.baseUrl ?? baseUrlOf(app.config);
  const body = await encodeBody(options, app.json);
  return {
    method: line.method.toUpperCase(),
    url: addQuery(parseTestUrl(line.path, base), options.query ?? ""),
    headers: createHeaders(defaults, options, body),
    body: body?.bytes ?? null,
    remoteAddress: options.remoteAddress ?? defaults.remoteAddress ?? "127.0.0.1",
    signal: options.signal ?? new AbortController().signal,
  };
}

/** Later ones count before earlier ones. */
function createHeaders(
  defaults: TestClientOptions,
  { auth, headers: own, type: bareType = "" }: TestRequestOptions,
  body: EncodedBody | null,
): Headers {
  const headers = new Headers({ "user-agent": defaults.userAgent ?? "micro-test-client" });
  for (const [name, value] of new Headers(defaults.headers)) headers.set(name, value);
  const type = body === null ? bareType : body.type;
  if (type !== "") headers.set("content-type", type);
  if (body !== null) headers.set("content-length", String(body.bytes.byteLength));
  if (auth !== undefined) headers.set("authorization", toAuthorization(auth));
  for (const [name, value] of new Headers(own)) headers.set(name, value);
  return headers;
}

function toAuthorization(auth: NonNullable<TestRequestOptions["auth"]>): string {
  if ("bearer" in auth) return `Bearer ${auth.bearer}`;
  return `Basic ${Buffer.from(`${auth.user}:${auth.password}`).toString("base64")}`;
}

/**
 * Sends a request, and follows its redirects if asked to.
 *
 * @throws MicroError `MICRO_TEST_REDIRECTS` when they do not end; what the app lets through to its caller.
 */
export async function send(
  sender: Sender,
  first: OutgoingRequest,
  { followRedirects = false, baseUrl }: TestRequestOptions,
): Promise<TestResponse> {
  const pipeline = await sender.app.start();
  const bases = [baseUrl, sender.defaults.baseUrl, baseUrlOf(sender.app.config)];
  const known = bases.filter((base) => base !== undefined);
  const history: TestResponse[] = [];
  for (let request = first; ;) {
    const response = await exchange({ sender, pipeline }, request, [...history]);
    const next = followRedirects ? followRedirect(request, response, known) : null;
    if (next === null) return response;
    history.push(response);
    if (history.length > MAX_REDIRECTS) throw tooManyRedirects(history);
    request = next;
  }
}

async function exchange(
  { sender: { app, jar }, pipeline }: { sender: Sender; pipeline: Pipeline },
  outgoing: OutgoingRequest,
  history: readonly TestResponse[],
): Promise<TestResponse> {
  const url = formatTestUrl(outgoing.url);
  const source = new TestSource({ ...outgoing, headers: withCookies(outgoing, jar) });
  const opened = matchRoute(pipeline, source);
  const { request } = opened;
  using templates = new Capture(app.signals.templateRendered, (item) => item.request === request);
  using flashes = new Capture(app.signals.messageFlashed, (item) => item.request === request);
  const mounted = app["~findMounted"](outgoing.url.target, source.host);
  if (mounted === undefined) await dispatch(opened);
  const response =
    mounted === undefined
      ? await toFetchResponse(pipeline, outgoing.method, opened.response)
      : await mounted.fetch(toFetchRequest(outgoing, source), outgoing.url.rootPath);
  for (const header of response.headers.getSetCookie()) jar?.store(url, header);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const signals = { templates: templates.all, flashes: flashes.all };
  return new TestResponse({ response, bytes, request, url, history, json: app.json ?? JSON, ...signals });
}

/** For an app that is mounted in the one under test, which may be no Micro. */
function toFetchRequest(
  { method, url, body, signal }: OutgoingRequest,
  source: TestSource,
): globalThis.Request {
  return new globalThis.Request(formatTestUrl({ ...url, rootPath: "" }), {
    method,
    headers: [...source.headers],
    body: body === null ? null : new Uint8Array(body),
    signal,
  });
}

/** The headers with the host and what the jar has for it; a Cookie header of the test's own stays alone. */
export function withCookies({ headers, url }: OutgoingRequest, jar: CookieJar | null): Headers {
  const all = new Headers(headers);
  if (!all.has("host")) all.set("host", url.host);
  const cookies = all.has("cookie") ? "" : (jar?.header(formatTestUrl(url)) ?? "");
  if (cookies !== "") all.set("cookie", cookies);
  return all;
}

function tooManyRedirects(history: readonly TestResponse[]): MicroError {
  const steps = history
    .slice(0, 5)
    .map(({ request, path, status }) => `${request.method} ${path} (${status})`);
  return new MicroError(
    "MICRO_TEST_REDIRECTS",
    `The app redirected ${history.length} times: ${steps.join(" -> ")} -> ... ` +
      "Leave followRedirects out and look at each location.",
  );
}
