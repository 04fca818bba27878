import { escapeHtml, isPromise, ownHtml } from "@micro-web/core";

/** What `<%= value %>` prints in HTML: nothing for `undefined` and `null`. @throws TypeError for a promise */
export function printEscaped(value: unknown): string {
  if (typeof value === "string") return escapeHtml(value);
  if (typeof value === "number") return String(value);
  if (typeof value === "object" && value !== null) {
    refusePromise(value);
    const html = ownHtml(value);
    if (html !== null) return html;
  }
  return escapeHtml(printPlain(value));
}

/** What `<%~ value %>` prints, and all tags in texts that are no HTML. @throws TypeError for a promise */
export function printPlain(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "object") refusePromise(value);
  return textOf(value);
}

/** An object's text is what its own toString() gives. */
function textOf(value: unknown): string {
  return String(value);
}

function refusePromise(value: object): void {
  if (!isPromise(value)) return;
  throw new TypeError("a promise cannot be printed; write <%= await ... %>");
}
