/** Errors that are told of at most: causes of causes have no end. */
const MAX_ERRORS = 50;

/** The stack of an error, of its causes and of its parts. Never throws. */
export function traceOf(error: unknown): string {
  return describe(error, new Set());
}

/** Anything can be thrown, also what has no text. */
function toText(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return Object.prototype.toString.call(thrown);
  }
}

function describe(error: unknown, seen: Set<unknown>): string {
  if (!(error instanceof Error)) return toText(error);
  if (seen.size >= MAX_ERRORS) return "(and more)";
  try {
    return describeError(error, seen);
  } catch {
    return "An error whose own members throw";
  }
}

function describeError(error: Error, seen: Set<unknown>): string {
  if (seen.has(error)) return `${error.name}: ${error.message} (as above)`;
  seen.add(error);
  const cause = error.cause === undefined ? "" : `\nCaused by: ${describe(error.cause, seen)}`;
  const parts: unknown[] = error instanceof AggregateError ? error.errors.slice(0, MAX_ERRORS) : [];
  return `${error.stack ?? String(error)}${cause}${parts.map((part) => `\n- ${describe(part, seen)}`).join("")}`;
}
