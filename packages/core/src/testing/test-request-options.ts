import type { TestBodyOptions } from "./test-body.ts";
import type { TestQuery } from "./test-url.ts";

/** Headers of a test, names in any case. */
export type TestHeaderValues = Readonly<Record<string, string>> | Headers;

/** What all requests of a test client have in common. */
export interface TestClientOptions {
  /** Keep cookies and send them. @default true */
  readonly useCookies?: boolean;
  /** The URL of the app. @default "http://localhost/", or by SERVER_NAME, APPLICATION_ROOT and PREFERRED_URL_SCHEME */
  readonly baseUrl?: string;
  /** Headers; a request's own count before them. @default none */
  readonly headers?: TestHeaderValues;
  /** The client's address. @default "127.0.0.1" */
  readonly remoteAddress?: string;
  /** The User-Agent. @default "micro-test-client" */
  readonly userAgent?: string;
}

/** What a test request may carry. */
export interface TestRequestOptions extends TestBodyOptions {
  /** Headers; they count before all others, with a `cookie` of its own the request gets none of the client's. */
  readonly headers?: TestHeaderValues;
  /** Added to the path's query. */
  readonly query?: TestQuery;
  /** The URL of the app, for this request. */
  readonly baseUrl?: string;
  /** Sent as the `Authorization` header. */
  readonly auth?: { readonly user: string; readonly password: string } | { readonly bearer: string };
  /** The client's address, for this request. */
  readonly remoteAddress?: string;
  /** Aborted to play a client that goes away: it is the `signal` of the request. */
  readonly signal?: AbortSignal;
  /** Follow redirects to hosts of the app, as a browser does, at most 20. @default false */
  readonly followRedirects?: boolean;
}
