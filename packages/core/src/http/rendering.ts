/** The values a template sees by name. */
export type TemplateContext = Readonly<Record<string, unknown>>;

/** A template and its values, not yet rendered; made by {@link render}. */
export class Rendering {
  /** The template's name, or the names to try in turn. */
  readonly template: string | readonly string[];
  /** What the template sees. */
  readonly context: TemplateContext;

  /** @param template - A name or several. @param context - The values. */
  constructor(template: string | readonly string[], context: TemplateContext) {
    this.template = template;
    this.context = context;
  }
}

/**
 * Renders a template as the response (Flask's `render_template`).
 *
 * It is a value: a test can look at its `template` and `context` without a server. The app's template engine turns it
 * into text after the view has returned.
 *
 * @param template - A name below a template folder; of a list the first that exists.
 * @param context - The values the template sees, besides `request`, `session`, `g`, `config` and the registered globals.
 * @example
 * return render("blog/show.html", { post });
 */
export function render(template: string | readonly string[], context: TemplateContext = {}): Rendering {
  return new Rendering(template, context);
}
