import type { ApiToken, ApiTokenStore } from "@micro-web/login";

import { db } from "../database.ts";
import { ApiTokenRow } from "./api-token-row.ts";

/** What is changed by statements of their own is read anew each time. */
const anew = { disableIdentityMap: true } as const;

/** Keeps API tokens in the database. */
export const apiTokenTable: ApiTokenStore = {
  async create(token) {
    db.em.create(ApiTokenRow, token);
    await db.commit();
  },
  async find(id) {
    return toToken(await db.em.findOne(ApiTokenRow, id, anew));
  },
  async touch(id, usedAt) {
    await db.em.nativeUpdate(ApiTokenRow, id, { lastUsedAt: usedAt });
  },
  async delete(id) {
    return (await db.em.nativeDelete(ApiTokenRow, id)) > 0;
  },
  async listOfUser(userId) {
    const rows = await db.em.find(
      ApiTokenRow,
      { userId },
      { ...anew, orderBy: { createdAt: "asc", id: "asc" } },
    );
    return rows.flatMap((row) => toToken(row) ?? []);
  },
  deleteOfUser: (userId) => db.em.nativeDelete(ApiTokenRow, { userId }),
};

function toToken(row: ApiTokenRow | null): ApiToken | null {
  if (row === null) return null;
  const { id, userId, hash, name, abilities, createdAt, expiresAt, lastUsedAt } = row;
  return {
    id,
    userId,
    hash,
    name,
    abilities,
    createdAt,
    expiresAt: expiresAt ?? null,
    lastUsedAt: lastUsedAt ?? null,
  };
}
