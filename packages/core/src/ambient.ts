import type { Request, RequestGlobals } from "./http/request.ts";

/** What code that is not given a request can find out about the one it runs for. */
export class AmbientContext {
  /** The app. */
  readonly app: object;
  /** The request; `null` in a command or a script. */
  readonly request: Request | null;
  #g: RequestGlobals | undefined;

  /** @param app - The app. @param request - The request, if there is one. */
  constructor(app: object, request: Request | null) {
    this.app = app;
    this.request = request;
  }

  /** What code of this context shares. */
  get g(): RequestGlobals {
    if (this.request !== null) return this.request.g;
    this.#g ??= {} as RequestGlobals; // hooks of the app put there what it has declared
    return this.#g;
  }
}

/** Runs a task so that all it starts, also what it awaits, finds the context. */
export type EnterContext = <Argument, Result>(
  context: AmbientContext,
  task: (argument: Argument) => Result,
  argument: Argument,
) => Result;

/**
 * How contexts are entered: `null` until the module `context.ts` is imported, so that an app that does not use ambient
 * access does not pay for it.
 */
export const ambient: {
  enter: EnterContext | null;
  /** The context that the code runs in, if there is one. */
  current: (() => AmbientContext | undefined) | null;
} = { enter: null, current: null };

/**
 * Chunks whose making finds the context: whoever pulls them is outside of it (Flask's `stream_with_context`).
 *
 * Not a generator: one that was never started would not end its source.
 */
export function withContext<Chunk>(
  chunks: AsyncIterable<Chunk>,
  context: AmbientContext,
  enter: EnterContext,
): AsyncIterableIterator<Chunk> {
  const iterator = enter(context, () => chunks[Symbol.asyncIterator](), undefined);
  return {
    next: () => enter(context, () => iterator.next(), undefined),
    async return(): Promise<IteratorResult<Chunk>> {
      const ended = await enter(context, () => endOf(chunks, iterator), undefined);
      return ended ?? { done: true, value: undefined };
    },
    [Symbol.asyncIterator](): AsyncIterableIterator<Chunk> {
      return this;
    },
  };
}

/** A stream is destroyed rather than read to its end. */
function endOf<Chunk>(
  chunks: AsyncIterable<Chunk>,
  iterator: AsyncIterator<Chunk>,
): Promise<IteratorResult<Chunk>> | undefined {
  if ("destroy" in chunks && typeof chunks.destroy === "function") chunks.destroy();
  return iterator.return?.();
}
