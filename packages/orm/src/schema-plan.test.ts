import { DatabaseSchema } from "@mikro-orm/sql";
import { describe, expect, it, vi } from "vitest";

import { parseDatabaseUrl } from "./database-url.ts";
import { defineEntity, p } from "./index.ts";
import { createOrm, type MikroORM } from "./mikro/orm.ts";
import { planSchema } from "./mikro/schema-plan.ts";

const first = defineEntity({
  name: "Post",
  properties: {
    id: p.integer().primary(),
    title: p.string().length(100),
    rating: p.integer().nullable(),
    size: p.integer().nullable(),
  },
});
const second = defineEntity({
  name: "Post",
  properties: {
    id: p.integer().primary(),
    heading: p.string().length(90),
    rating: p.integer(),
    size: p.string().length(9),
    at: p.datetime(),
    start: p.time(),
    key: p.uuid(),
    kind: p.enum(["it's", "b"]),
    tree: p.json(),
  },
});

function openOrm(url: string, entities: readonly object[]): Promise<MikroORM> {
  return createOrm(parseDatabaseUrl(url, ""), {
    entities,
    pool: {},
    observer: { record: null, warn: () => undefined },
  });
}

describe.each(["postgresql", "mysql"] as const)("a plan for %s", (kind) => {
  it("fills what may not be empty, for as long as it takes, and says so [F314 F315]", async () => {
    const url = `${kind}://ann@127.0.0.1:1/blog`;
    const [before, orm] = [await openOrm(url, [first]), await openOrm(url, [second])];
    vi.spyOn(DatabaseSchema, "create").mockResolvedValue(before.schema.getTargetSchema());
    vi.spyOn(orm.driver.getConnection(), "ensureConnection").mockResolvedValue();
    const { up, down, notes } = await planSchema(orm, kind, [{ table: "post", from: "none", to: "heading" }]);
    expect(notes[0]).toBe(
      "Nothing was renamed from post.none to heading: the one has to be gone, the other new.",
    );
    expect(notes).toContain("The rows of post get 'it''s' in kind.");
    expect(notes).toContain("The rows of post get current_timestamp in at.");
    expect(
      notes.some(
        (note) => note.includes("If one of heading,") || note.includes("--rename post.title=heading"),
      ),
    ).toBe(true);
    expect(up[0]).toMatch(/^update .post. set .rating. = 0 where .rating. is null$/);
    expect(up[1]).toMatch(/^update .post. set .size. = 0 where .size. is null$/); // what its old type takes
    expect(up.join(";")).toContain("default '00:00:00'");
    expect(up.filter((statement) => statement.endsWith("drop default"))).toHaveLength(6);
    expect(down.join(";")).toMatch(/drop column .*title/);
    await before.close(true);
    await orm.close(true);
  });
});
