import { Forbidden } from "@micro-web/core";

/**
 * Why a request was refused:
 *
 * - `cross-site`: the browser says that a page of another site sent it;
 * - `origin`: the page that sent it is of another origin than the app's own and the trusted ones;
 * - `opaque-origin`: the page that sent it hides its origin (`Origin: null`);
 * - `session-missing`: it has a token, and the session has none: it is over, or the cookie did not come;
 * - `token-missing`, `token-invalid`, `token-expired`.
 */
export type CsrfErrorCode =
  | "cross-site"
  | "origin"
  | "opaque-origin"
  | "session-missing"
  | "token-missing"
  | "token-invalid"
  | "token-expired";

const FOR_VISITORS =
  "The origin of this request could not be verified. Load the page again and repeat what you did.";
const EXPIRED = "This form was open for too long. Load the page again and send it once more.";

/**
 * 403: a request that may have been made by a page of another site in the visitor's name.
 *
 * @example
 * app.onError(CsrfError, (error) => render("forbidden.html", { code: error.code }));
 */
export class CsrfError extends Forbidden {
  override readonly name: string = "CsrfError";
  /** Why it was refused; in problem+json too. */
  readonly code: CsrfErrorCode;
  /** What was wrong and what to do, for the app's author. */
  readonly advice: string;

  /**
   * @param code - Why it was refused.
   * @param advice - For the app's author: what was wrong, and what to do.
   * @param isDebug - Whether the client is told the advice. @default false
   */
  constructor(code: CsrfErrorCode, advice: string, isDebug: boolean = false) {
    const message = code === "token-expired" ? EXPIRED : FOR_VISITORS;
    super(isDebug ? `${advice} (${code})` : message, { details: { code } });
    this.code = code;
    this.advice = advice;
  }
}
