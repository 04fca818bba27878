import { MicroError, type Request, type Response } from "@micro-web/core";
import {
  changePolicy,
  CompiledPolicy,
  type ContentSecurityPolicy,
  type CspChange,
  defaultPolicy,
  toSources,
} from "./content-security-policy.ts";
import { nonceOf, usedNonceOf } from "./csp-nonce.ts";
import type { HstsOptions, SecurityHeaderOptions } from "./security-options.ts";

const CSP = "Content-Security-Policy";
const CSP_REPORT = "Content-Security-Policy-Report-Only";
const HSTS = "Strict-Transport-Security";
const CORP = "Cross-Origin-Resource-Policy";

/** A year, what hstspreload.org asks for. */
const MIN_PRELOAD = 31_536_000;

const DEFAULT_PERMISSIONS: Readonly<Record<string, readonly string[]>> = {
  camera: [],
  "display-capture": [],
  geolocation: [],
  microphone: [],
  payment: [],
  usb: [],
};

/** What the headers of an app come to before a request is there. */
export interface HeaderPlan {
  /** The options of all around it, for those of a view. */
  readonly options: SecurityHeaderOptions;
  readonly policy: ContentSecurityPolicy | null;
  readonly plain: SchemePlan;
  readonly secure: SchemePlan;
}

/** For http, or for https. */
interface SchemePlan {
  /** "" for http. */
  readonly hsts: string;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly csp: CompiledPolicy | null;
  readonly cspReport: CompiledPolicy | null;
  readonly resourcePolicy: string;
}

/**
 * Puts the headers together, once.
 *
 * @param hstsSeconds - 0 for no HSTS.
 * @throws MicroError `MICRO_SECURITY_OPTION`
 */
export function planHeaders(
  given: SecurityHeaderOptions,
  hstsSeconds: number,
  base?: HeaderPlan,
): HeaderPlan {
  const { contentSecurityPolicy: change, ...own } = given;
  const options: SecurityHeaderOptions = { ...base?.options, ...own };
  const policy = policyOf(change, base === undefined ? defaultPolicy : base.policy);
  const plan = (isSecure: boolean): SchemePlan => {
    const { frameAncestors = ["self"], contentSecurityPolicyReportOnly: report = false } = options;
    const framers = frameAncestors === false ? [] : toSources("frameAncestors", frameAncestors);
    return {
      headers: listHeaders(options, framers),
      hsts: isSecure ? toHsts(options.strictTransportSecurity ?? {}, hstsSeconds) : "",
      csp: compile(policy, framers, isSecure),
      cspReport: report === false ? null : compile(policyOf(report, policy ?? {}), [], isSecure),
      resourcePolicy: checkValue(CORP, options.crossOriginResourcePolicy ?? "same-origin"),
    };
  };
  return { options, policy, plain: plan(false), secure: plan(true) };
}

/** Adds the headers of a plan to a response that does not have them already. */
export function applyHeaders(plan: HeaderPlan, request: Request, response: Response): void {
  const { headers: own } = response;
  const { headers, hsts, csp, cspReport, resourcePolicy } = request.isSecure ? plan.secure : plan.plain;
  own.setDefaults(headers);
  // In debug it would lock a developer out of every http server on localhost.
  if (hsts !== "" && !request.isDebug) own.setDefault(HSTS, hsts);
  // What others may read by CORS they may embed.
  if (resourcePolicy !== "" && !own.has("Access-Control-Allow-Origin")) own.setDefault(CORP, resourcePolicy);
  // The page that a 304 stands for has the nonce of its own policy.
  if (response.status === 304 || (csp === null && cspReport === null)) return;
  applyPolicies([csp, cspReport], request, response);
}

