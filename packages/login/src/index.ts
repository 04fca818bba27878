export type { AnyRequest } from "./any-request.ts";
export type { Argon2Cost } from "./argon2-scheme.ts";
export { HashQueue, type HashQueueOptions } from "./hash-queue.ts";
export { type AccessCheck, login, Login, type LoginProperties, type Policy } from "./login.ts";
export type { LoginConfig } from "./login-config.ts";
export type { LoginOptions, LoginUserOptions, LoginView } from "./login-options.ts";
export { LoginSignals, type UserEvent } from "./login-signals.ts";
export { MemoryRememberStore } from "./memory-remember-store.ts";
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
export type { LoginMethod } from "./visit.ts";
