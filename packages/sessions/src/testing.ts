export { type SessionStoreCheck, sessionStoreChecks } from "./store-checks.ts";