function applyPolicies(
  [csp, cspReport]: readonly [CompiledPolicy | null, CompiledPolicy | null],
  request: Request,
  response: Response,
): void {
  const { headers, body } = response;
  const isStream = typeof body === "object" && body !== null && !(body instanceof Uint8Array);
  // What comes later in a stream may ask for the nonce when the headers have long been sent.
  const nonce = isStream ? nonceOf(request) : usedNonceOf(request);
  if (csp !== null) headers.setDefault(CSP, csp.toHeader(nonce));
  if (cspReport !== null) headers.setDefault(CSP_REPORT, cspReport.toHeader(nonce));
  if (nonce !== undefined) headers.setDefault("Cache-Control", "private, no-cache");
}

function policyOf(
  change: CspChange | false | undefined,
  base: ContentSecurityPolicy | null,
): ContentSecurityPolicy | null {
  if (change === false) return null;
  return change === undefined ? base : changePolicy(base ?? {}, change);
}

function compile(
  policy: ContentSecurityPolicy | null,
  framers: readonly string[],
  isSecure: boolean,
): CompiledPolicy | null {
  const compiled = new CompiledPolicy(policy ?? {}, framers, isSecure);
  return compiled.toHeader("x") === "" ? null : compiled;
}

function listHeaders(options: SecurityHeaderOptions, framers: readonly string[]): readonly string[] {
  const {
    referrerPolicy = "strict-origin-when-cross-origin",
    crossOriginOpenerPolicy = "same-origin",
    permissionsPolicy = DEFAULT_PERMISSIONS,
    reportingEndpoints = {},
  } = options;
  const headers = [
    ["X-Content-Type-Options", "nosniff"],
    ["X-Frame-Options", toFrameOptions(framers)],
    ["Referrer-Policy", referrerPolicy || ""],
    ["Cross-Origin-Opener-Policy", crossOriginOpenerPolicy || ""],
    ["Permissions-Policy", permissionsPolicy === false ? "" : toPermissions(permissionsPolicy)],
    ["Reporting-Endpoints", toEndpoints(reportingEndpoints)],
  ] as const;
  return headers.filter(([name, value]) => checkValue(name, value) !== "").flat();
}

/** What browsers without `frame-ancestors` understand of it. */
function toFrameOptions(framers: readonly string[]): string {
  const text = framers.join(" ");
  return text === "'none'" ? "DENY" : text === "'self'" ? "SAMEORIGIN" : "";
}

/** A structured dictionary: `camera=(), geolocation=(self "https://maps.example")` (Permissions Policy section 5.2). */
function toPermissions(permissions: Readonly<Record<string, readonly string[]>>): string {
  return Object.entries(permissions)
    .map(([feature, allowed]) => {
      const list = allowed.map((who) => (who === "self" || who === "*" ? who : JSON.stringify(who)));
      return `${feature}=${list.join() === "*" ? "*" : `(${list.join(" ")})`}`;
    })
    .join(", ");
}

function toEndpoints(endpoints: Readonly<Record<string, string>>): string {
  return Object.entries(endpoints)
    .map(([name, url]) => `${name}=${JSON.stringify(url)}`)
    .join(", ");
}

function toHsts(options: HstsOptions | false, seconds: number): string {
  if (options === false || seconds === 0) return "";
  const { includeSubDomains = true, preload = false } = options;
  if (preload && (!includeSubDomains || seconds < MIN_PRELOAD)) {
    throw new MicroError(
      "MICRO_SECURITY_OPTION",
      `Browsers build in sites with includeSubDomains and at least ${MIN_PRELOAD} seconds of HSTS, and this one has ${seconds}. Leave out preload, or change SECURITY_HSTS_SECONDS and includeSubDomains.`,
    );
  }
  return `max-age=${seconds}${includeSubDomains ? "; includeSubDomains" : ""}${preload ? "; preload" : ""}`;
}

/** The value; "" for `false`. */
function checkValue(name: string, value: string | false): string {
  if (value === false || /^[\x20-\x7e]*$/.test(value)) return value || "";
  throw new MicroError(
    "MICRO_SECURITY_OPTION",
    `${name} would be ${JSON.stringify(value)}, which no header can be. Use printable ASCII.`,
  );
}
