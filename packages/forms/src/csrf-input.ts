import { escapeHtml, type Request } from "@micro-web/core";

/**
 * The hidden field with the token against forged requests.
 *
 * @returns "" without a request, and in an app without that protection.
 */
export function csrfInputOf(request: Request | null): string {
  if (request === null) return "";
  const createToken: unknown = Reflect.get(request, "csrfToken");
  if (typeof createToken !== "function") return "";
  const token = String(Reflect.apply(createToken, request, []));
  const name = String(Reflect.get(request, "csrfField"));
  return `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(token)}">`;
}
