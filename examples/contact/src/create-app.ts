import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import { forms } from "@micro-web/forms";
import { Micro, redirect } from "micro-web";

import { createApi } from "./api.ts";
import { contact } from "./contact.ts";
import { orders } from "./orders.ts";
import { createProfiles } from "./profiles.ts";

/** A picture and a little more. */
const MAX_UPLOAD = 6_000_000;

/**
 * Makes the site.
 *
 * @param config - Values for the configuration. The environment wins over them: `MICRO_PICTURES=/srv/pictures` keeps the
 *   pictures there instead of in `data/`, and `MICRO_SECRET_KEY` is the key that survives a restart.
 */
export function createApp(config: Readonly<Record<string, unknown>> = {}): Micro {
  const app = new Micro(import.meta, {
    config: {
      SECRET_KEY: randomBytes(32).toString("base64url"),
      PICTURES: join(import.meta.dirname, "../data/pictures"),
      MAX_CONTENT_LENGTH: MAX_UPLOAD,
      ...config,
    },
  });
  app.use(forms());
  const pictures = String(app.config.get("PICTURES"));
  app.onStart(async () => void (await mkdir(pictures, { recursive: true, mode: 0o700 })));

  app.get("/", { name: "home" }, (request) => redirect(request.urlFor("contact.write")));
  app.mount(contact);
  app.mount(orders);
  app.mount(createProfiles(pictures));
  app.mount(createApi());
  return app;
}
