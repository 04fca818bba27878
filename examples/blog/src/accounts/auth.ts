import { ApiTokens, type Login, login, normalizeAccount } from "@micro-web/login";
import { SqlApiTokenStore, SqlRememberStore } from "@micro-web/orm/login";

import { db } from "../database.ts";
import { passwords } from "./passwords.ts";
import { createLoginThrottle, throttleStore } from "./throttles.ts";
import { User } from "./user.ts";

const tokenStore = new SqlApiTokenStore(db);
const rememberStore = new SqlRememberStore(db);

/** Tokens for programs that act for people. */
export const apiTokens: ApiTokens = new ApiTokens({ store: tokenStore });

/** Who is logged in. */
export const auth: Login<User> = login<User>({
  loadUser: (id) => db.em.findOne(User, Number(id)),
  getStamp: (user) => user.passwordHash, // a new password ends all sessions
  getRoles: (user) => [user.role],
  loginView: "accounts.log_in",
  loginViews: { api: null }, // 401: programs follow no redirect to a form
  apiTokens,
  rememberStore, // each token is good for one visit: a stolen one is noticed
  credentials: {
    passwords,
    throttle: createLoginThrottle(),
    findUser: (email) => db.em.findOne(User, { email: normalizeAccount(email) }),
    getHash: (user) => user.passwordHash,
    async saveHash(user, passwordHash) {
      user.passwordHash = passwordHash;
      await db.commit();
    },
  },
});

/** Removes what is over: remembered logins, tokens, counts of attempts. */
export async function removeWhatIsOver(): Promise<void> {
  for (const store of [rememberStore, tokenStore, throttleStore]) await store.cleanup();
}
