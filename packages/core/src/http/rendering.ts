import { templateMediaType } from "./template-extension.ts";

/** The values a template sees by name. */
export type TemplateContext = Readonly<Record<string, unknown>>;

/** What is rendered, when it is not simply a whole template. */
export interface RenderingOptions {
  /** The text of the template, instead of a name. */
  readonly source?: string;
  /** The one block that is rendered. */
  readonly block?: string;
  /** Whether the text is sent in pieces, as it is made. @default false */
  readonly isStream?: boolean;
}

/** A template and its values, not yet rendered; made by {@link render} and its kin. */
export class Rendering {
  /** The template's name, or the names to try in turn; "" for a text. */
  readonly template: string | readonly string[];
  /** What the template sees. */
  readonly context: TemplateContext;
  /** The text of {@link renderString}. */
  readonly source: string | undefined;
  /** The block of {@link renderBlock}. */
  readonly block: string | undefined;
  /** Whether it is sent in pieces, see {@link renderStream}. */
  readonly isStream: boolean;

  /** @param template - A name or several. @param context - The values. @param options - What of it. */
  constructor(
    template: string | readonly string[],
    context: TemplateContext,
    { source, block, isStream = false }: RenderingOptions = {},
  ) {
    this.template = template;
    this.context = context;
    this.source = source;
    this.block = block;
    this.isStream = isStream;
  }

  /** The Content-Type of the text, by the template's name: `text/html` unless it says otherwise. */
  get contentType(): string {
    const name = typeof this.template === "string" ? this.template : this.template[0];
    return templateMediaType(name ?? "");
  }
}

/**
 * Renders a template as the response (Flask's `render_template`).
 *
 * It is a value: a test can look at its `template` and `context` without a server. The app's template engine turns it
 * into text after the view has returned. The Content-Type is that of the template's extension: `text/html`, but
 * `text/plain` for `.txt`, `application/xml` for `.xml`.
 *
 * @param template - A name below a template folder; of a list the first that exists.
 * @param context - The values the template sees, besides `request`, `session`, `g`, `config` and the registered globals.
 * @example
 * return render("blog/show.html", { post });
 */
export function render(template: string | readonly string[], context: TemplateContext = {}): Rendering {
  return new Rendering(template, context);
}

/**
 * Renders a text as a template of the app's first engine (Flask's `render_template_string`); its values are escaped
 * like those of HTML. The text is code: never make it of what visitors send.
 *
 * @param source - The template itself.
 * @param context - The values it sees.
 * @example
 * return renderString("<h1>{{ title }}</h1>", { title });
 */
export function renderString(source: string, context: TemplateContext = {}): Rendering {
  return new Rendering("", context, { source });
}

/**
 * Renders one block of a template, as a script asks for it to replace a part of a page.
 *
 * @param template - A name below a template folder; of a list the first that exists.
 * @param block - The block's name; the innermost of that name, as in the whole page.
 * @param context - The values the template sees.
 * @example
 * return request.headers.has("HX-Request") ? renderBlock("movies.html", "list", { movies }) : render("movies.html", { movies });
 */
export function renderBlock(
  template: string | readonly string[],
  block: string,
  context: TemplateContext = {},
): Rendering {
  return new Rendering(template, context, { block });
}

/**
 * Renders a template in pieces that are sent as they are made (Flask's `stream_template`).
 *
 * What fails after the first piece cannot become an error page: the connection is broken off.
 *
 * @param template - A name below a template folder; of a list the first that exists.
 * @param context - The values the template sees.
 * @example
 * return renderStream("report.html", { rows });
 */
export function renderStream(template: string | readonly string[], context: TemplateContext = {}): Rendering {
  return new Rendering(template, context, { isStream: true });
}
