import { escapeHtml, type Request } from "@micro-web/core";

/** The name under which the token is sent: Flask-WTF's. */
const FIELD_NAME = "csrf_token";

/**
 * The hidden field with the token against forged requests.
 *
 * @returns "" without a request, and in an app without that protection.
 */
export function csrfInputOf(request: Request | null): string {
  const createToken: unknown = request === null ? undefined : Reflect.get(request, "csrfToken");
  if (typeof createToken !== "function") return "";
  const token = String(Reflect.apply(createToken, request, []));
  return `<input type="hidden" name="${FIELD_NAME}" value="${escapeHtml(token)}">`;
}
