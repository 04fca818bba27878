// What all servers serve and all loaders send: plain data and pure functions.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const VIEWS = fileURLToPath(new URL("views", import.meta.url));
export const SECRET = "a-long-secret-of-at-least-32-characters!!";
export const MAX_UPLOAD = 4 * 1024 * 1024;

/** A new folder with `app.js`, 20 kB of script; it goes when the process does. */
export function createPublicFolder() {
  const folder = mkdtempSync(join(tmpdir(), "micro-bench-"));
  const lines = Array.from(
    { length: 300 },
    (_, index) => `export const value${index} = (${index} * 31) % 7; // line ${index}\n`,
  );
  writeFileSync(join(folder, "app.js"), lines.join("").slice(0, 20_000));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const RESOURCES =
  "accounts addresses albums articles assets audits badges banners batches bills books branches brands " +
  "campaigns carts categories channels cities clients comments companies contacts contracts countries coupons " +
  "courses customers devices discounts documents domains employees events files folders groups invoices issues " +
  "jobs labels leads licenses locations members messages notes orders partners payments plans";

/** The twenty routes of a resource, before its name; static ones come before those that would shadow them. */
const RESOURCE_ROUTES = [
  "GET /api/v1/*",
  "POST /api/v1/*",
  "GET /api/v1/*/search",
  "GET /api/v1/*/export",
  "GET /api/v1/*/stats",
  "GET /api/v1/*/recent",
  "POST /api/v1/*/import",
  "GET /api/v1/*/:id",
  "PUT /api/v1/*/:id",
  "PATCH /api/v1/*/:id",
  "DELETE /api/v1/*/:id",
  "GET /api/v1/*/:id/history",
  "GET /api/v1/*/:id/comments",
  "POST /api/v1/*/:id/comments",
  "GET /api/v1/*/:id/comments/:commentId",
  "DELETE /api/v1/*/:id/comments/:commentId",
  "GET /api/v1/*/:id/files/:fileId/versions/:version",
  "POST /api/v1/*/:id/archive",
  "GET /admin/*",
  "GET /admin/*/:id/audit",
];

/**
 * The routes of an application: a thousand for its fifty resources, more or fewer when asked.
 *
 * @param {number} [count]
 */
export function buildRoutes(count = 1000) {
  const names = RESOURCES.split(" ");
  return Array.from({ length: count }, (_, index) => {
    const round = Math.floor(index / RESOURCE_ROUTES.length);
    const era = Math.floor(round / names.length);
    const name = `${names[round % names.length]}${era === 0 ? "" : era}`;
    const [method = "", path = ""] = (RESOURCE_ROUTES[index % RESOURCE_ROUTES.length] ?? "").split(" ");
    return { method, path: path.replace("*", name), index };
  });
}

/** Numbers from 0 to 1 that look random and are the same each time. */
function createRandom(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * Fifty routes at random, as requests, with what is to be answered.
 *
 * @param {ReturnType<typeof buildRoutes>} [routes]
 */
export function sampleRoutes(routes = buildRoutes()) {
  const random = createRandom(20240607);
  return Array.from({ length: 50 }, () => {
    const { method, path, index } = routes[Math.floor(random() * routes.length)] ?? routes[0];
    const params = {};
    const url = path.replaceAll(/:(\w+)/g, (_, name) => {
      params[name] = String(1 + Math.floor(random() * 99_999));
      return params[name];
    });
    return { method, path: url, expected: { route: index, params } };
  });
}

const item = (sku, name, rest) => ({ sku, name, ...rest });

export const ORDER = {
  customer: {
    name: "Ada Lovelace",
    email: "ada@example.org",
    phone: "+44 20 7946 0018",
    address: { street: "12 St James Square", city: "London", zip: "SW1Y 4JH", country: "GB" },
  },
  currency: "EUR",
  gift: false,
  coupon: "SPRING-2024",
  note: "Please leave the parcel with the neighbour on the ground floor if nobody answers the door bell.",
  items: [
    item("BK-0001", "Notes on the Analytical Engine", {
      quantity: 1,
      price: 39.9,
      tags: ["book", "history"],
    }),
    item("PC-0420", "Punched cards, box of 500, unruled", {
      quantity: 3,
      price: 12.5,
      tags: ["paper", "office"],
    }),
    item("IN-0007", "Iron gall ink, deep black, 50 ml", {
      quantity: 2,
      price: 8.25,
      tags: ["ink", "office"],
    }),
    item("LM-0110", "Desk lamp with green glass shade", { quantity: 1, price: 89, tags: ["lamp", "brass"] }),
    item("GE-1815", "Brass gear wheel, 64 teeth", { quantity: 12, price: 4.75, tags: ["gear", "brass"] }),
    item("GE-1852", "Brass gear wheel, 128 teeth", { quantity: 4, price: 7.75, tags: ["gear", "brass"] }),
  ],
};

/** What a page shows: new objects for each request, as from a database. */
export function pageData() {
  const rows = Array.from({ length: 20 }, (_, index) => {
    const id = index + 1;
    return {
      id,
      name: `Item <${id}> & "friends"`,
      price: (id * 1.25).toFixed(2),
      stock: id * 3,
      active: id % 3 !== 0,
    };
  });
  return { title: "Stock & prices", user: { name: "O'Neil <admin>" }, rows };
}

export const FORM = {
  first_name: "Ada",
  last_name: "Lovelace",
  email: "ada@example.org",
  street: "12 St James Square",
  city: "London",
  zip: "SW1Y 4JH",
  country: "GB",
  newsletter: "on",
  comment: "Tea & scones, 100% café",
  csrf: "1f3870be274f6c49b3e31a0c6728957f",
};

export const FORM_BODY = new URLSearchParams(FORM).toString();
