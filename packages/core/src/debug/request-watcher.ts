import type { AsyncLocalStorage } from "node:async_hooks";

import { dispatch } from "../dispatch.ts";
import type { CrashPages, Exchange, Pipeline } from "../exchange.ts";
import { reply } from "../http/reply.ts";
import { toResponse } from "../http/to-response.ts";
import { isPromise, type MaybePromise } from "../maybe-promise.ts";
import { pageTypeFor } from "../error-page.ts";
import { crashPages } from "./debug-page.ts";

/** A request that is, or was, under way. */
interface WatchedRequest {
  readonly exchange: Exchange;
  /** Gives it another answer; `null` when it has one. */
  answer: (() => void) | null;
}

/**
 * Knows in debug which request an error belongs to that nobody caught: of a timer, an event or a promise that the request
 * has started. Such a request would wait for ever, and nobody would see why.
 *
 * @example
 * const watcher = new RequestWatcher();
 * await watcher.dispatch(matchRoute(pipeline, source));
 * process.on("uncaughtException", (error) => void watcher.report(pipeline, error));
 */
export class RequestWatcher {
  readonly #storage: AsyncLocalStorage<WatchedRequest> = new (process.getBuiltinModule(
    "node:async_hooks",
  ).AsyncLocalStorage)();
  readonly #underWay = new Set<WatchedRequest>();

  /** {@link dispatch}, until an error that nobody caught answers the request. */
  dispatch(exchange: Exchange): MaybePromise<void> {
    const watched: WatchedRequest = { exchange, answer: null };
    const pending = this.#storage.run(watched, dispatch, exchange);
    if (isPromise(pending)) return this.#follow(watched, pending);
  }

  /**
   * Answers the request that an error belongs to with the debug page. To be called where the error arrives, before anything
   * else is waited for.
   *
   * @returns The same page for whoever asks later.
   */
  async report(pipeline: Pipeline, error: unknown): Promise<CrashPages> {
    const watched = this.#storage.getStore() ?? this.#onlyOne;
    const { exchange = null, answer = null } = watched ?? {};
    const pages = await crashPages(pipeline, { error, exchange, isAnswered: answer === null });
    if (exchange !== null && answer !== null) {
      await stageAnswer(exchange, pages);
      answer();
    }
    return pages;
  }

  /** The request that is under way, when there is no other: who else could it be. */
  get #onlyOne(): WatchedRequest | undefined {
    const [first] = this.#underWay;
    return this.#underWay.size === 1 ? first : undefined;
  }

  async #follow(watched: WatchedRequest, pending: PromiseLike<void>): Promise<void> {
    this.#underWay.add(watched);
    const crashed = new Promise<void>((resolve) => (watched.answer = resolve));
    try {
      await Promise.race([pending, crashed]);
    } finally {
      watched.answer = null;
      this.#underWay.delete(watched);
    }
  }
}

/** What a view that has failed would get, but for the app's own handlers: nothing of the app can be relied on. */
async function stageAnswer({ request, response }: Exchange, pages: CrashPages): Promise<void> {
  const type = pageTypeFor(request);
  const { body, headers } =
    type === "text/html" ? pages.html : type === "text/plain" ? pages.text : pages.json;
  response.reset();
  await toResponse(reply(body, 500, headers), response, request);
}
