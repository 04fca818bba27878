export type { AnyRequest } from "./any-request.ts";
export type { ApiToken, ApiTokenStore } from "./api-token-store.ts";
export { ApiTokens, type ApiTokensOptions, type IssuedApiToken, type NewApiToken } from "./api-tokens.ts";
export type { Argon2Cost } from "./argon2-scheme.ts";
export type { HashQueueOptions } from "./hash-queue.ts";
export { type AccessCheck, login, Login, type LoginProperties, type Policy } from "./login.ts";
export type { LoginConfig } from "./login-config.ts";
export type { Credentials, LoginOptions, LoginUserOptions, LoginView } from "./login-options.ts";
export { LoginSignals, type UserEvent } from "./login-signals.ts";
export {
  type AttemptLimit,
  type LoginAttempt,
  LoginThrottle,
  type LoginThrottleOptions,
  normalizeAccount,
} from "./login-throttle.ts";
export { MemoryApiTokenStore } from "./memory-api-token-store.ts";
export { MemoryRememberStore } from "./memory-remember-store.ts";
export { MemoryThrottleStore } from "./memory-throttle-store.ts";
export {
  maxBytes,
  minLength,
  notCommon,
  notNumeric,
  notSimilar,
  PasswordPolicy,
  type PasswordRule,
  type UserFacts,
} from "./password-policy.ts";
export {
  hashPassword,
  needsRehash,
  type PasswordAccess,
  Passwords,
  type PasswordsOptions,
  verifyPassword,
} from "./passwords.ts";
export type { RememberSeries, RememberStore } from "./remember-store.ts";
export { basicAuth, bearerAuth, headerAuth, type RequestLoader } from "./request-loader.ts";
export type { ScryptCost } from "./scrypt-scheme.ts";
export type { ThrottleCount, ThrottleStore } from "./throttle-store.ts";
export {
  type TokenSecrets,
  UserTokens,
  type UserTokensOptions,
  type VerifiedUserToken,
} from "./user-tokens.ts";
export type { LoginMethod } from "./visit.ts";
