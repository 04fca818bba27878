import { Blueprint } from "micro-web";

import { ContactForm } from "./contact.ts";
import { OrderForm, totalOf } from "./orders.ts";

/** Makes the JSON API: the schemas of the forms, and nothing twice. */
export function createApi(): Blueprint {
  const api = new Blueprint("api", import.meta, { prefix: "/api" });
  api.post("/contact", { name: "contact", body: ContactForm.schema, meta: { csrf: false } }, ({ body }) => ({
    name: body.name,
    characters: body.message.length,
  }));
  api.post("/order", { name: "order", body: OrderForm.schema, meta: { csrf: false } }, ({ body }) => ({
    city: body.address.city,
    total: totalOf(body.lines),
  }));
  return api;
}
