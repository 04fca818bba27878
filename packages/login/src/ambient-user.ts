import { currentRequest } from "@micro-web/core/context";

import type { Login } from "./login.ts";

/**
 * The user of the request that the code runs for, for code deep below the views (Flask-Login's `current_user`); `null` for
 * nobody.
 *
 * @param auth - Whose users.
 * @throws MicroError `MICRO_NO_REQUEST_CONTEXT` outside a request.
 * @example
 * function auditLog(text: string): void {
 *   console.log(currentUser(auth)?.name ?? "somebody", text);
 * }
 */
export function currentUser<User extends object, Name extends string>(auth: Login<User, Name>): User | null {
  return auth.user(currentRequest());
}
