/** A process of its own that counts in a SQLite file: `node sqlite-writer.ts <file> <count>`. */
import { Micro } from "@micro-web/core";

import { Database, sql } from "../src/index.ts";

const [, , file = "", count = "0"] = process.argv;
const db = new Database({ entities: [], url: `sqlite:${file}` });
const app = new Micro(null);
app.use(db);
for (let index = 0; index < Number(count); index++) {
  await app.runInContext(() =>
    db.transaction(async () => {
      const [row] = await db.query<{ value: number }>(sql`select value from counter`);
      await db.execute(sql`update counter set value = ${(row?.value ?? 0) + 1}`);
      await db.execute(sql`insert into entry (process) values (${process.pid})`);
    }),
  );
}
await app.close();
