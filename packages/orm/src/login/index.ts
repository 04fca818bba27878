export { loginEntities } from "./login-tables.ts";
export { SqlApiTokenStore } from "./sql-api-token-store.ts";
export { SqlRememberStore } from "./sql-remember-store.ts";
export { SqlThrottleStore } from "./sql-throttle-store.ts";
