import { challenge, type MaybePromise } from "@micro-web/core";

import type { AnyRequest } from "./any-request.ts";

/** Finds the user of a request that has no session: a function, or one with a challenge for clients that are refused. */
export interface RequestLoader<User> {
  /** The user; nothing when the request does not say, or what it says is wrong. */
  (request: AnyRequest): MaybePromise<User | null | undefined>;
  /** How clients may say who they are: the value of `WWW-Authenticate`. @default none */
  readonly challenge?: string;
}

/**
 * Users by the token of `Authorization: Bearer <token>`. The function is not called without a token.
 *
 * Do not compare tokens with `===`: look up their hash, as {@link ApiTokens} does.
 *
 * @example
 * login({ loadUser, fromRequest: bearerAuth((token) => findUserByToken(token)) });
 */
export function bearerAuth<User>(
  find: (token: string, request: AnyRequest) => MaybePromise<User | null | undefined>,
): RequestLoader<User> {
  return Object.assign(
    function findBearer(request: AnyRequest): MaybePromise<User | null | undefined> {
      const credentials = request.authorization;
      return credentials?.type === "bearer" && credentials.token !== ""
        ? find(credentials.token, request)
        : null;
    },
    { challenge: challenge("Bearer") },
  );
}

/**
 * Users by name and password of `Authorization: Basic`. The function is not called without a name.
 *
 * @param realm - Browsers show it.
 * @example
 * login({ loadUser, fromRequest: basicAuth((name, password) => authenticate(name, password)) });
 */
export function basicAuth<User>(
  find: (name: string, password: string, request: AnyRequest) => MaybePromise<User | null | undefined>,
  realm: string = "login",
): RequestLoader<User> {
  return Object.assign(
    function findBasic(request: AnyRequest): MaybePromise<User | null | undefined> {
      const credentials = request.authorization;
      return credentials?.type === "basic" && credentials.username !== ""
        ? find(credentials.username, credentials.password, request)
        : null;
    },
    { challenge: challenge("Basic", { realm, charset: "UTF-8" }) },
  );
}

/**
 * Users by a key in a header of its own. The function is not called without one.
 *
 * @example
 * login({ loadUser, fromRequest: headerAuth("X-Api-Key", (key) => findUserByKey(key)) });
 */
export function headerAuth<User>(
  header: string,
  find: (key: string, request: AnyRequest) => MaybePromise<User | null | undefined>,
): RequestLoader<User> {
  return function findByHeader(request: AnyRequest): MaybePromise<User | null | undefined> {
    const key = request.headers.get(header) ?? "";
    return key === "" ? null : find(key, request);
  };
}
