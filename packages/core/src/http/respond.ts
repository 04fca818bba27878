import { NotAcceptable } from "../http-errors.ts";
import { render } from "./rendering.ts";
import { json } from "./reply.ts";
import type { Request } from "./request.ts";
import type { Response } from "./response.ts";
import { ViewValue } from "./view-value.ts";

/** What a view can answer with, by the kind of answer; the first is the one for a client that takes anything. */
export interface Representations {
  /** A template's name, which sees the `json` as its values, or any view value but text: `render()`, `reply()`. */
  readonly html?: unknown;
  /** Any value, sent as JSON. */
  readonly json?: unknown;
  /** Plain text. */
  readonly text?: string;
}

const TYPES = {
  html: "text/html",
  json: "application/json",
  text: "text/plain",
} as const satisfies Record<keyof Representations, string>;

type Kind = keyof typeof TYPES;

/** The same answer in several forms; made by {@link respond}. */
export class Responder extends ViewValue {
  /** The forms there are. */
  readonly representations: Representations;

  /** @param representations - The forms there are. */
  constructor(representations: Representations) {
    super();
    this.representations = representations;
  }

  /** Chooses by the Accept header. @throws NotAcceptable when the client takes none of them. */
  override applyTo(response: Response, request: Request): unknown {
    const kinds = Object.keys(this.representations).filter((key): key is Kind => key in TYPES);
    const type = request.accepts(...kinds.map((kind) => TYPES[kind]));
    if (type === undefined) throw new NotAcceptable(undefined, { headers: { Vary: "Accept" } });
    response.headers.addToken("Vary", "Accept");
    if (type === TYPES.html) return this.#html();
    if (type === TYPES.json) return json(this.representations.json);
    response.headers.setDefault("Content-Type", "text/plain; charset=utf-8");
    return this.representations.text ?? "";
  }

  #html(): unknown {
    const { html, json: data } = this.representations;
    if (typeof html !== "string") return html;
    return render(html, typeof data === "object" && data !== null ? { ...data } : {});
  }
}

/**
 * One view for pages and for programs: the form that the client's Accept header likes best, with `Vary: Accept`; 406 when
 * it likes none.
 *
 * @example
 * app.get("/posts/<int:id>", ({ params }) => respond({ html: "post.html", json: { post: find(params.id) } }));
 */
export function respond(representations: Representations): Responder {
  return new Responder(representations);
}
