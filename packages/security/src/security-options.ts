import type { CspChange } from "./content-security-policy.ts";

/** How long, and for what, browsers stay with https. */
export interface HstsOptions {
  /** Also for all subdomains. @default true */
  readonly includeSubDomains?: boolean;
  /** Asks to be built into browsers (https://hstspreload.org); hard to take back. @default false */
  readonly preload?: boolean;
}

/** The headers of a view, or of a whole app. `false` leaves one out. */
export interface SecurityHeaderOptions {
  /** Differences from the policy of the app, or of `defaultPolicy`; `false` for none. */
  readonly contentSecurityPolicy?: CspChange | false;
  /** A second policy that only reports, as differences from the first one. @default none */
  readonly contentSecurityPolicyReportOnly?: CspChange | false;
  /** Who may show pages in a frame: "self", "none", origins; `false` for everybody. @default ["self"] */
  readonly frameAncestors?: readonly string[] | false;
  /** @default "strict-origin-when-cross-origin" */
  readonly referrerPolicy?: string | false;
  /** What windows that the app opens, or that open it, may do to it. @default "same-origin" */
  readonly crossOriginOpenerPolicy?: "same-origin" | "same-origin-allow-popups" | "unsafe-none" | false;
  /** Who may embed what the app answers; left out where CORS lets others read it. @default "same-origin" */
  readonly crossOriginResourcePolicy?: "same-origin" | "same-site" | "cross-origin" | false;
  /** What of browsers the pages may use: `{ camera: [], geolocation: ["self"] }`. */
  readonly permissionsPolicy?: Readonly<Record<string, readonly string[]>> | false;
  /** On https, outside of debug, for SECURITY_HSTS_SECONDS. */
  readonly strictTransportSecurity?: HstsOptions | false;
  /** Where browsers send reports: `{ csp: "https://reports.example/csp" }`, for `reportTo: ["csp"]`. @default nowhere */
  readonly reportingEndpoints?: Readonly<Record<string, string>>;
}

/** What one view does otherwise than its app. */
export interface ViewSecurityOptions extends SecurityHeaderOptions {
  /** Whether requests over http go to https, where SECURITY_HTTPS_REDIRECT is on. @default true */
  readonly redirectsToHttps?: boolean;
}

/**
 * The `meta` of a route whose view has other security headers than the app; sources of its policy are added.
 *
 * @example
 * app.get("/map", { meta: overrideSecurity({ contentSecurityPolicy: { imgSrc: ["https://tiles.example"] } }) }, showMap);
 * app.get("/widget", { meta: { ...overrideSecurity({ frameAncestors: false }), csrf: false } }, showWidget);
 */
export function overrideSecurity(options: ViewSecurityOptions): { readonly security: ViewSecurityOptions } {
  return { security: options };
}
