/**
 * A `Content-Disposition` that has the browser save what it gets: the name plain for old clients, as RFC 5987 says for
 * the others; never a path, a quote or a line break.
 *
 * @param name - Of the file.
 * @example
 * attachmentDisposition("café.txt"); // attachment; filename="cafe.txt"; filename*=UTF-8''caf%C3%A9.txt
 */
export function attachmentDisposition(name: string): string {
  const bare = name.toWellFormed().split(/[\\/]/).findLast(Boolean) ?? "";
  const ascii =
    bare.normalize("NFKD").replaceAll(/[^\x20-\x7e]|["\\%]/g, "") ||
    `download${/\.\w+$/.exec(bare)?.[0] ?? ""}`;
  const plain = `attachment; filename="${ascii}"`;
  const encoded = encodeURIComponent(bare).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return ascii === bare ? plain : `${plain}; filename*=UTF-8''${encoded}`;
}
