import type { Extension } from "@micro-web/core";
import { z } from "zod";

/** What `app.use(__camel__())` returns, and what views have as `request.__camel__`. */
export interface __Pascal__ {
  /** Says hello. */
  readonly greet: (name: string) => string;
}

/** What the app's configuration says of it. */
export interface __Pascal__Config {
  /** The first word. @default "Hello" */
  __UPPER___GREETING: string;
}

const Config: z.ZodType<__Pascal__Config> = z.object({
  __UPPER___GREETING: z.string().min(1).default("Hello"),
});

/**
 * Adds `request.__camel__`, and `__camel__()` to the templates.
 *
 * @example
 * export const app = new Micro(import.meta).register(__camel__());
 * app.get("/", (request) => request.__camel__.greet("World"));
 */
export function __camel__(): Extension<__Pascal__, __Pascal__Config, { readonly __camel__: __Pascal__ }> {
  return {
    name: "__kebab__",
    config: Config,
    setup(setup, config) {
      const api: __Pascal__ = { greet: (name) => `${config.__UPPER___GREETING}, ${name}!` };
      setup.addRequestProperty("__camel__", () => api);
      setup.templates.addGlobal("__snake__", api.greet);
      setup.cli.command("__kebab__", {
        description: "Say hello.",
        arguments: { name: { default: "World" } },
        run: ({ name }) => console.log(api.greet(name)),
      });
      return api;
    },
  };
}
