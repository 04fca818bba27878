import type { Compilation } from "./compilation.ts";
import type { HtmlNode } from "./html-tree.ts";
import type { Render, Scope } from "./scope.ts";
import { decode } from "./statements.ts";
import { textOf } from "./values.ts";

/** A text that is translated. */
export interface Message {
  readonly id: string;
  /** "" without one. */
  readonly domain: string;
}

/**
 * The translation of a message by a function that the template sees: `gettext(id)` or `_(id)`, for a message with a
 * domain `dgettext(domain, id)`; `undefined` when there is none.
 */
export function translate({ id, domain }: Message, scope: Scope): unknown {
  const { dgettext, gettext, _: short } = scope;
  if (domain !== "" && typeof dgettext === "function") return changed(dgettext(domain, id), id);
  const found = typeof gettext === "function" ? gettext : short;
  return typeof found === "function" ? changed(found(id), id) : undefined;
}

/**
 * The content of an element with `i18n:translate`: the translation with the named parts in it, or what the template has.
 *
 * @param content - What the template has. @param named - The parts with `i18n:name`.
 */
export function compileTranslation(
  compilation: Compilation,
  message: Message,
  { content, named }: { readonly content: Render; readonly named: ReadonlyMap<string, Render> },
): Render {
  return function renderTranslation(scope, out) {
    const translation = translate(message, scope);
    if (translation === undefined) return content(scope, out);
    for (const part of textOf(translation).split(/(\$\{\w+\})/)) {
      const render = named.get(part.slice(2, -1));
      if (render === undefined) out.text += compilation.printer.content(part);
      else render(scope, out);
    }
  };
}

/** What is translated when the template names no message: its text, with the named parts as `${name}`. */
export function messageOf(compilation: Compilation, nodes: readonly HtmlNode[]): string {
  return nodes
    .map((node) => {
      if (node.kind !== "element") {
        return node.kind === "comment" ? "" : decode(compilation.file.source.slice(node.start, node.end));
      }
      const name = node.attributes.find((attribute) => attribute.name === "i18n:name")?.raw;
      return name === undefined ? messageOf(compilation, node.children) : `\${${name.trim()}}`;
    })
    .join("")
    .replace(/\s+/g, " ")
    .trim();
}

/** A translation that is the message itself says nothing new. */
function changed(translation: unknown, id: string): unknown {
  return translation === id ? undefined : translation;
}
