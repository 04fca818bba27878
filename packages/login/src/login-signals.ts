import { Signal } from "@micro-web/core";

import type { AnyRequest } from "./any-request.ts";

/** A user and the request in which something happened to them. */
export interface UserEvent<User> {
  readonly request: AnyRequest;
  readonly user: User;
}

/** What happens to logins: Flask-Login's signals and some more. Nothing is paid for one that nobody listens to. */
export class LoginSignals<User> {
  /** A user has logged in. */
  readonly userLoggedIn: Signal<UserEvent<User>> = new Signal("user-logged-in");
  /** A password was wrong, or nobody had this name. */
  readonly loginFailed: Signal<{ readonly request: AnyRequest; readonly account: string }> = new Signal(
    "login-failed",
  );
  /** A user has logged out; `null` for one who could not be loaded. */
  readonly userLoggedOut: Signal<UserEvent<User | null>> = new Signal("user-logged-out");
  /** A user was known again by the remember-me cookie. */
  readonly userRemembered: Signal<UserEvent<User>> = new Signal("user-remembered");
  /** A login that had become stale was confirmed. */
  readonly loginConfirmed: Signal<UserEvent<User>> = new Signal("login-confirmed");
  /** Somebody who was not logged in was refused. */
  readonly unauthorized: Signal<{ readonly request: AnyRequest }> = new Signal("unauthorized");
  /** Somebody whose login is not fresh was refused. */
  readonly needsRefresh: Signal<{ readonly request: AnyRequest }> = new Signal("needs-refresh");
  /** A session came from another address or browser than before. */
  readonly sessionProtected: Signal<{ readonly request: AnyRequest }> = new Signal("session-protected");
  /** A remember-me token was shown a second time: it, or the one after it, is in wrong hands. */
  readonly rememberTokenStolen: Signal<{ readonly request: AnyRequest; readonly userId: string }> =
    new Signal("remember-token-stolen");
}
