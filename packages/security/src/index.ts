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
