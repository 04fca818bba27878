import { Micro } from "micro-web";

import { createItems } from "./items.js";

/** Makes the API. @param config - Values for the configuration; the environment wins over them. */
export function createApp(config = {}) {
  const app = new Micro(import.meta, { config, staticFolder: null });
  app.mount(createItems());
  app.get("/health", async (_request, response) => {
    const report = await app.health.check();
    response.status = report.isHealthy ? 200 : 503;
    return report;
  });
  return app;
}
