import assert from "node:assert/strict";

import type { ApiToken, ApiTokenStore } from "./api-token-store.ts";
import { createSecret, digestOf } from "./secret-text.ts";
import { ODD_TEXTS, type StoreCheck } from "./store-check.ts";

function createToken(changes: Partial<ApiToken> = {}): ApiToken {
  return {
    id: createSecret(16),
    userId: createSecret(8),
    hash: digestOf(createSecret(32)),
    name: "laptop",
    abilities: ["posts:read", "posts:write"],
    createdAt: Date.now(),
    expiresAt: null,
    lastUsedAt: null,
    ...changes,
  };
}

/**
 * What a store of API tokens has to do, for the tests of any store and any test runner.
 *
 * @example
 * describe("MyStore", () => {
 *   it.each(apiTokenStoreChecks)("$name", ({ run }) => run(new MyStore()));
 * });
 */
export const apiTokenStoreChecks: readonly StoreCheck<ApiTokenStore>[] = [
  {
    name: "gives back what was kept, and nothing for other ids",
    run: async (store) => {
      for (const text of ODD_TEXTS) {
        const token = createToken({
          userId: text,
          name: text,
          abilities: [text, "*"],
          expiresAt: 1,
          lastUsedAt: 2,
        });
        await store.create(token);
        assert.deepEqual(await store.find(token.id), token);
      }
      const none = createToken({ abilities: [], name: "" });
      await store.create(none);
      assert.deepEqual(await store.find(none.id), none);
      for (const id of [createSecret(16), "", ...ODD_TEXTS]) assert.equal(await store.find(id), null);
    },
  },
  {
    name: "notes when a token was used, and brings none back by it",
    run: async (store) => {
      const token = createToken();
      await store.touch(token.id, 5);
      assert.equal(await store.find(token.id), null);
      await store.create(token);
      await store.touch(token.id, 1_700_000_000_000);
      assert.deepEqual(await store.find(token.id), { ...token, lastUsedAt: 1_700_000_000_000 });
    },
  },
  {
    name: "forgets a token, once",
    run: async (store) => {
      const token = createToken();
      await store.create(token);
      assert.equal(await store.delete(token.id), true);
      assert.equal(await store.find(token.id), null);
      assert.equal(await store.delete(token.id), false);
    },
  },
  {
    name: "lists and forgets the tokens of a user and of nobody else, oldest first",
    run: async (store) => {
      const userId = createSecret(8);
      const tokens = [3, 1, 2].map((createdAt) => createToken({ userId, createdAt }));
      const other = createToken();
      for (const token of [...tokens, other]) await store.create(token);
      const listed = await store.listOfUser(userId);
      assert.deepEqual(
        listed.map(({ createdAt }) => createdAt),
        [1, 2, 3],
      );
      assert.equal(await store.deleteOfUser(userId), 3);
      assert.deepEqual(await store.listOfUser(userId), []);
      assert.equal(await store.deleteOfUser(userId), 0);
      assert.deepEqual(await store.find(other.id), other);
    },
  },
  {
    name: "cleans up what is over and nothing else",
    run: async (store) => {
      if (store.cleanup === undefined) return;
      const over = createToken({ expiresAt: Date.now() - 1000 });
      const live = [createToken(), createToken({ expiresAt: Date.now() + 60_000 })];
      for (const token of [over, ...live]) await store.create(token);
      assert.ok((await store.cleanup()) >= 1);
      assert.equal(await store.cleanup(), 0);
      assert.equal(await store.find(over.id), null);
      for (const token of live) assert.deepEqual(await store.find(token.id), token);
    },
  },
];
