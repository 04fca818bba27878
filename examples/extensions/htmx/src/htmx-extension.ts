import { escapeJson, type Extension, markup, type Markup } from "@micro-web/core";
import { z } from "zod";

import { HtmxRequest } from "./htmx-request.ts";

/** What the app's configuration says of htmx. */
export interface HtmxConfig {
  /** The URL of the script. @default "/static/htmx.min.js" */
  HTMX_SCRIPT: string;
  /** Whether redirects reach the browser and not only the part of the page. @default true */
  HTMX_REDIRECTS: boolean;
}

const Config: z.ZodType<HtmxConfig> = z.object({
  HTMX_SCRIPT: z.string().min(1).default("/static/htmx.min.js"),
  HTMX_REDIRECTS: z.boolean().default(true),
});

/** The headers on which the choice between a page and a part of it depends. */
const VARY = ["HX-Request", "HX-Boosted", "HX-History-Restore-Request"];

/**
 * Adds `request.htmx`, and to the templates `htmx_script()`, `hx_vals()` and `htmx`.
 *
 * @example
 * export const app = new Micro(import.meta).register(htmx());
 * app.get("/movies", ({ htmx }) => htmx.render("movies.html", "list", { movies }));
 */
export function htmx(): Extension<void, HtmxConfig, { readonly htmx: HtmxRequest }> {
  return {
    name: "htmx",
    config: Config,
    setup(setup, { HTMX_SCRIPT, HTMX_REDIRECTS }) {
      setup.addRequestProperty("htmx", (request) => new HtmxRequest(request));
      setup.templates.addGlobal("htmx_script", () => markup`<script src="${HTMX_SCRIPT}" defer></script>`);
      setup.templates.addGlobal("hx_vals", toAttribute);
      setup.templates.addContextProcessor((request) => ({ htmx: new HtmxRequest(request) }));
      setup.afterRequest(({ htmx }, response) => {
        for (const name of VARY) response.vary.add(name);
        const location = response.headers.get("Location");
        if (!HTMX_REDIRECTS || !htmx.wantsPart || location === undefined) return;
        // The browser would follow a redirect by itself, and htmx would put the other page into this one.
        response.status = 204;
        response.headers.delete("Location").set("HX-Redirect", location);
        response.body = null;
      });
    },
  };
}

/** Values for `hx-vals='...'`, in single quotes. */
function toAttribute(values: object): Markup {
  return escapeJson(JSON.stringify(values));
}
