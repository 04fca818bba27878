import { Micro } from "@micro-web/core";
import { useApp } from "@micro-web/core/testing/vitest";
import { apiTokenStoreChecks, rememberStoreChecks, throttleStoreChecks } from "@micro-web/login/testing";
import { describe, expect, it } from "vitest";

import { Database } from "../src/index.ts";
import { loginEntities, SqlApiTokenStore, SqlRememberStore, SqlThrottleStore } from "../src/login/index.ts";

/** What the stores of logins do. @param url - Gives that of an empty database. */
export function describeLoginStores(url: () => string | Promise<string>): void {
  const use = async (task: (db: Database) => Promise<void>): Promise<void> => {
    const db = new Database({ entities: loginEntities, url: await url() });
    const app = useApp(() => new Micro(null));
    app.use(db);
    await app.runInContext(async () => {
      await db.createAll();
      await task(db);
    });
  };

  describe("SqlRememberStore", () => {
    it.each(rememberStoreChecks)("$name [F330]", ({ run }) =>
      use((db) => expect(run(new SqlRememberStore(db))).resolves.toBeUndefined()),
    );
  });

  describe("SqlApiTokenStore", () => {
    it.each(apiTokenStoreChecks)("$name [F338]", ({ run }) =>
      use((db) => expect(run(new SqlApiTokenStore(db))).resolves.toBeUndefined()),
    );
  });

  describe("SqlThrottleStore", () => {
    it.each(throttleStoreChecks)("$name [F340]", ({ run }) =>
      use((db) => expect(run(new SqlThrottleStore(db))).resolves.toBeUndefined()),
    );
  });
}
