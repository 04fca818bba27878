import { Micro, reply } from "micro-web";
import { keyValue } from "micro-web-key-value";

export const app = new Micro(null, {
  config: { KEY_VALUE_FILE: "values.json", KEY_VALUE_SESSIONS: true, SECRET_KEY: "of the demo" },
});

const store = app.use(keyValue());

app.get("/", ({ session }) => {
  const own = typeof session["visits"] === "number" ? session["visits"] + 1 : 1;
  session["visits"] = own;
  return `Visit ${own} of yours, ${store.increment("visits")} of all.`;
});

app.get("/health", async () => {
  const report = await app.health.check();
  return reply(report, report.isHealthy ? 200 : 503);
});
