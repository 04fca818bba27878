const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&#34;",
  "'": "&#39;",
};

/**
 * Text that is safe inside HTML elements and quoted attributes (MarkupSafe's `escape`).
 *
 * @example
 * escapeHtml(`<a title="x">`); // "&lt;a title=&#34;x&#34;&gt;"
 */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
