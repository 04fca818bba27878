import type { Config } from "./config.ts";
import { MicroError } from "./errors.ts";
import { TimestampSigner } from "./signing.ts";

/** What a signed URL is for. */
export interface SignedUrlOptions {
  /** Seconds for which it is valid. @default for ever */
  readonly expiresIn?: number;
  /** A URL signed for one purpose is not valid for another. @default "" */
  readonly purpose?: string;
}

/** The parameters that signing adds to the query. */
const SIGNATURE = "signature";
const EXPIRES = "expires";

/**
 * Signs URLs, so that a link in a mail cannot be changed or guessed: an unsubscribe link, a download.
 *
 * The signature covers path and query, neither scheme nor host. Keys rotate: the newest signs, the older ones verify.
 *
 * @example
 * const signer = UrlSigner.of(app.config);
 * const link = signer.sign(unsubscribe.url({ id: 3 }), { expiresIn: 3600, purpose: "mail" });
 * // in the view: if (!signer.isValid(request, "mail")) abort(403);
 */
export class UrlSigner {
  readonly #secrets: readonly string[];

  /** @param secrets - The newest first. */
  constructor(secrets: readonly string[]) {
    this.#secrets = secrets;
  }

  /**
   * The signer of an app's SECRET_KEY and SECRET_KEY_FALLBACKS.
   *
   * @throws MicroError `MICRO_SESSION_NO_SECRET` without a SECRET_KEY.
   */
  static of({
    SECRET_KEY,
    SECRET_KEY_FALLBACKS,
  }: Pick<Config, "SECRET_KEY" | "SECRET_KEY_FALLBACKS">): UrlSigner {
    if (SECRET_KEY !== null) return new UrlSigner([SECRET_KEY, ...SECRET_KEY_FALLBACKS]);
    throw new MicroError(
      "MICRO_SESSION_NO_SECRET",
      "URLs cannot be signed: no SECRET_KEY is set. Set it in the configuration.",
    );
  }

  /**
   * The URL with a signature in its query.
   *
   * @param url - A path or a whole URL.
   */
  sign(url: string, { expiresIn, purpose = "" }: SignedUrlOptions = {}): string {
    const end = expiresIn === undefined ? null : Math.floor(Date.now() / 1000 + expiresIn);
    const [before, hash = ""] = splitOnce(url, "#");
    const target = end === null ? before : addParameter(before, EXPIRES, String(end));
    const token = this.#signer(purpose).sign(pathOf(target));
    const signature = token.slice(pathOf(target).length + 1);
    return addParameter(target, SIGNATURE, signature) + (hash === "" ? "" : `#${hash}`);
  }

  /**
   * Whether the URL of a request was signed here, for this purpose, and has not expired.
   *
   * @param request - A request, or anything with a path and a query.
   */
  isValid(
    request: { readonly rootPath: string; readonly rawPath: string; readonly queryString: string },
    purpose: string = "",
  ): boolean {
    const pairs = request.queryString.split("&");
    const [last = "", ...others] = pairs.toReversed();
    if (!last.startsWith(`${SIGNATURE}=`)) return false;
    const query = others.reverse().join("&");
    const target = `${request.rootPath}${request.rawPath}${query === "" ? "" : `?${query}`}`;
    const token = `${target}.${last.slice(SIGNATURE.length + 1)}`;
    if (this.#signer(purpose).verify(token)?.value !== target) return false;
    const end = new URLSearchParams(query).getAll(EXPIRES).at(-1);
    return end === undefined || Number(end) > Date.now() / 1000;
  }

  #signer(purpose: string): TimestampSigner {
    return new TimestampSigner(this.#secrets, `signed-url.${purpose}`);
  }
}

function splitOnce(text: string, mark: string): [before: string, after?: string] {
  const at = text.indexOf(mark);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function addParameter(url: string, name: string, value: string): string {
  return `${url}${url.includes("?") ? "&" : "?"}${name}=${value}`;
}

/** Path and query: what a request has of a URL whatever it is served under. */
function pathOf(url: string): string {
  return url.replace(/^https?:\/\/[^/?#]*/, "");
}
