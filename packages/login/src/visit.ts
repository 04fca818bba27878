import { isPromise, type MaybePromise, MicroError } from "@micro-web/core";

import type { AnyRequest } from "./any-request.ts";
import type { Guard } from "./guard.ts";
import type { LoginConfig } from "./login-config.ts";
import type { LoginUserOptions } from "./login-options.ts";
import type { LoginRecord } from "./login-session.ts";
import type { RememberMe } from "./remember-me.ts";

/** How a user was recognized: by a session, by a remember-me cookie, or by what the request itself brings. */
export type LoginMethod = "session" | "remember" | "request";

/** Who makes a request. */
interface Identity<User> {
  readonly user: User;
  readonly method: LoginMethod;
  readonly isFresh: boolean;
}

/** What of an app a visit needs. */
export interface VisitServices<User extends object> {
  readonly guard: Guard<User>;
  readonly rememberMe: RememberMe;
  /** Those of the app. */
  readonly config: LoginConfig;
}

/** One request, as a guard sees it: who makes it, found out once. */
export class Visit<User extends object> {
  readonly #guard: Guard<User>;
  readonly #rememberMe: RememberMe;
  /** The configuration of the app. */
  readonly config: LoginConfig;
  readonly #request: AnyRequest;
  /** `undefined` until it is known, `null` for nobody. */
  #identity: Identity<User> | null | undefined;
  #loading: Promise<void> | undefined;
  #failure: { readonly error: unknown } | undefined;

  /** @param services - Of the app. @param request - That is made. */
  constructor({ guard, rememberMe, config }: VisitServices<User>, request: AnyRequest) {
    this.#guard = guard;
    this.#rememberMe = rememberMe;
    this.config = config;
    this.#request = request;
  }

  /**
   * The user; `null` for nobody. The answer varies by cookie from here on.
   *
   * @throws What the loader threw, once: after that nobody is logged in. MicroError `MICRO_LOGIN_ORDER` while it is not
   *   known.
   */
  get user(): User | null {
    void this.#request.session; // marks it as used
    return this.#open()?.user ?? null;
  }

  /** How the user was recognized; `null` for nobody. */
  get method(): LoginMethod | null {
    return this.#open()?.method ?? null;
  }

  /** Whether the user has shown a password in this session. */
  get isFresh(): boolean {
    return this.#open()?.isFresh ?? false;
  }

