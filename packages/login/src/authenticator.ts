import { MicroError } from "@micro-web/core";

import type { AnyRequest } from "./any-request.ts";
import type { Guard } from "./guard.ts";
import type { Credentials } from "./login-options.ts";
import { LoginThrottle } from "./login-throttle.ts";
import { Passwords } from "./passwords.ts";

/** What {@link Credentials} comes to. */
interface Checks<User> extends Credentials<User> {
  readonly passwords: Passwords;
  readonly throttle: LoginThrottle | null;
}

/** Checks names and passwords for a guard. */
export class Authenticator<User extends object> {
  readonly #guard: Guard<User>;
  #made: Checks<User> | undefined;

  /** @param guard - Whose users. */
  constructor(guard: Guard<User>) {
    this.#guard = guard;
  }

  /** The user, whose attempt is taken back from the throttle; `null` for nobody. */
  async authenticate(request: AnyRequest, account: string, password: string): Promise<User | null> {
    const { findUser, getHash, saveHash, passwords, throttle } = this.#checks;
    const attempt = await throttle?.attempt(request, account);
    const found = await findUser(account, request);
    await attempt?.countFor(found == null ? null : `${this.#guard.name} ${this.#guard.idOf(found)}`);
    let isReplaced = false;
    const user = await passwords.authenticate(found, password, {
      getHash,
      ...(saveHash !== undefined && {
        saveHash: async (known: User, hash: string): Promise<void> => {
          await saveHash(known, hash);
          isReplaced = true;
        },
      }),
    });
    if (user === null) return null;
    await attempt?.succeed();
    if (!isReplaced) return user;
    // The stamp of a login may be the new hash, which the object need not have.
    return (await this.#guard.options.loadUser(this.#guard.idOf(user), request)) ?? user;
  }

  get #checks(): Checks<User> {
    if (this.#made !== undefined) return this.#made;
    const { credentials } = this.#guard.options;
    if (credentials === undefined) throw noCredentials();
    const { passwords = new Passwords(), throttle = new LoginThrottle() } = credentials;
    this.#made = { ...credentials, passwords, throttle };
    return this.#made;
  }
}

function noCredentials(): MicroError {
  return new MicroError(
    "MICRO_LOGIN_CREDENTIALS",
    "auth.authenticate() does not know how users are found and where the hashes of their passwords are. Give login() the " +
      "option credentials: { findUser, getHash, saveHash }.",
  );
}
