const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&#34;",
  "'": "&#39;",
};

/** A longer text is not put together piece by piece: millions of pieces take gigabytes until they are one text. */
const LONG = 100_000;

/**
 * Makes a function that puts references in the place of characters.
 *
 * A loop over the characters from the first that has one takes a fifth of the time of `replace()` with a function.
 *
 * @param references - By character, each of one UTF-16 code unit.
 * @example
 * const escapeText = createEscape({ "&": "&amp;", "<": "&lt;" });
 * escapeText("a < b"); // "a &lt; b"
 */
export function createEscape(references: Readonly<Record<string, string>>): (text: string) => string {
  const characters = Object.keys(references);
  const byCode: (string | undefined)[] = [];
  for (const character of characters) byCode[character.charCodeAt(0)] = references[character];
  const special = new RegExp(`[${characters.join("").replaceAll("\\", "\\\\")}]`);
  const all = new RegExp(special, "g");
  return (text) => {
    const first = text.search(special);
    if (first === -1) return text;
    if (text.length > LONG) return text.replace(all, (character) => references[character] ?? character);
    let escaped = "";
    let start = 0;
    for (let index = first; index < text.length; index++) {
      const code = text.charCodeAt(index);
      const reference = code < byCode.length ? byCode[code] : undefined;
      if (reference === undefined) continue;
      escaped += text.slice(start, index) + reference;
      start = index + 1;
    }
    return escaped + text.slice(start);
  };
}

/**
 * Text that is safe inside HTML elements and quoted attributes (MarkupSafe's `escape`).
 *
 * @example
 * escapeHtml(`<a title="x">`); // "&lt;a title=&#34;x&#34;&gt;"
 */
export const escapeHtml: (text: string) => string = createEscape(ENTITIES);
