/** What a rendering hands out while it runs: a promise it waits for, or a piece of its output. */
export type Step = PromiseLike<unknown> | string;

/** A rendering, or a part of it: it gives its text. */
export type Run = Generator<Step, string, unknown>;

/** Whether a value is a promise. */
export function isPromise(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function"
  ); // any object may be asked
}

/** Runs to the end: at once when nothing is a promise. */
export function runToEnd(run: Run): string | Promise<string> {
  const { done, value } = run.next();
  return done === true ? value : waitFor(run, value);
}

async function waitFor(run: Run, first: Step): Promise<string> {
  let awaited = first;
  for (;;) {
    const step = await resume(run, awaited);
    if (step.done === true) return step.value;
    awaited = step.value;
  }
}

/** Goes on with what a promise gives, or with its failure at the place that waits for it. */
async function resume(run: Run, awaited: Step): Promise<IteratorResult<Step, string>> {
  let value: unknown;
  try {
    value = await awaited;
  } catch (error) {
    return run.throw(error);
  }
  return run.next(value);
}

/** A piece is sent when it has so many characters, or when the next one has to wait. */
const PIECE = 4096;

/** Runs to the end and gives the output in pieces. */
export async function* runInPieces(run: Run): AsyncGenerator<string> {
  let text = "";
  let step = run.next();
  while (step.done !== true) {
    if (typeof step.value === "string") {
      text += step.value;
      step = run.next();
    } else {
      if (text !== "") yield text;
      text = "";
      step = await resume(run, step.value);
    }
    if (text.length < PIECE) continue;
    yield text;
    text = "";
  }
  text += step.value;
  if (text !== "") yield text;
}
