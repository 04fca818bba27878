import type { Response } from "@micro-web/core";

/**
 * What the answer asks of htmx (https://htmx.org/reference/#response_headers).
 *
 * @example
 * app.post("/movies", (request, response) => {
 *   new HtmxResponse(response).trigger("movie-added", { title }).retarget("#list");
 *   return renderBlock("movies.html", "list", { movies });
 * });
 */
export class HtmxResponse {
  readonly #headers: Response["headers"];

  /** @param response - Of the view or hook. */
  constructor({ headers }: Pick<Response, "headers">) {
    this.#headers = headers;
  }

  /** Has an event happen in the page, with what listeners find in `event.detail`; several are kept. */
  trigger(event: string, detail: unknown = null): this {
    const known: object = JSON.parse(this.#headers.get("HX-Trigger") ?? "{}");
    return this.#set("HX-Trigger", toAscii(JSON.stringify({ ...known, [event]: detail })));
  }

  /** Changes the URL that the browser shows, with a step in its history. */
  pushUrl(url: string): this {
    return this.#set("HX-Push-Url", url);
  }

  /** Puts the answer into another element. @param selector - As in CSS. */
  retarget(selector: string): this {
    return this.#set("HX-Retarget", selector);
  }

  /** Puts the answer there in another way: "outerHTML", "beforeend", "delete". */
  reswap(how: string): this {
    return this.#set("HX-Reswap", how);
  }

  /** Loads the page again. */
  refresh(): this {
    return this.#set("HX-Refresh", "true");
  }

  #set(name: string, value: string): this {
    this.#headers.set(name, value);
    return this;
  }
}

/** Headers are Latin-1; in JSON every character can be written in ASCII. */
function toAscii(json: string): string {
  return json.replace(
    /[^ -~]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
