import { MicroError } from "@micro-web/core";

/** The directives that are lists of sources. */
export type CspDirective =
  | "defaultSrc"
  | "scriptSrc"
  | "scriptSrcElem"
  | "scriptSrcAttr"
  | "styleSrc"
  | "styleSrcElem"
  | "styleSrcAttr"
  | "imgSrc"
  | "fontSrc"
  | "connectSrc"
  | "mediaSrc"
  | "objectSrc"
  | "frameSrc"
  | "childSrc"
  | "workerSrc"
  | "manifestSrc"
  | "baseUri"
  | "formAction"
  | "sandbox"
  | "reportUri"
  | "reportTo"
  | "requireTrustedTypesFor"
  | "trustedTypes";

/**
 * What a page may load and do (CSP level 3), directive by directive; who may frame it is said by `frameAncestors` of the
 * extension.
 *
 * Keywords are written without quotes: "self", "none", "unsafe-inline", "strict-dynamic", "sha256-...". "nonce" is the one
 * that `csp_nonce()` gives.
 *
 * @example
 * const policy: ContentSecurityPolicy = { defaultSrc: ["self"], scriptSrc: ["self", "nonce"], imgSrc: ["self", "data:"] };
 */
export type ContentSecurityPolicy = {
  readonly [Directive in CspDirective]?: readonly string[] | false | undefined;
} & {
  /** Whether http URLs of the page are asked for by https; said on https only. @default false */
  readonly upgradeInsecureRequests?: boolean;
};

/**
 * How a policy differs from one that there is: sources that are added to its directives, `false` for a directive that it
 * has not, or a function of it. "none" replaces what a directive has.
 *
 * A directive that the policy has not begins with the sources of the one that counts in its place, so that
 * `{ connectSrc: ["https://api.example"] }` keeps what `defaultSrc` lets through.
 */
export type CspChange = ContentSecurityPolicy | ((policy: ContentSecurityPolicy) => ContentSecurityPolicy);

/** The policy that `security()` starts with: everything from the app's own origin, scripts and styles also by nonce. */
export const defaultPolicy: ContentSecurityPolicy = {
  defaultSrc: ["self"],
  baseUri: ["self"],
  fontSrc: ["self", "data:"],
  formAction: ["self"],
  imgSrc: ["self", "data:"],
  objectSrc: ["none"],
  scriptSrc: ["self", "nonce"],
  scriptSrcAttr: ["none"],
  styleSrc: ["self", "nonce"],
  upgradeInsecureRequests: true,
};

/**
 * Only scripts with the nonce, and what they load: the strict policy that is recommended against XSS
 * (https://web.dev/articles/strict-csp).
 *
 * @example
 * security({ contentSecurityPolicy: () => strictPolicy });
 */
export const strictPolicy: ContentSecurityPolicy = {
  ...defaultPolicy,
  baseUri: ["none"],
  scriptSrc: ["nonce", "strict-dynamic"],
};

const KEYWORDS: ReadonlySet<string> = new Set([
  "self",
  "none",
  "unsafe-inline",
  "unsafe-eval",
  "unsafe-hashes",
  "strict-dynamic",
  "report-sample",
  "wasm-unsafe-eval",
  "inline-speculation-rules",
  "allow-duplicates",
]);

/** What counts where a directive is missing, nearest first (CSP 3 section 6.8.3). */
const FALLBACKS: Partial<Record<CspDirective, readonly CspDirective[]>> = {
  scriptSrc: ["defaultSrc"],
  scriptSrcElem: ["scriptSrc", "defaultSrc"],
  scriptSrcAttr: ["scriptSrc", "defaultSrc"],
  styleSrc: ["defaultSrc"],
  styleSrcElem: ["styleSrc", "defaultSrc"],
  styleSrcAttr: ["styleSrc", "defaultSrc"],
  imgSrc: ["defaultSrc"],
  fontSrc: ["defaultSrc"],
  connectSrc: ["defaultSrc"],
  mediaSrc: ["defaultSrc"],
  objectSrc: ["defaultSrc"],
  childSrc: ["defaultSrc"],
  frameSrc: ["childSrc", "defaultSrc"],
  workerSrc: ["childSrc", "scriptSrc", "defaultSrc"],
  manifestSrc: ["defaultSrc"],
};

