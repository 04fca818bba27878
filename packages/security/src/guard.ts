import {
  challenge,
  isPromise,
  type MaybePromise,
  type Request,
  type Response,
  Unauthorized,
} from "@micro-web/core";
import { isSameSecret } from "./secret-comparison.ts";

/**
 * Lets requests in that say who makes them: a function for `use` of a route, for `beforeRequest` of an app or blueprint,
 * and for `app.use()`.
 *
 * @typeParam User - What stands for who it is.
 */
export interface Guard<User> {
  (request: Request, response: Response, next?: () => MaybePromise<unknown>): unknown;
  /** Who makes a request that the guard has let in; `undefined` for any other. */
  user(request: Request): User | undefined;
}

/** What both guards take. */
interface GuardOptions {
  /** What is protected; browsers show it. @default "Restricted" */
  readonly realm?: string;
}

/** Who may come in with a password: names and passwords, or a function that knows them. */
export type BasicAuthOptions<User> = GuardOptions &
  (
    | { readonly users: Readonly<Record<string, string>> }
    | {
        /** Gives who it is, or `null`. The password is never empty, nor is the name. */
        readonly verify: (username: string, password: string, request: Request) => MaybePromise<User | null>;
      }
  );

/** Who may come in with a token: the tokens, or a function that knows them. */
export type BearerAuthOptions<User> = GuardOptions &
  (
    | { readonly tokens: readonly string[] }
    | {
        /** Gives who it is, or `null`. The token is never empty. */
        readonly verify: (token: string, request: Request) => MaybePromise<User | null>;
      }
  );

/**
 * HTTP Basic authentication (RFC 7617). Browsers send the password with each request, so it is for https, and needs CSRF
 * protection as cookies do.
 *
 * @example
 * const staff = basicAuth({ users: { ann: app.config.STAFF_PASSWORD }, realm: "staff" });
 * app.get("/stats", { use: [staff] }, (request) => `Hello, ${staff.user(request)}!`);
 */
export function basicAuth<User = string>(options: BasicAuthOptions<User>): Guard<User> {
  const { realm = "Restricted" } = options;
  const refusal = { wwwAuthenticate: challenge("Basic", { realm, charset: "UTF-8" }) };
  // Without a function of the app's own the user is the name.
  const verify = "users" in options ? (verifyPassword(options.users) as never) : options.verify;
  return createGuard<User>((request) => {
    const { authorization } = request;
    if (authorization?.type !== "basic") return null;
    const { username, password } = authorization;
    return username === "" || password === "" ? null : verify(username, password, request);
  }, refusal);
}

/**
 * Bearer tokens (RFC 6750), for APIs: no browser sends one by itself, so that CSRF protection lets them pass.
 *
 * @example
 * const api = bearerAuth({ verify: (token) => findUserByToken(token) });
 * blueprint.beforeRequest(api);
 */
export function bearerAuth<User = string>(options: BearerAuthOptions<User>): Guard<User> {
  const { realm = "Restricted" } = options;
  const refusal = { wwwAuthenticate: challenge("Bearer", { realm }) };
  const failure = { wwwAuthenticate: challenge("Bearer", { realm, error: "invalid_token" }) };
  // Without a function of the app's own the user is the token.
  const verify = "tokens" in options ? (verifyToken(options.tokens) as never) : options.verify;
  return createGuard<User>(
    (request) => {
      const { authorization } = request;
      if (authorization?.type !== "bearer" || authorization.token === "") return null;
      return verify(authorization.token, request);
    },
    refusal,
    failure,
  );
}

type Refusal = { readonly wwwAuthenticate: string };

function createGuard<User>(
  identify: (request: Request) => MaybePromise<User | null | undefined>,
  refusal: Refusal,
  failure: Refusal = refusal,
): Guard<User> {
  const users = new WeakMap<Request, { readonly user: User }>();
  const admit = (request: Request, user: User | null | undefined): void => {
    if (user === null || user === undefined)
      throw new Unauthorized(undefined, request.authorization === null ? refusal : failure);
    users.set(request, { user });
  };
  const admitLater = async (
    request: Request,
    found: PromiseLike<User | null | undefined>,
    next: (() => MaybePromise<unknown>) | undefined,
  ): Promise<unknown> => {
    admit(request, await found);
    return next?.();
  };
  const guard = (request: Request, _response: Response, next?: () => MaybePromise<unknown>): unknown => {
    const found = identify(request);
    if (isPromise(found)) return admitLater(request, found, next);
    admit(request, found);
    return next?.();
  };
  return Object.assign(guard, { user: (request: Request) => users.get(request)?.user });
}

/** Compares also for a name that is not there, so that the time does not say which names are. */
function verifyPassword(
  users: Readonly<Record<string, string>>,
): (name: string, password: string) => string | null {
  const known = new Map(Object.entries(users).filter(([, password]) => password !== ""));
  return (name, password) => {
    const right = known.get(name);
    return isSameSecret(password, right ?? "") && right !== undefined ? name : null;
  };
}

function verifyToken(tokens: readonly string[]): (token: string) => string | null {
  const known = tokens.filter((token) => token !== "");
  return (token) => known.filter((each) => isSameSecret(each, token))[0] ?? null;
}
