import { type Extension, reply, type Request } from "@micro-web/core";
import { nonceOf } from "./csp-nonce.ts";
import { applyHeaders, type HeaderPlan, planHeaders } from "./security-headers.ts";
import type { SecurityHeaderOptions, ViewSecurityOptions } from "./security-options.ts";
import { type SecurityConfig, securityConfig } from "./security-settings.ts";

/** What the extension adds to requests. */
export interface SecurityProperties {
  /** The nonce of the response's Content-Security-Policy: for inline scripts and styles, never for what visitors write. */
  readonly cspNonce: () => string;
}

/** That of http is none of https. */
const PORT = /:\d+$/;

/**
 * Gives every response of the app security headers: X-Content-Type-Options, X-Frame-Options, Referrer-Policy,
 * Content-Security-Policy, Cross-Origin-Opener-Policy, Cross-Origin-Resource-Policy, Permissions-Policy, and on https
 * Strict-Transport-Security. What a view sets itself stays.
 *
 * @example
 * export const app = new Micro(import.meta).register(
 *   security({ contentSecurityPolicy: { imgSrc: ["https://images.example"] } }),
 * );
 */
export function security(
  options: SecurityHeaderOptions = {},
): Extension<void, SecurityConfig, SecurityProperties> {
  return {
    name: "security",
    config: securityConfig,
    setup(setup, { SECURITY_HSTS_SECONDS, SECURITY_HTTPS_REDIRECT }) {
      const plans = new HeaderPlans(options, SECURITY_HSTS_SECONDS);
      setup.addRequestProperty("cspNonce", (request) => () => nonceOf(request));
      setup.templates.addContextProcessor((request) => ({ csp_nonce: () => nonceOf(request) }), {
        importedNames: ["csp_nonce"],
      });
      if (SECURITY_HTTPS_REDIRECT) setup.beforeRequest(redirectToHttps);
      setup.afterRequest(function addSecurityHeaders(request, response) {
        const marked: Request & Marked = request;
        if (marked[ANSWERED] === true) return;
        marked[ANSWERED] = true;
        applyHeaders(plans.for(request), request, response);
      });
      setup.onRoute(({ options: { meta } }) => plans.add(meta?.["security"]));
    },
  };
}

/** The headers of the app, and those of views that differ. */
class HeaderPlans {
  readonly #base: HeaderPlan;
  readonly #hstsSeconds: number;
  readonly #own = new Map<unknown, HeaderPlan>();

  constructor(options: SecurityHeaderOptions, hstsSeconds: number) {
    this.#base = planHeaders(options, hstsSeconds);
    this.#hstsSeconds = hstsSeconds;
  }

  /** @param own - What {@link overrideSecurity} has put into the meta of a route. */
  add(own: unknown): void {
    if (typeof own === "object" && own !== null)
      this.#own.set(own, planHeaders(own, this.#hstsSeconds, this.#base));
  }

  for({ meta }: Request): HeaderPlan {
    const { security: own } = meta;
    return own === undefined ? this.#base : (this.#own.get(own) ?? this.#base);
  }
}

/** On requests whose blueprint has given them headers: those of the app are not added to them. */
const ANSWERED: unique symbol = Symbol("security headers");

/** A WeakSet of requests would cost more than all the headers. */
interface Marked {
  [ANSWERED]?: true;
}

function redirectToHttps(request: Request): unknown {
  const { isSecure, isDebug, host, meta, url } = request;
  const { redirectsToHttps = true } = (meta["security"] ?? {}) as ViewSecurityOptions; // of overrideSecurity()
  if (isSecure || isDebug || host === "" || !redirectsToHttps) return undefined;
  const path = url.slice(`http://${host}`.length);
  const location = `https://${host.replace(PORT, "")}${path.replace(/[^\x21-\x7e]/g, encodeURIComponent)}`;
  return reply("", 308, { Location: location });
}
