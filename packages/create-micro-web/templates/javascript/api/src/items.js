import { abort, Blueprint, reply } from "micro-web";
import { z } from "zod";

/** What a client sends. */
const NewItem = z.object({ title: z.string().min(1), count: z.number().int().nonnegative().default(1) });
/** What a client may ask for. */
const Page = z.object({ page: z.coerce.number().int().positive().default(1) });

const PAGE_SIZE = 20;

/** The resource `/items`, which is kept in memory. */
export function createItems() {
  const items = new Map();
  const api = new Blueprint("items", null, { prefix: "/items" });
  let lastId = 0;

  const find = (id) => items.get(id) ?? abort(404, `There is no item ${id}.`);

  api.get("", { name: "list", query: Page }, ({ query }) => {
    const start = (query.page - 1) * PAGE_SIZE;
    return { items: [...items.values()].slice(start, start + PAGE_SIZE), total: items.size };
  });

  const show = api.get("/<int:id>", { name: "show" }, ({ params }) => find(params.id));

  api.post("", { name: "add", body: NewItem }, ({ body }) => {
    const item = { id: ++lastId, ...body };
    items.set(item.id, item);
    return reply(item, 201, { Location: show.url({ id: item.id }) });
  });

  api.delete("/<int:id>", { name: "remove" }, ({ params }) => {
    items.delete(find(params.id).id);
    return reply(null, 204);
  });

  return api;
}
