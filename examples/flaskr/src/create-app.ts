import { join } from "node:path";

import { type ConfigValues, Micro } from "micro-web";

import { auth } from "./auth.ts";
import { blog } from "./blog.ts";
import { addDatabase } from "./database.ts";
import { readSecretKey } from "./secret-key.ts";

/** What belongs to this installation and not to the code: the database, the key, `config.json`. */
const INSTANCE = join(import.meta.dirname, "..", "instance");

/**
 * Makes the app.
 *
 * @param testConfig - Replaces `instance/config.json`, for tests.
 */
export function createApp(testConfig: Readonly<Partial<ConfigValues>> | null = null): Micro {
  const app = new Micro(import.meta, {
    name: "flaskr",
    instancePath: INSTANCE,
    instanceRelativeConfig: true,
    config: { DATABASE: join(INSTANCE, "flaskr.sqlite") },
  });
  if (testConfig !== null) app.config.load(testConfig);
  else app.config.loadFile("config.json", { isOptional: true }).loadEnvironment(process.env);
  app.config.SECRET_KEY ??= readSecretKey(join(app.instancePath, "secret-key"));

  app.get("/hello", { name: "hello" }, () => "Hello, World!");
  addDatabase(app);
  app.mount(auth);
  app.mount(blog);
  return app;
}
