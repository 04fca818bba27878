import { render, renderBlock, type Rendering, type Request, type TemplateContext } from "@micro-web/core";

/** What htmx says of a request (https://htmx.org/reference/#request_headers). */
export class HtmxRequest {
  readonly #headers: Request["headers"];

  /** @param request - Whose headers they are. */
  constructor({ headers }: Pick<Request, "headers">) {
    this.#headers = headers;
  }

  /** Whether htmx made the request. */
  get isRequest(): boolean {
    return this.#headers.get("HX-Request") === "true";
  }

  /** Whether it is a link or a form that `hx-boost` sends: the answer is a whole page. */
  get isBoosted(): boolean {
    return this.#headers.get("HX-Boosted") === "true";
  }

  /** Whether it restores a page that the history has lost: the answer is a whole page. */
  get isHistoryRestore(): boolean {
    return this.#headers.get("HX-History-Restore-Request") === "true";
  }

  /** Whether the answer is a part of a page. */
  get wantsPart(): boolean {
    return this.isRequest && !this.isBoosted && !this.isHistoryRestore;
  }

  /** The id of the element that the answer goes into. */
  get target(): string | undefined {
    return this.#headers.get("HX-Target");
  }

  /** The id of the element that was clicked or sent. */
  get trigger(): string | undefined {
    return this.#headers.get("HX-Trigger");
  }

  /** What the visitor typed into the prompt of `hx-prompt`. */
  get prompt(): string | undefined {
    return this.#headers.get("HX-Prompt");
  }

  /** The URL that the browser shows. */
  get currentUrl(): string | undefined {
    return this.#headers.get("HX-Current-URL");
  }

  /**
   * Renders a block of a template when a part of the page is wanted, otherwise the whole template.
   *
   * @example
   * app.get("/movies", ({ htmx }) => htmx.render("movies.html", "list", { movies }));
   */
  render(template: string, block: string, context: TemplateContext = {}): Rendering {
    return this.wantsPart ? renderBlock(template, block, context) : render(template, context);
  }
}
