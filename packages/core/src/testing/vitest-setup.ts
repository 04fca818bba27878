import { expect, onTestFinished } from "vitest";

import { isPromise, type MaybePromise } from "../maybe-promise.ts";
import { matchFlash, matchRedirect, type MatcherResult, matchStatus, matchTemplate } from "./matchers.ts";
import type { TestResponse } from "./test-response.ts";

/** What `expect(response)` can ask of a response of the test client. */
export interface ResponseMatchers<Result> {
  /** Its status; a failure shows the request and the beginning of the body. */
  toHaveStatus(status: number): Result;
  /** It redirects, to a path or a whole URL. */
  toRedirectTo(location: string): Result;
  /** Its request, or one that redirected to it, flashed a message: its text, a pattern, an asymmetric matcher. */
  toHaveFlashed(message: unknown, category?: unknown): Result;
  /** A template was rendered for it, with at least these values in its context. */
  toRender(template: string, context?: Readonly<Record<string, unknown>>): Result;
}

declare module "vitest" {
  interface Matchers<T> extends ResponseMatchers<void> {}
}

/** Says of a negated expectation that it is one. */
function explain(isNot: boolean, { pass, message }: MatcherResult): MatcherResult {
  return { pass, message: isNot ? (): string => `not ${message()}` : message };
}

expect.extend({
  toHaveStatus(response: TestResponse, status: number): MatcherResult {
    return explain(this.isNot, matchStatus(response, status));
  },
  toRedirectTo(response: TestResponse, location: string): MatcherResult {
    return explain(this.isNot, matchRedirect(response, location));
  },
  toHaveFlashed(response: TestResponse, message: unknown, category?: unknown): MatcherResult {
    return explain(this.isNot, matchFlash(response, { message, category }, this.equals));
  },
  toRender(
    response: TestResponse,
    template: string,
    context: Readonly<Record<string, unknown>> = {},
  ): MatcherResult {
    return explain(this.isNot, matchTemplate(response, { template, context }, this.equals));
  },
});

/** An app that a test uses. */
export interface UsedApp {
  /** Its configuration. */
  readonly config: { load(values: Readonly<Record<string, unknown>>): unknown };
  /** Ends it. */
  close(): MaybePromise<void>;
}

/**
 * Makes an app for the test that runs, under `TESTING`, and closes it when the test is over, passed or not.
 *
 * @param createApp - Makes an app of its own for each test.
 * @returns The app, or its promise when `createApp` returns one.
 * @example
 * it("greets", async () => {
 *   const app = useApp(createApp);
 *   expect(await app.testClient().get("/")).toHaveStatus(200);
 * });
 */
export function useApp<Made extends MaybePromise<UsedApp>>(createApp: () => Made): Made {
  const made = createApp();
  if (!isPromise(made)) useUntilEnd(made);
  else void made.then(useUntilEnd, () => undefined); // whoever awaits the app gets the rejection
  return made;
}

function useUntilEnd(app: UsedApp): void {
  app.config.load({ TESTING: true });
  onTestFinished(() => app.close());
}
