import { escape } from "../src/http/markup.ts";
import type { TemplateContext } from "../src/http/rendering.ts";
import type { TemplateEngine, TemplateEngineSetup, TemplateRenderer } from "../src/template-engine.ts";
import { templateNotFound, type TemplateText } from "../src/template-source.ts";

/** Prints variables, `${name}`, and nothing else: as small as an engine can be. */
export function dollarEngine(): TemplateEngine {
  return { name: "dollar", extensions: [".txt", ".html"], setup: createRenderer };
}

function createRenderer({ source, globals, autoescape, autoReload }: TemplateEngineSetup): TemplateRenderer {
  const read = new Map<string, TemplateText>();

  function find(name: string): TemplateText {
    const known = read.get(name);
    if (known !== undefined && (!autoReload || source.version(name) === known.version)) return known;
    const text = source.get(name);
    if (text === null) throw templateNotFound(name, source);
    read.set(name, text);
    return text;
  }

  function fill(text: string, context: TemplateContext, isEscaped: boolean): string {
    return text.replace(/\$\{(\w+)\}/g, (_, name: string) => {
      const value = Object.hasOwn(context, name) ? context[name] : globals.get(name);
      return isEscaped ? escape(value).toString() : [value].join("");
    });
  }

  return {
    render: (name, context) => fill(find(name).source, context, autoescape(name)),
    renderString: (text, context) => fill(text, context, true),
  };
}
