import { defineEntity, p } from "../mikro/model.ts";

/** The length of a key: SHA-256 in hexadecimal digits, which every database compares alike, whatever its collation. */
const KEY_LENGTH = 64;

const RememberedLogin = defineEntity({
  name: "RememberedLogin",
  tableName: "remembered_login",
  properties: {
    id: p.string().length(KEY_LENGTH).primary(),
    userKey: p.string().length(KEY_LENGTH).index(),
    tokenKey: p.string().length(KEY_LENGTH),
    data: p.text(),
    endsAt: p.bigint().index(),
  },
});

const LoginApiToken = defineEntity({
  name: "LoginApiToken",
  tableName: "login_api_token",
  properties: {
    id: p.string().length(KEY_LENGTH).primary(),
    userKey: p.string().length(KEY_LENGTH).index(),
    data: p.text(),
    createdAt: p.bigint(),
    usedAt: p.bigint().nullable(),
    endsAt: p.bigint().nullable(),
  },
});

const LoginCount = defineEntity({
  name: "LoginCount",
  tableName: "login_count",
  properties: {
    id: p.string().length(KEY_LENGTH).primary(),
    attempts: p.integer(),
    endsAt: p.bigint().index(),
  },
});

/**
 * The tables of {@link SqlRememberStore}, {@link SqlApiTokenStore} and {@link SqlThrottleStore}, for the models of a
 * database: `micro db migrate` makes them, and `db.createAll()`.
 *
 * @example
 * export const db = new Database({ entities: [User, Post, ...loginEntities] });
 */
export const loginEntities: readonly object[] = [RememberedLogin, LoginApiToken, LoginCount];

/** What a row is found by: a hash of its name, so that names may be of any length and in any letters. */
export function toKey(name: string): string {
  const { createHash } = process.getBuiltinModule("node:crypto");
  return createHash("sha256").update(name).digest("hex");
}