/** A source of a header: what separates sources, directives and policies would begin another one. */
const SOURCE = /^[\x21-\x2b\x2d-\x3a\x3c-\x7e]+$/;

/** A policy with a change. */
export function changePolicy(policy: ContentSecurityPolicy, change: CspChange): ContentSecurityPolicy {
  if (typeof change === "function") return change(policy);
  const { upgradeInsecureRequests = policy.upgradeInsecureRequests ?? false, ...added } = change;
  const changed: Partial<Record<CspDirective, readonly string[] | false>> = {};
  for (const [name, sources] of Object.entries(added)) {
    const directive = name as CspDirective; // a key of the change
    if (sources !== undefined) changed[directive] = sources && addSources(policy, directive, sources);
  }
  return { ...policy, ...changed, upgradeInsecureRequests };
}

function addSources(
  policy: ContentSecurityPolicy,
  directive: CspDirective,
  added: readonly string[],
): readonly string[] {
  if (added.includes("none")) return ["none"];
  const counting = [directive, ...(FALLBACKS[directive] ?? [])].find((name) => policy[name]);
  const known = counting === undefined ? [] : policy[counting] || [];
  return [...new Set([...known.filter((source) => source !== "none"), ...added])];
}

/** Sources as they are written for one directive in the header. @throws MicroError `MICRO_SECURITY_OPTION` */
export function toSources(directive: string, sources: readonly string[]): readonly string[] {
  return sources.map((source) => {
    if (typeof source !== "string" || !SOURCE.test(source)) {
      throw new MicroError(
        "MICRO_SECURITY_OPTION",
        `The Content-Security-Policy has ${JSON.stringify(source)} for ${directive}. Give it a list of sources, each without spaces, commas and semicolons.`,
      );
    }
    const isQuoted =
      KEYWORDS.has(source) ||
      /^sha(?:256|384|512)-/.test(source) ||
      (directive === "requireTrustedTypesFor" && source === "script");
    return isQuoted ? `'${source}'` : source;
  });
}

/** A policy as a header: one value for the responses without a nonce, one for each with one. */
export class CompiledPolicy {
  /** Whether a nonce has a place in it. */
  readonly usesNonce: boolean;
  readonly #plain: string;
  /** What stands between the nonces. */
  readonly #parts: readonly string[];

  /** @param frameAncestors - As in the header; empty for no such directive. @param isSecure - Of the request. */
  constructor(policy: ContentSecurityPolicy, frameAncestors: readonly string[], isSecure: boolean) {
    const lists = listDirectives(policy, frameAncestors);
    const flags = isSecure && policy.upgradeInsecureRequests === true ? ["upgrade-insecure-requests"] : [];
    const write = (nonce: string): string =>
      [...lists.map(([name, sources]) => writeDirective(name, sources, nonce)), ...flags].join("; ");
    this.#plain = write("");
    this.#parts = write("\0").split("\0");
    this.usesNonce = this.#parts.length > 1;
  }

  /** The value of the header; "" for none. @param nonce - `undefined` when the page has none. */
  toHeader(nonce: string | undefined): string {
    return nonce === undefined || !this.usesNonce ? this.#plain : this.#parts.join(nonce);
  }
}

function listDirectives(
  policy: ContentSecurityPolicy,
  frameAncestors: readonly string[],
): (readonly [name: string, sources: readonly string[]])[] {
  const lists: (readonly [string, readonly string[]])[] = [];
  for (const [name, sources] of Object.entries(policy)) {
    if (typeof sources === "object") lists.push([toKebab(name), toSources(name, sources)]);
  }
  if (frameAncestors.length > 0) lists.push(["frame-ancestors", frameAncestors]);
  return lists;
}

/** @param nonce - "" leaves it out; a list that is empty then allows nothing. */
function writeDirective(name: string, sources: readonly string[], nonce: string): string {
  const written = sources.flatMap((source) =>
    source === "nonce" ? (nonce === "" ? [] : [`'nonce-${nonce}'`]) : [source],
  );
  const isEmpty = written.length === 0 && sources.length > 0;
  return [name, ...(isEmpty ? ["'none'"] : written)].join(" ");
}

function toKebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
