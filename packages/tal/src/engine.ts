import type { TemplateEngine, TemplateEngineSetup, TemplateRenderer } from "@micro-web/core";

class TalEngine implements TemplateEngine {
  readonly name = "tal";
  readonly extensions = [".pt"] as const;

  /** The compiler is loaded here: an app pays for it when it starts, if it has templates for it. */
  async setup(setup: TemplateEngineSetup): Promise<TemplateRenderer> {
    const { TalRenderer } = await import("./renderer.ts");
    return new TalRenderer(setup);
  }
}

/**
 * A template engine for `.pt`: HTML whose attributes say what is put in, so that it stays HTML that any editor and
 * browser shows (Zope's TAL, TALES and METAL, as Chameleon has them).
 *
 * The app's globals are values, its filters are functions, its tests stand after `is`. No code is made of text: it runs
 * where that is forbidden.
 *
 * @example
 * app.use(tal());
 * app.get("/", () => render("hello.pt", { name: "World" })); // <h1>Hello, <b tal:replace="name">you</b>!</h1>
 */
export function tal(): TemplateEngine {
  return new TalEngine();
}
