import { Micro } from "@micro-web/core";
import { useApp } from "@micro-web/core/testing/vitest";
import { describe, expect, it } from "vitest";

import { describeFaults } from "../test/fault-cases.ts";
import { describeFinding } from "../test/finding-cases.ts";
import { describeLists } from "../test/list-cases.ts";
import { useBlog } from "../test/use-blog.ts";
import { Database, defineEntity, p } from "./index.ts";

describeFinding(useBlog);
describeFaults(useBlog);
describeLists(useBlog);

describe("a row with a big key", () => {
  it("is found by all of its digits [F306]", async () => {
    const Account = defineEntity({
      name: "Account",
      properties: { id: p.bigint().primary(), owner: p.string() },
    });
    const db = new Database({ entities: [Account], url: "sqlite::memory:" });
    const app = useApp(() => new Micro(null));
    app.use(db);
    await app.runInContext(async () => {
      await db.createAll();
      const id = 2n ** 53n + 1n;
      db.em.create(Account, { id, owner: "Ann" });
      await db.commit();
      expect((await db.getOr404(Account, id)).owner).toBe("Ann");
      await expect(db.getOr404(Account, id - 1n)).rejects.toMatchObject({ status: 404 });
    });
  });
});

describe("a row with a key of several columns", () => {
  it("is found by a list of them, and by nothing else [F306]", async () => {
    const Seat = defineEntity({
      name: "Seat",
      properties: { row: p.string().primary(), number: p.integer().primary(), guest: p.string() },
    });
    const db = new Database({ entities: [Seat], url: "sqlite::memory:" });
    const app = useApp(() => new Micro(null));
    app.use(db);
    await app.runInContext(async () => {
      await db.createAll();
      db.em.create(Seat, { row: "A", number: 7, guest: "Ann" });
      await db.commit();
      expect((await db.getOr404(Seat, ["A", 7])).guest).toBe("Ann");
      for (const key of [["A", 8], ["A"], ["A", 7, 1], ["A", "7 or 1=1"], "A", { row: "A" }])
        await expect(db.getOr404(Seat, key as never)).rejects.toMatchObject({ status: 404 });
    });
  });
});
