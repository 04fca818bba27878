import { parseSetCookie } from "./set-cookie.ts";

/** What a test request may carry; one of `json`, `form` and `body`. */
export interface TestRequestOptions {
  /** Headers. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Values for the query, added to the path's. */
  readonly query?: Readonly<Record<string, string | number>>;
  /** Sent as `application/json`. */
  readonly json?: unknown;
  /** Sent as `application/x-www-form-urlencoded`; as `multipart/form-data` when a value is a File. */
  readonly form?: Readonly<Record<string, string | number | File>>;
  /** Sent as it is. */
  readonly body?: string | Uint8Array<ArrayBuffer>;
  /** Follow redirects, as a browser does. @default false */
  readonly followRedirects?: boolean;
}

/** A response, read to its end. */
export class TestResponse {
  /** The HTTP status. */
  readonly status: number;
  /** The headers. */
  readonly headers: Headers;
  /** The body. */
  readonly bytes: Uint8Array;
  /** The path and query of the request it answers; after redirects, of the last one. */
  readonly path: string;

  /** @param response - Of the app. @param bytes - Its body. @param path - Of the request. */
  constructor(response: globalThis.Response, bytes: Uint8Array, path: string) {
    this.status = response.status;
    this.headers = response.headers;
    this.bytes = bytes;
    this.path = path;
  }

  /** The body as text. */
  get text(): string {
    return new TextDecoder().decode(this.bytes);
  }

  /** The body as JSON. */
  json<Value = unknown>(): Value {
    return JSON.parse(this.text) as Value; // the test says what it expects
  }
}

const ORIGIN = "http://localhost";
/** 300 and 304 lead nowhere by themselves. */
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const MAX_REDIRECTS = 10;

/**
 * Sends requests to an app in process, without a socket, and keeps cookies between them.
 *
 * @example
 * const client = app.testClient();
 * const response = await client.post("/blog/new", { form: { title: "One" } });
 * expect(response.status).toBe(303);
 */
export class TestClient {
  /** The cookies the client keeps, by name. */
  readonly cookies: Map<string, string> = new Map<string, string>();
  readonly #fetch: (request: globalThis.Request) => Promise<globalThis.Response>;

  /** @param fetch - The app's web-standard handler. */
  constructor(fetch: (request: globalThis.Request) => Promise<globalThis.Response>) {
    this.#fetch = fetch;
  }

  /** Sends a GET. */
  get(path: string, options?: TestRequestOptions): Promise<TestResponse> {
    return this.request("GET", path, options);
  }

  /** Sends a HEAD. */
  head(path: string, options?: TestRequestOptions): Promise<TestResponse> {
    return this.request("HEAD", path, options);
  }

  /** Sends a POST. */
  post(path: string, options?: TestRequestOptions): Promise<TestResponse> {
    return this.request("POST", path, options);
  }

  /** Sends a PUT. */
  put(path: string, options?: TestRequestOptions): Promise<TestResponse> {
    return this.request("PUT", path, options);
  }

  /** Sends a PATCH. */
  patch(path: string, options?: TestRequestOptions): Promise<TestResponse> {
    return this.request("PATCH", path, options);
  }

  /** Sends a DELETE. */
  delete(path: string, options?: TestRequestOptions): Promise<TestResponse> {
    return this.request("DELETE", path, options);
  }

  /** Sends an OPTIONS. */
  options(path: string, options?: TestRequestOptions): Promise<TestResponse> {
    return this.request("OPTIONS", path, options);
  }

  /** Sends a request of any method. */
  async request(method: string, path: string, options: TestRequestOptions = {}): Promise<TestResponse> {
    let response = await this.#send(method, path, options);
    const hops = options.followRedirects === true ? MAX_REDIRECTS : 0;
    for (let hop = 0; hop < hops && isRedirect(response); hop++)
      response = await this.#follow(response, method, options);
    return response;
  }

  /** 307 and 308 repeat the request; after the others a browser asks with GET and without a body. */
  #follow(
    { headers: received, status, path }: TestResponse,
    method: string,
    options: TestRequestOptions,
  ): Promise<TestResponse> {
    const { pathname, search } = new URL(received.get("location") ?? "", ORIGIN + path);
    if (status === 307 || status === 308)
      return this.#send(method, pathname + search, { ...options, query: {} });
    const { headers = {} } = options;
    return this.#send(method === "HEAD" ? "HEAD" : "GET", pathname + search, { headers });
  }

  async #send(method: string, path: string, options: TestRequestOptions): Promise<TestResponse> {
    const url = new URL(ORIGIN + path);
    for (const [name, value] of Object.entries(options.query ?? {}))
      url.searchParams.append(name, String(value));
    const headers = new Headers(options.headers);
    if (this.cookies.size > 0 && !headers.has("cookie")) {
      headers.set("cookie", [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; "));
    }
    const body = toBody(options, headers);
    const request = new globalThis.Request(
      url,
      body === undefined ? { method, headers } : { method, headers, body },
    );
    const response = await this.#fetch(request);
    for (const header of response.headers.getSetCookie()) this.#keepCookie(header);
    return new TestResponse(
      response,
      new Uint8Array(await response.arrayBuffer()),
      url.pathname + url.search,
    );
  }

  #keepCookie(header: string): void {
    const { name, value, isExpired } = parseSetCookie(header);
    if (isExpired) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}

function isRedirect({ status, headers }: TestResponse): boolean {
  const location = headers.get("location") ?? "";
  return REDIRECTS.has(status) && location !== "" && new URL(location, ORIGIN).origin === ORIGIN;
}

type FetchBody = string | Uint8Array<ArrayBuffer> | URLSearchParams | FormData;

function toBody({ json, form, body }: TestRequestOptions, headers: Headers): FetchBody | undefined {
  if (form !== undefined) return toFormBody(form);
  if (json === undefined) return body;
  if (!headers.has("content-type")) headers.set("content-type", "application/json");
  return JSON.stringify(json);
}

function toFormBody(form: Readonly<Record<string, string | number | File>>): URLSearchParams | FormData {
  const hasFile = Object.values(form).some((value) => value instanceof File);
  const body = hasFile ? new FormData() : new URLSearchParams();
  for (const [name, value] of Object.entries(form)) {
    if (typeof value === "string" || typeof value === "number") body.append(name, String(value));
    else if (body instanceof FormData) body.append(name, value);
  }
  return body;
}
