import type { CookieOptions } from "../http/cookies.ts";
import type { Session } from "../http/session.ts";
import type { MaybePromise } from "../maybe-promise.ts";
import { CookieJar, type CookiePlace, type StoredCookie } from "./cookie-jar.ts";
import type { TestClientOptions, TestRequestOptions } from "./test-request-options.ts";
import type { TestResponse } from "./test-response.ts";
import type { TestedApp } from "./tested-app.ts";
import { baseUrlOf } from "./test-url.ts";

/**
 * Sends requests to an app in process, without a socket, and keeps cookies between them (Flask's `test_client`).
 *
 * What sends them is loaded with the first request, so that an app that is not under test does not pay for it.
 *
 * @example
 * const client = app.testClient();
 * const response = await client.post("/blog/new", { form: { title: "One" } });
 * expect(response.status).toBe(303);
 */
export class TestClient {
  /** The cookies the client keeps; with `useCookies: false` it neither fills nor sends them. */
  readonly cookies: CookieJar;
  readonly #app: TestedApp;
  readonly #defaults: TestClientOptions;

  /** @param app - The app under test. @param options - What all requests have in common. */
  constructor(app: TestedApp, options: TestClientOptions = {}) {
    this.#app = app;
    this.#defaults = options;
    this.cookies = new CookieJar(options.baseUrl ?? baseUrlOf(app.config));
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

  /**
   * Sends a request of any method.
   *
   * @param path - Below the app's URL, or a whole URL of any host.
   * @throws The error of a view that nobody handled, when the app lets it through (`TESTING`); MicroError
   * `MICRO_TEST_REDIRECTS`.
   */
  async request(method: string, path: string, options: TestRequestOptions = {}): Promise<TestResponse> {
    const { createOutgoing, send } = await import("./transport.ts");
    const sender = { app: this.#app, jar: this.#jar, defaults: this.#defaults };
    return send(sender, await createOutgoing(sender, { method, path }, options), options);
  }

  /**
   * Opens the session of this client outside of a request, to read it or to change it (Flask's `session_transaction`).
   *
   * @param work - Is given the session; when it is done the session is saved, unless it throws.
   * @param options - `baseUrl` or `headers` of the request that the session is opened for.
   * @returns What `work` returns.
   * @throws MicroError `MICRO_TEST_SESSION` for a client without cookies and for a session cookie that a browser refuses.
   * @example
   * await client.session((session) => {
   *   session.userId = 1;
   * });
   * expect((await client.get("/me")).text).toBe("Ann");
   */
  async session<Result>(
    work: (session: Session) => MaybePromise<Result>,
    options: TestRequestOptions = {},
  ): Promise<Result> {
    const { changeSession } = await import("./session-transaction.ts");
    return changeSession({ app: this.#app, jar: this.#jar, defaults: this.#defaults }, work, options);
  }

  /** A cookie of the client; `undefined` without one. */
  getCookie(name: string, place?: CookiePlace): StoredCookie | undefined {
    return this.cookies.find(name, place);
  }

  /**
   * Gives the client a cookie, also one that no browser would have taken.
   *
   * @param value - Percent-encoded where needed. @param options - `domain`: the host it is for, and those below it.
   * @throws MicroError `MICRO_COOKIE_INVALID` for a name or attribute that does not fit RFC 6265.
   */
  setCookie(name: string, value: string, options?: CookieOptions): void {
    this.cookies.set(name, value, options);
  }

  /** Takes a cookie away from the client. @returns Whether it had one. */
  deleteCookie(name: string, place?: CookiePlace): boolean {
    return this.cookies.delete(name, place);
  }

  get #jar(): CookieJar | null {
    return this.#defaults.useCookies === false ? null : this.cookies;
  }
}
