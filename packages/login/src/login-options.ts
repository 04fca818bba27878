import type { MaybePromise } from "@micro-web/core";

import type { AnyRequest } from "./any-request.ts";
import type { ApiTokens } from "./api-tokens.ts";
import type { LoginThrottle } from "./login-throttle.ts";
import type { PasswordAccess, Passwords } from "./passwords.ts";
import type { RememberStore } from "./remember-store.ts";
import type { RequestLoader } from "./request-loader.ts";

/** Where visitors log in: an endpoint, a path that begins with `/`, or a route. */
export type LoginView = string | { readonly endpoint: string };

/** How visitors prove who they are, for {@link Login.authenticate}. */
export interface Credentials<User> extends PasswordAccess<User> {
  /** Finds a user by what the visitor says to be: a name, an e-mail address. */
  readonly findUser: (account: string, request: AnyRequest) => MaybePromise<User | null | undefined>;
  /** Checks and hashes. @default scrypt */
  readonly passwords?: Passwords;
  /** Slows the guessing of passwords down; `null` leaves it to something else. @default in this process's memory */
  readonly throttle?: LoginThrottle | null;
}

/** What {@link login} has to know of an app's users. */
export interface LoginOptions<User extends object, Name extends string = "user"> {
  /**
   * Finds a user by the id that {@link getId} gave, as a text; nothing for one that is no more. Asked once a request, and
   * only for those that are logged in.
   */
  readonly loadUser: (id: string, request: AnyRequest) => MaybePromise<User | null | undefined>;
  /** What the user is in requests, for apps with several kinds: "admin" makes `request.admin`. @default "user" */
  readonly name?: Name;
  /** The id of a user. @default its property `id` */
  readonly getId?: (user: User) => string | number | bigint;
  /** Whether a user may log in, and stay. @default not when its property `isActive` is false */
  readonly isActive?: (user: User) => boolean;
  /**
   * What ends all sessions and remember-me cookies of a user when it changes: the hash of the password, a counter.
   *
   * @default nothing does
   */
  readonly getStamp?: (user: User) => string;
  /** Finds users without a session: by a token or a password in the request; asked in this order. @default none */
  readonly fromRequest?: RequestLoader<User> | readonly RequestLoader<User>[];
  /** Tokens for programs that act for users; asked last. @default none */
  readonly apiTokens?: ApiTokens;
  /** How visitors prove who they are. @default the app checks passwords itself */
  readonly credentials?: Credentials<User>;
  /** Where browsers are sent to log in; without one the answer is 401. @default none */
  readonly loginView?: LoginView | null;
  /** Login views of blueprints and of those in them, by full name; `null` answers 401, for an API. @default none */
  readonly loginViews?: Readonly<Record<string, LoginView | null>>;
  /** Where browsers are sent to show their password again. @default the login view */
  readonly refreshView?: LoginView | null;
  /** Flashed on the way to the login view; `null` for nothing. @default "Please log in to access this page." */
  readonly loginMessage?: string | null;
  /** Flashed on the way to the refresh view. @default "Please reauthenticate to access this page." */
  readonly refreshMessage?: string | null;
  /** The category of both messages. @default "message" */
  readonly messageCategory?: string;
  /** Answers in place of the login view, for visitors who are not logged in. */
  readonly onUnauthorized?: (request: AnyRequest) => unknown;
  /** Answers in place of the refresh view. */
  readonly onNeedsRefresh?: (request: AnyRequest) => unknown;
  /** Whether every view needs a login, except those with `meta: { loginRequired: false }`. @default false */
  readonly isRequired?: boolean;
  /**
   * Whether a session is bound to the visitor's address and browser: "basic" takes its freshness when they change,
   * "strong" the login. Visitors whose address changes often suffer. @default null
   */
  readonly sessionProtection?: "basic" | "strong" | null;
  /** The visitor's address, for session protection. @default the peer's */
  readonly addressOf?: (request: AnyRequest) => string;
  /** Names in the session that a login keeps, a cart; all else is dropped, as somebody else may have put it there. @default [] */
  readonly keepInSession?: readonly string[];
  /** Keeps remember-me tokens, so that they can be revoked and a stolen one is noticed. @default signed cookies alone */
  readonly rememberStore?: RememberStore;
  /** The roles of a user. @default its property `roles` */
  readonly getRoles?: (user: User) => Iterable<string>;
  /** The permissions of a user, of its roles included. @default its property `permissions` */
  readonly getPermissions?: (user: User) => Iterable<string>;
}

/** How a user is logged in. */
export interface LoginUserOptions {
  /** Whether the browser keeps the login when it is closed. @default false */
  readonly remember?: boolean;
  /** Seconds for which it does. @default REMEMBER_COOKIE_DURATION */
  readonly duration?: number;
  /** Whether the user has just shown a password. @default true */
  readonly fresh?: boolean;
  /** Whether a user who is not active is logged in too. @default false */
  readonly force?: boolean;
}
