import { Micro, render } from "micro-web";

import { createNotes } from "./notes.js";

/** Makes the site. @param config - Values for the configuration; the environment wins over them. */
export function createApp(config = {}) {
  const app = new Micro(import.meta, { config });
  app.mount(createNotes());
  app.onError(404, (_error, request) => render("404.html", { path: request.path }));
  return app;
}
