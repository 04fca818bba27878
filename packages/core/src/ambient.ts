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
    this.#g ??= {};
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
export const ambient: { enter: EnterContext | null } = { enter: null };

/** Chunks whose making finds the context: whoever pulls them is outside of it (Flask's `stream_with_context`). */
export async function* withContext<Chunk>(
  chunks: AsyncIterable<Chunk>,
  context: AmbientContext,
  enter: EnterContext,
): AsyncGenerator<Chunk> {
  const iterator = chunks[Symbol.asyncIterator]();
  try {
    for (;;) {
      const { done, value } = await enter(context, () => iterator.next(), undefined);
      if (done === true) return;
      yield value;
    }
  } finally {
    await enter(context, async () => iterator.return?.(), undefined);
  }
}
