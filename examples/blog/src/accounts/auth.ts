import { ApiTokens, type Login, login, normalizeAccount } from "@micro-web/login";

import { db } from "../database.ts";
import { apiTokenTable } from "./api-token-table.ts";
import { passwords } from "./passwords.ts";
import { createLoginThrottle } from "./throttles.ts";
import { User } from "./user.ts";

/** Tokens for programs that act for people. */
export const apiTokens: ApiTokens = new ApiTokens({ store: apiTokenTable });

/** Who is logged in. */
export const auth: Login<User> = login<User>({
  loadUser: (id) => db.em.findOne(User, Number(id)),
  getStamp: (user) => user.passwordHash, // a new password ends all sessions
  getRoles: (user) => [user.role],
  loginView: "accounts.log_in",
  loginViews: { api: null }, // 401: programs follow no redirect to a form
  apiTokens,
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
