import { matchRoute } from "../match-route.ts";
import { MicroError } from "../errors.ts";
import { Response } from "../http/response.ts";
import type { Session } from "../http/session.ts";
import type { MaybePromise } from "../maybe-promise.ts";
import type { CookieJar } from "./cookie-jar.ts";
import type { TestRequestOptions } from "./test-request-options.ts";
import { TestSource } from "./test-source.ts";
import { formatTestUrl } from "./test-url.ts";
import { createOutgoing, type Sender, withCookies } from "./transport.ts";

/**
 * Opens the session that the cookies of a client lead to, lets a test work on it, and saves it as a response would.
 *
 * @throws MicroError `MICRO_TEST_SESSION` for a client without cookies and for a session cookie that its jar refuses.
 */
export async function changeSession<Result>(
  sender: Sender,
  work: (session: Session) => MaybePromise<Result>,
  options: TestRequestOptions,
): Promise<Result> {
  const { app, jar } = sender;
  if (jar === null) {
    throw new MicroError(
      "MICRO_TEST_SESSION",
      "This test client keeps no cookies, so it has no session. Leave `useCookies: false` out of app.testClient().",
    );
  }
  const pipeline = await app.start();
  const line = { method: "GET", path: app.config.SESSION_COOKIE_PATH ?? app.config.APPLICATION_ROOT };
  const outgoing = await createOutgoing(sender, line, options);
  const { request } = matchRoute(
    pipeline,
    new TestSource({ ...outgoing, headers: withCookies(outgoing, jar) }),
  );
  if (pipeline.opensSessionsFirst) await pipeline.openSessionFirst(request);
  const result = await work(request.session);
  const response = new Response();
  await pipeline.saveSession(request, response);
  keepCookies(jar, formatTestUrl(outgoing.url), response.headers.getAll("Set-Cookie"));
  return result;
}

function keepCookies(jar: CookieJar, url: string, headers: readonly string[]): void {
  const refused = headers.find((header) => !jar.store(url, header));
  if (refused === undefined) return;
  throw new MicroError(
    "MICRO_TEST_SESSION",
    `A browser at ${url} refuses the session's cookie: ${refused}. Check SESSION_COOKIE_DOMAIN and ` +
      "SESSION_COOKIE_SECURE, or give the client the baseUrl that the app has in production.",
  );
}
