/** A part of a text: itself, or an expression between `${` and `}`. */
export interface TextPart {
  readonly kind: "text" | "expression";
  readonly text: string;
  /** Where it starts in the text. */
  readonly start: number;
}

const QUOTED = /"(?:[^"\\]|\\[^])*"|'(?:[^'\\]|\\[^])*'/y;

/** The parts of a text; `$${` stands for `${`, and one that has no end is text. */
export function splitText(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  const addText = (end: number): void => {
    if (end > from)
      parts.push({ kind: "text", text: text.slice(from, end).replaceAll("$${", "${"), start: from });
  };
  for (let start = text.indexOf("${"); start !== -1; start = text.indexOf("${", start + 2)) {
    if (text[start - 1] === "$") continue;
    const end = endOf(text, start + 2);
    if (end === -1) break;
    addText(start);
    parts.push({ kind: "expression", text: text.slice(start + 2, end), start: start + 2 });
    from = end + 1;
    start = end - 1;
  }
  addText(text.length);
  return parts;
}

/** Where the brace is that ends an expression; -1 without one. */
function endOf(text: string, start: number): number {
  let depth = 0;
  for (let position = start; position < text.length; position++) {
    const character = text[position];
    if (character === "}" && depth-- === 0) return position;
    if (character === "{") depth++;
    if (character !== '"' && character !== "'") continue;
    QUOTED.lastIndex = position;
    const [quoted] = QUOTED.exec(text) ?? [];
    if (quoted === undefined) return -1;
    position += quoted.length - 1;
  }
  return -1;
}
