import { dirname, join, resolve } from "node:path";

import { Micro, render } from "micro-web";

import { createApi } from "./api.ts";
import { MovieStore } from "./movie-store.ts";
import { createPages } from "./pages.ts";
import { readSecretKey } from "./secret-key.ts";

/** The folder of the example. */
const ROOT = join(import.meta.dirname, "..");

/**
 * Makes the site.
 *
 * @param config - Values for the configuration. The environment wins over them: `MICRO_MOVIES_FILE=/srv/movies.json`
 *   keeps the list there instead of in `data/`.
 */
export function createApp(config: Readonly<Record<string, unknown>> = {}): Micro {
  const app = new Micro(import.meta, { config: { MOVIES_FILE: "data/movies.json", ...config } });
  const file = resolve(ROOT, String(app.config.get("MOVIES_FILE")));
  if (app.config.get("SECRET_KEY") === null) {
    app.config.load({
      SECRET_KEY: readSecretKey(join(dirname(file), "secret-key"), process.env["NODE_ENV"]),
    });
  }

  const movies = new MovieStore(file);
  app.onStart(() => movies.open());

  app.templates.addFilter("stars", (rating: number) => "★".repeat(rating) + "☆".repeat(5 - rating));

  app.mount(createPages(movies));
  app.mount(createApi(movies));
  app.onError(404, (error, request) => render("404.html", { path: request.path }));
  return app;
}
