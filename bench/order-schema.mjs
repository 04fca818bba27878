// What an order has to be, as the JSON schema that Fastify compiles: the rules of order-zod.mjs.
const text = (minLength, maxLength) => ({ type: "string", minLength, maxLength });
const object = (properties, required) => ({ type: "object", required, properties });

const address = object({ street: text(1, 200), city: text(1, 100), zip: text(3, 12), country: text(2, 2) }, [
  "street",
  "city",
  "zip",
  "country",
]);

const item = object(
  {
    sku: { type: "string", pattern: "^[A-Z]{2}-\\d{4}$" },
    name: text(1, 200),
    quantity: { type: "integer", exclusiveMinimum: 0 },
    price: { type: "number", minimum: 0 },
    tags: { type: "array", items: { type: "string" } },
  },
  ["sku", "name", "quantity", "price", "tags"],
);

const properties = {
  customer: object(
    { name: text(1, 100), email: { type: "string", format: "email" }, phone: text(0, 30), address },
    ["name", "email", "address"],
  ),
  currency: { type: "string", enum: ["EUR", "USD", "GBP"] },
  gift: { type: "boolean" },
  coupon: text(0, 40),
  note: text(0, 500),
  items: { type: "array", minItems: 1, items: item },
};
const required = ["customer", "currency", "gift", "items"];

export const orderBody = object(properties, required);
export const orderReply = object({ id: { type: "integer" }, ...properties }, ["id", ...required]);
