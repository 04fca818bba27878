import { escapeJson, type Markup } from "@micro-web/core";

/** JSON for a page: the app's own filter `tojson` goes before it. @throws TypeError for what has no JSON */
export function toJson(value: unknown, indent: number | undefined): Markup {
  const json: string | undefined = JSON.stringify(value, null, indent);
  if (json !== undefined) return escapeJson(json);
  throw new TypeError(`a ${typeof value} has no JSON`);
}
