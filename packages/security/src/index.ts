export { CsrfError, type CsrfErrorCode } from "./csrf-error.ts";
export { csrf, type CsrfProperties, setupCsrf } from "./csrf-extension.ts";
export { type CsrfOptions, CsrfProtection, type ProtectOptions } from "./csrf-protection.ts";
export { type CsrfConfig, csrfConfig } from "./csrf-settings.ts";
