import { Micro } from "@micro-web/core";
import { useApp } from "@micro-web/core/testing/vitest";
import { describe, expect, it } from "vitest";

import { createBlog } from "../../test/blog.ts";
import { KyselyLayer } from "../../test/kysely-layer.ts";
import { describeModelForms } from "../../test/model-form-cases.ts";
import { Database, defineEntity, p } from "../index.ts";
import { modelForm } from "./index.ts";

describe("forms of models of MikroORM [F284]", () => {
  describeModelForms(async () => {
    const { app, db } = createBlog();
    await app.runInContext(() => db.createAll());
    return { layer: db.layer, within: (task) => app.runInContext(task), close: () => app.close() };
  });
});

describe("forms of models of Kysely [F284 F538]", () => {
  describeModelForms(async () => {
    const layer = new KyselyLayer(":memory:");
    await layer.createAll();
    return { layer, close: () => layer.close() };
  });
});

const Tag = defineEntity({
  name: "Tag",
  properties: { code: p.string().length(9).primary(), weight: p.integer() },
});
const Event = defineEntity({
  name: "Event",
  properties: {
    id: p.integer().primary(),
    price: p.decimal().precision(8).scale(2),
    size: p.bigint(),
    ratio: p.double().nullable(),
    isOpen: p.boolean().default(true),
    kind: p.enum(["talk", "party"]),
    day: p.date(),
    startsAt: p.datetime(),
    opensAt: p.time().nullable(),
    token: p.uuid().nullable(),
    facts: p.json().nullable(),
    madeAt: p.datetime().onCreate(() => new Date(0)),
    tags: () => p.manyToMany(Tag),
    parent: () => p.manyToOne(Event).nullable(),
  },
});

describe("the form of a model", () => {
  it("has a field for each kind of column, and gives back what it shows", async () => {
    const db = new Database({ entities: [Event, Tag], url: "sqlite::memory:" });
    const app = useApp(() => new Micro(null));
    app.use(db);
    const EventForm = modelForm(db.layer, "Event");
    const sent = {
      price: "12.50",
      size: "9",
      ratio: "0.5",
      kind: "party",
      day: "2026-11-21",
      startsAt: "2026-11-21T10:30",
      opensAt: "09:30",
      token: "",
      tags: ["a"],
      parent: "",
    };
    await app.runInContext(async () => {
      await db.createAll();
      for (const code of ["a", "b"]) await db.layer.repository("Tag").create({ code, weight: 1 });
      const form = await EventForm.bind(sent);
      expect(form.errors).toEqual({});
      const row = await EventForm.save(form);
      expect(row).toMatchObject({ ratio: 0.5, isOpen: false, kind: "party", token: null, parent: null });
      expect(row?.["startsAt"]).toEqual(new Date("2026-11-21T10:30Z"));
      expect(String(row?.["size"])).toBe("9");
      const shown = (await EventForm.unbound({ key: Number(row?.["id"]) })).asP().toString();
      for (const part of ['value="2026-11-21T10:30"', 'value="2026-11-21"', '<option value="a" selected'])
        expect(shown).toContain(part);
      expect(shown).not.toMatch(/name="(madeAt|facts|id)"/);
      const emptied = await EventForm.bind({ ...sent, tags: [], ratio: "" }, { key: Number(row?.["id"]) });
      expect(await EventForm.save(emptied)).toMatchObject({ ratio: null, tags: [] });
    });
  });

  it("asks for a field where it has none, and for models with a key of one column", async () => {
    const Pair = defineEntity({
      name: "Pair",
      properties: { left: p.integer().primary(), right: p.integer().primary(), note: p.string() },
      primaryKeys: ["left", "right"],
    });
    const db = new Database({ entities: [Event, Tag, Pair], url: "sqlite::memory:" });
    const app = useApp(() => new Micro(null));
    app.use(db);
    await app.runInContext(async () => {
      await expect(modelForm(db.layer, "Event", { fields: ["facts"] }).unbound()).rejects.toThrow(
        "MICRO_FORM_FIELD",
      );
      await db.createAll();
      await expect(modelForm(db.layer, "Pair", { fields: ["note"] }).bind({ note: "x" })).rejects.toThrow(
        "a key of 2 fields",
      );
    });
  });

  it("works in views: shown, sent, refused, saved", async () => {
    const { app, db } = createBlog();
    useApp(() => app);
    const AuthorForm = modelForm(db.layer, "Author", { fields: ["name", "email"] });
    app.route("/authors/<int:id>", { methods: ["GET", "POST"] }, async (request) => {
      const form = await AuthorForm.from(request, { key: request.params.id });
      return (await AuthorForm.save(form)) === null ? form.asP() : "saved";
    });
    await app.runInContext(async () => {
      await db.createAll();
      await db.layer.repository("Author").create({ name: "Ann", email: "ann@example.org" });
    });
    const client = app.testClient();
    expect((await client.get("/authors/1")).text).toContain('value="ann@example.org"');
    const bad = { name: "", email: "x" };
    expect((await client.post("/authors/1", { form: bad })).text).toContain("required");
    const good = { name: "Anne", email: "ann@example.org" };
    expect((await client.post("/authors/1", { form: good })).text).toBe("saved");
    expect((await client.get("/authors/2")).status).toBe(404);
  });
});
