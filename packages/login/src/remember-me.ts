import { type CookieOptions, TimedSerializer } from "@micro-web/core";

import type { LoginConfig } from "./login-config.ts";
import type { AnyRequest } from "./any-request.ts";
import type { RememberCookie, Remembered } from "./remembered.ts";
import { RememberTokens } from "./remember-tokens.ts";
import type { RememberStore } from "./remember-store.ts";

/** Longer cookies are not ours. */
const MAX_LENGTH = 1024;

/** The remember-me cookie of a guard in an app: a signed user id, or a token of a store. */
export class RememberMe {
  readonly #config: LoginConfig;
  readonly #guard: string;
  readonly #tokens: RememberTokens | null;
  #serializer: TimedSerializer | undefined;

  /** @param config - Of the app. @param guard - Its name. @param store - `null` for signed cookies. */
  constructor(config: LoginConfig, guard: string, store: RememberStore | null) {
    this.#config = config;
    this.#guard = guard;
    this.#tokens = store === null ? null : new RememberTokens(store, guard);
  }

  /** Whether a cookie lasts beyond what {@link Remembered.stamp} says: whether it can be revoked otherwise. */
  get isStored(): boolean {
    return this.#tokens !== null;
  }

  /** The name of the cookie. */
  get cookieName(): string {
    const { REMEMBER_COOKIE_NAME } = this.#config;
    return this.#guard === "user" ? REMEMBER_COOKIE_NAME : `${REMEMBER_COOKIE_NAME}_${this.#guard}`;
  }

  /** What the browser shows; "" for nothing, or for what is not ours. */
  read(request: AnyRequest): string {
    const value = request.cookies[this.cookieName] ?? "";
    return value.length > MAX_LENGTH ? "" : value;
  }

  /** Has the browser remember a user. @param duration - In seconds. @default REMEMBER_COOKIE_DURATION */
  async remember(
    request: AnyRequest,
    user: { readonly userId: string; readonly stamp: string },
    duration: number = this.#config.REMEMBER_COOKIE_DURATION,
  ): Promise<void> {
    await this.#tokens?.revoke(this.read(request)); // what the browser had before
    const value =
      this.#tokens === null
        ? this.#sign(user, Math.floor(Date.now() / 1000) + duration)
        : await this.#tokens.issue(user, duration);
    this.setCookie(request, { value, maxAge: duration });
  }

  /** Whom a cookie remembers; `null` for nobody. The token of a store is used up by it. */
  async recall(value: string): Promise<Remembered | null> {
    const prolongsBy = this.#config.REMEMBER_COOKIE_REFRESH_EACH_REQUEST
      ? this.#config.REMEMBER_COOKIE_DURATION
      : null;
    return this.#tokens === null ? this.#verify(value, prolongsBy) : this.#tokens.redeem(value, prolongsBy);
  }

  /** Makes browser and store forget. */
  async forget(request: AnyRequest): Promise<void> {
    const value = this.read(request);
    if (value === "") return;
    this.deleteCookie(request);
    await this.#tokens?.revoke(value);
  }

  /** Gives the cookie with the answer to the request. */
  setCookie(request: AnyRequest, { value, maxAge }: RememberCookie): void {
    request.afterThisRequest((_, response) =>
      response.setCookie(this.cookieName, value, { ...this.#attributes, maxAge: Math.floor(maxAge) }),
    );
  }

  /** Takes the cookie away with the answer to the request. */
  deleteCookie(request: AnyRequest): void {
    request.afterThisRequest((_, response) => response.deleteCookie(this.cookieName, this.#attributes));
  }

  get #attributes(): CookieOptions {
    const config = this.#config;
    const domain = config.REMEMBER_COOKIE_DOMAIN;
    return {
      path: config.REMEMBER_COOKIE_PATH,
      secure: config.REMEMBER_COOKIE_SECURE ?? config.SESSION_COOKIE_SECURE,
      httpOnly: config.REMEMBER_COOKIE_HTTPONLY,
      sameSite: config.REMEMBER_COOKIE_SAMESITE,
      ...(domain === null ? {} : { domain }),
    };
  }

  #sign({ userId, stamp }: { userId: string; stamp: string }, expires: number): string {
    return this.#openSerializer().sign([userId, stamp, expires]);
  }

  #verify(token: string, prolongsBy: number | null): Remembered | null {
    const payload = this.#readToken(token);
    if (payload === null) return null;
    const [userId, stamp, expires] = payload;
    const now = Date.now() / 1000;
    if (expires <= now) return null;
    const user = { userId, stamp };
    const cookie =
      prolongsBy === null
        ? null
        : { value: this.#sign(user, Math.floor(now) + prolongsBy), maxAge: prolongsBy };
    return { ...user, isStolen: false, cookie };
  }

  #readToken(token: string): [userId: string, stamp: string, expires: number] | null {
    if (this.#config.SECRET_KEY === null) return null;
    try {
      const { value } = this.#openSerializer().verify(token);
      if (!Array.isArray(value)) return null;
      const [userId, stamp, expires]: unknown[] = value;
      if (typeof userId !== "string" || typeof stamp !== "string" || typeof expires !== "number") return null;
      return [userId, stamp, expires];
    } catch {
      return null;
    }
  }

  #openSerializer(): TimedSerializer {
    const { SECRET_KEY, SECRET_KEY_FALLBACKS } = this.#config;
    this.#serializer ??= new TimedSerializer([SECRET_KEY ?? "", ...SECRET_KEY_FALLBACKS], {
      salt: `micro-login.remember.${this.#guard}`,
    });
    return this.#serializer;
  }
}
