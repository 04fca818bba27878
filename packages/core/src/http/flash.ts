import { Markup } from "./markup.ts";
import type { SessionData } from "./session.ts";

/** A message for the visitor's next page. */
export interface FlashedMessage {
  /** "message", "error", "info", or a word of the app's own. */
  readonly category: string;
  /** The text; {@link Markup} is not escaped by templates. */
  readonly message: string | Markup;
}

/** Which flashed messages to give. */
export interface FlashedMessagesOptions {
  /** Only these categories; the others stay for later calls of the same request. @default all */
  readonly categories?: readonly string[];
}

/** Where Flask keeps them. */
const KEY = "_flashes";

/** Puts a message into the session, as a new list: whoever holds the old one does not see it change. */
export function addFlash(session: SessionData, message: string | Markup, category: string): void {
  const waiting: readonly unknown[] = Array.isArray(session[KEY]) ? session[KEY] : [];
  session[KEY] = [...waiting, [category, message]];
}

/** Takes all messages out of the session. What is no message, though signed by us, is left out. */
export function takeFlashes(session: SessionData): readonly FlashedMessage[] {
  const waiting: unknown = session[KEY];
  if (waiting === undefined) return [];
  delete session[KEY];
  if (!Array.isArray(waiting)) return [];
  return waiting.flatMap((pair: unknown) =>
    Array.isArray(pair) && pair.length === 2
      ? [{ category: String(pair[0]), message: toMessage(pair[1]) }]
      : [],
  );
}

function toMessage(value: unknown): string | Markup {
  return value instanceof Markup ? value : String(value);
}
