export { apiTokenStoreChecks } from "./api-token-store-checks.ts";
export { rememberStoreChecks } from "./remember-store-checks.ts";
export type { StoreCheck } from "./store-check.ts";
export { throttleStoreChecks } from "./throttle-store-checks.ts";
