import { MicroError } from "@micro-web/core";

import type { AnyRequest } from "./any-request.ts";
import type { LoginOptions } from "./login-options.ts";
import { type LoginRecord, LoginSession } from "./login-session.ts";
import { LoginSignals } from "./login-signals.ts";
import type { RequestLoader } from "./request-loader.ts";
import { isSameText } from "./secret-text.ts";
import { stampOf } from "./stamp.ts";

/** What a user's login depends on besides its id. */
const STAMP_PURPOSE = "login";
/** Longer ids do not fit into a cookie with the rest. */
const MAX_ID_LENGTH = 255;

/** One kind of users: what {@link login} was told of them. */
export class Guard<User extends object> {
  /** "user", or what the app has called it. */
  readonly name: string;
  readonly options: LoginOptions<User, string>;
  /** Where it keeps its login in sessions. */
  readonly sessions: LoginSession;
  readonly signals: LoginSignals<User> = new LoginSignals<User>();
  /** Find users without a session. */
  readonly loaders: readonly RequestLoader<User>[];

  /** @param options - Of the app's author. */
  constructor(options: LoginOptions<User, string>) {
    const { name = "user", fromRequest = [], apiTokens } = options;
    this.name = name;
    this.options = options;
    this.sessions = new LoginSession(name);
    const tokenLoader = apiTokens === undefined ? [] : [apiTokens.loaderFor(options.loadUser)];
    this.loaders = [...[fromRequest].flat(), ...tokenLoader];
  }

  /** The id of a user, as a text. @throws MicroError `MICRO_LOGIN_USER` for one without. */
  idOf(user: User): string {
    const { getId = (known: User): unknown => Reflect.get(known, "id") } = this.options;
    const id = getId(user);
    const text = typeof id === "number" || typeof id === "bigint" ? String(id) : id;
    if (typeof text === "string" && text !== "" && text.length <= MAX_ID_LENGTH && text !== "NaN")
      return text;
    throw new MicroError(
      "MICRO_LOGIN_USER",
      `A user has the id ${String(JSON.stringify(text)).slice(0, 80)}. Give login() a getId that returns a number, or a ` +
        `text of at most ${MAX_ID_LENGTH} characters.`,
    );
  }

  /** Whether a user may log in, and stay. */
  isActive(user: User): boolean {
    const { isActive = (known: User): boolean => Reflect.get(known, "isActive") !== false } = this.options;
    return isActive(user);
  }

  /** What a login of a user depends on; "" without stamps. */
  stampOf(user: User): string {
    const { getStamp } = this.options;
    return getStamp === undefined ? "" : stampOf(STAMP_PURPOSE, `${this.idOf(user)} ${getStamp(user)}`);
  }

  /** Whether a login with this stamp still holds for a user. */
  isCurrent(user: User, stamp: string): boolean {
    return isSameText(this.stampOf(user), stamp);
  }

  /** What a session keeps of a login. */
  recordOf(user: User, login: Pick<LoginRecord, "isFresh" | "isForced" | "fingerprint">): LoginRecord {
    return { id: this.idOf(user), stamp: this.stampOf(user) || null, ...login };
  }

  /** What a session is bound to; "" when it is bound to nothing. */
  fingerprintOf(request: AnyRequest): string {
    const { sessionProtection = null, addressOf = ({ remoteAddress }: AnyRequest) => remoteAddress } =
      this.options;
    if (sessionProtection === null) return "";
    return stampOf("fingerprint", JSON.stringify([addressOf(request), request.userAgent]));
  }
}
