export {
  type ContentSecurityPolicy,
  type CspChange,
  type CspDirective,
  defaultPolicy,
  strictPolicy,
} from "./content-security-policy.ts";
export { CsrfError, type CsrfErrorCode } from "./csrf-error.ts";
export { csrf, type CsrfProperties, setupCsrf } from "./csrf-extension.ts";
export { type CsrfOptions, CsrfProtection, type ProtectOptions } from "./csrf-protection.ts";
export { type CsrfConfig, csrfConfig } from "./csrf-settings.ts";
export { security, type SecurityProperties } from "./security-extension.ts";
export {
  type HstsOptions,
  overrideSecurity,
  type SecurityHeaderOptions,
  type ViewSecurityOptions,
} from "./security-options.ts";
export type { SecurityConfig } from "./security-settings.ts";
export { cors, type CorsOptions, type CorsResources } from "./cors-extension.ts";
export type { CorsOrigins, CorsPolicyOptions } from "./cors-policy.ts";
export { Encryption, type EncryptOptions } from "./encryption.ts";
export { basicAuth, type BasicAuthOptions, bearerAuth, type BearerAuthOptions, type Guard } from "./guard.ts";
export { toAddressKey } from "@micro-web/core";
export { ipFilter, type IpFilter, type IpFilterOptions } from "./ip-filter.ts";
export {
  isSafeUrl,
  nextUrl,
  type NextUrlOptions,
  previousUrl,
  type SafeUrlOptions,
} from "./redirect-safety.ts";
export { createRandomToken, isSameSecret } from "./secret-comparison.ts";
