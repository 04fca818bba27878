import { Micro, type MicroOptions } from "@micro-web/core";

import { csrf, type CsrfProperties } from "../src/csrf-extension.ts";
import type { CsrfOptions } from "../src/csrf-protection.ts";

/** The unsafe methods that views are registered for. */
export const METHODS = ["POST", "PUT", "PATCH", "DELETE"] as const;

/** What a browser says of a request of the app's own page. */
export const SAME_ORIGIN = { headers: { "Sec-Fetch-Site": "same-origin" } };

/** What {@link createApp} takes besides the options of `csrf()`. */
interface AppOptions extends CsrfOptions {
  readonly config?: Readonly<Record<string, unknown>>;
  readonly app?: MicroOptions;
}

/** An app with CSRF protection: a token, a view of all unsafe methods, a login. */
export function createApp({ config = {}, app: appOptions = {}, ...options }: AppOptions = {}): Micro<
  Record<never, string>,
  unknown,
  CsrfProperties
> {
  const app = new Micro(null, {
    ...appOptions,
    config: { TESTING: true, SECRET_KEY: "the secret of these tests", ...config },
  }).register(csrf(options));
  app.get("/form", (request) => request.csrfToken());
  app.get("/plain", () => "no form");
  app.route("/form", { methods: METHODS }, () => "done");
  app.post("/echo", async (request) => (await request.form()).toObject());
  app.post("/login", ({ session }) => {
    session["user"] = 3;
    session.regenerate();
    return "in";
  });
  return app;
}

/** A token of the client's session. */
export async function tokenOf(client: ReturnType<Micro["testClient"]>): Promise<string> {
  return (await client.get("/form")).text;
}