  /** Finds out who makes the request, once. Never throws, never rejects: {@link user} does. */
  load(): MaybePromise<void> {
    if (this.#identity !== undefined || this.#loading !== undefined) return this.#loading;
    try {
      const found = this.#identify();
      if (!isPromise(found)) return void (this.#identity ??= found);
      this.#loading = this.#finish(found);
      return this.#loading;
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Logs a user in. @returns Whether they may. */
  async login(user: User, options: LoginUserOptions): Promise<boolean> {
    const { remember = false, fresh = true, force = false, duration } = options;
    const isActive = this.#guard.isActive(user);
    if (!isActive && !force) return false;
    if (remember) this.#checkStamps();
    const userId = this.#guard.idOf(user);
    // Before the login: when the store fails, there is none.
    if (remember)
      await this.#rememberMe.remember(this.#request, { userId, stamp: this.#guard.stampOf(user) }, duration);
    else await this.#rememberMe.forget(this.#request);
    this.#begin(user, { fresh, isForced: !isActive });
    this.#identity = { user, method: "session", isFresh: fresh };
    this.#failure = undefined;
    this.#guard.signals.userLoggedIn.send({ request: this.#request, user });
    return true;
  }

  /** Logs the user out, whoever it is. */
  async logout(): Promise<void> {
    await this.load();
    const user = this.#identity?.user ?? null;
    this.#identity = null;
    this.#failure = undefined;
    this.#guard.sessions.end(this.#request.session);
    await this.#rememberMe.forget(this.#request);
    this.#guard.signals.userLoggedOut.send({ request: this.#request, user });
  }

  /** Makes the login of a user fresh. @returns Whether there is one. */
  confirm(user: User): boolean {
    const identity = this.#open();
    if (identity === null || identity.method === "request") return false;
    if (this.#guard.idOf(identity.user) !== this.#guard.idOf(user)) return false;
    this.#identity = { ...identity, isFresh: true };
    this.#request.session.regenerate();
    this.#guard.sessions.setFresh(this.#request.session, true);
    this.#guard.signals.loginConfirmed.send({ request: this.#request, user: identity.user });
    return true;
  }

  /** Keeps the login of a user whose stamp has changed. @returns Whether there is one. */
  async renew(user: User): Promise<boolean> {
    if (!this.confirm(user)) return false;
    const stamp = this.#guard.stampOf(user);
    this.#guard.sessions.setStamp(this.#request.session, stamp);
    this.#identity = { user, method: "session", isFresh: true };
    const userId = this.#guard.idOf(user);
    if (this.#rememberMe.read(this.#request) !== "")
      await this.#rememberMe.remember(this.#request, { userId, stamp });
    return true;
  }

  #open(): Identity<User> | null {
    if (this.#identity === undefined) void this.load();
    if (this.#failure !== undefined) {
      const { error } = this.#failure;
      this.#failure = undefined;
      throw error;
    }
    if (this.#identity !== undefined) return this.#identity;
    throw tooEarly(this.#guard.name, this.#request);
  }

  #fail(error: unknown): void {
    this.#identity = null;
    this.#failure = { error };
  }

  /** A login that was made meanwhile counts. */
  async #finish(found: PromiseLike<Identity<User> | null>): Promise<void> {
    try {
      const identity = await found;
      this.#identity ??= identity;
    } catch (error) {
      if (this.#identity === undefined) this.#fail(error);
    }
  }

  /** By the session at once, if the app's loader answers at once; all else waits. */
  #identify(): MaybePromise<Identity<User> | null> {
    const session = this.#request.peekSession();
    const record = this.#guard.sessions.read(session);
    if (record === null) {
      if (this.#guard.sessions.isIn(session)) this.#guard.sessions.drop(session);
      return this.#identifyOtherwise();
    }
    const found = this.#guard.options.loadUser(record.id, this.#request);
    if (isPromise(found))
      return found.then((user) => this.#accept(user, record) ?? this.#identifyOtherwise());
    return this.#accept(found, record) ?? this.#identifyOtherwise();
  }

  /** The user of a session, unless the login does not hold any more: then it leaves the session. */
  #accept(user: User | null | undefined, record: LoginRecord): Identity<User> | null {
    const guard = this.#guard;
    const session = this.#request.peekSession();
    const isValid =
      user != null && guard.isCurrent(user, record.stamp ?? "") && (record.isForced || guard.isActive(user));
    if (!isValid) {
      guard.sessions.drop(session);
      return null;
    }
    if (this.#isSameVisitor(record)) return { user, method: "session", isFresh: record.isFresh };
    guard.signals.sessionProtected.send({ request: this.#request });
    if (guard.options.sessionProtection === "basic") {
      guard.sessions.setFresh(session, false);
      return { user, method: "session", isFresh: false };
    }
    guard.sessions.end(session);
    this.#rememberMe.deleteCookie(this.#request);
    this.#identity = null; // nor by that cookie
    return null;
  }

  #isSameVisitor({ fingerprint }: LoginRecord): boolean {
    const now = this.#guard.fingerprintOf(this.#request);
    if (now === "" || now === fingerprint) return true;
    if (fingerprint !== null) return false;
    this.#guard.sessions.setFingerprint(this.#request.peekSession(), now);
    return true;
  }

  #identifyOtherwise(): MaybePromise<Identity<User> | null> {
    if (this.#identity !== undefined) return this.#identity;
    const cookie = this.#rememberMe.read(this.#request);
    if (cookie !== "") return this.#recall(cookie).then((found) => found ?? this.#askLoaders(0));
    return this.#askLoaders(0);
  }

  #askLoaders(index: number): MaybePromise<Identity<User> | null> {
    const loader = this.#guard.loaders[index];
    if (loader === undefined) return null;
    const found = loader(this.#request);
    if (isPromise(found)) return found.then((user) => this.#welcome(user) ?? this.#askLoaders(index + 1));
    return this.#welcome(found) ?? this.#askLoaders(index + 1);
  }

  #welcome(user: User | null | undefined): Identity<User> | null {
    if (user == null || !this.#guard.isActive(user)) return null;
    return { user, method: "request", isFresh: false };
  }

  /** The user of a remember-me cookie, who gets a session that is not fresh. */
  async #recall(cookie: string): Promise<Identity<User> | null> {
    const request = this.#request;
    const remembered = await this.#rememberMe.recall(cookie);
    // Also when the user cannot be loaded now: the cookie that the browser has is used up.
    if (remembered?.cookie != null) this.#rememberMe.setCookie(request, remembered.cookie);
    if (remembered?.isStolen === true)
      this.#guard.signals.rememberTokenStolen.send({ request, userId: remembered.userId });
    const user =
      remembered === null || remembered.isStolen
        ? null
        : await this.#guard.options.loadUser(remembered.userId, request);
    if (user == null || remembered === null || !this.#mayReturn(user, remembered.stamp)) {
      await this.#rememberMe.forget(request);
      return null;
    }
    this.#begin(user, { fresh: false, isForced: false });
    this.#guard.signals.userRemembered.send({ request, user });
    return { user, method: "remember", isFresh: false };
  }

  #mayReturn(user: User, stamp: string): boolean {
    if (!this.#guard.isActive(user) || !this.#guard.isCurrent(user, stamp)) return false;
    return this.#rememberMe.isStored || stamp !== "";
  }

  #begin(user: User, { fresh, isForced }: { fresh: boolean; isForced: boolean }): void {
    const { sessions, options } = this.#guard;
    const fingerprint = this.#guard.fingerprintOf(this.#request) || null;
    const record = this.#guard.recordOf(user, { isFresh: fresh, isForced, fingerprint });
    sessions.begin(this.#request.session, record, options.keepInSession ?? []);
  }

  /** A signed cookie that nothing ends would let in for a year whoever has copied it. */
  #checkStamps(): void {
    if (this.#guard.options.getStamp !== undefined || this.#rememberMe.isStored) return;
    throw new MicroError(
      "MICRO_LOGIN_REMEMBER",
      "loginUser() was asked to remember a user, but nothing could ever end that: not even a new password. Give login() a " +
        "getStamp, for example (user) => user.passwordHash, or a rememberStore.",
    );
  }
}

function tooEarly(name: string, request: AnyRequest): MicroError {
  return new MicroError(
    "MICRO_LOGIN_ORDER",
    `request.${name} was read for ${request.method} ${request.path} before it was loaded, and loadUser() answers with a ` +
      "promise. Register login() before the hooks that read it; in middleware, or for static files, await auth.load(request) first.",
  );
}
