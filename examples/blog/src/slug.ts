/**
 * A text as it stands in a URL: `A day in the Hills!` is `a-day-in-the-hills`.
 *
 * @param text - A title, a name. @param fallback - For texts of which nothing is left.
 */
export function toSlug(text: string, fallback: string): string {
  const words =
    text
      .normalize("NFKD")
      .replaceAll(/\p{M}/gu, "")
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? [];
  return words.join("-").slice(0, 50).replace(/-$/, "") || fallback;
}

/**
 * A slug that is free: the text's own, or one with a number behind it.
 *
 * @param wanted - Of {@link toSlug}. @param taken - Those that begin with it.
 */
export function chooseSlug(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted;
  let number = 2;
  while (taken.has(`${wanted}-${number}`)) number++;
  return `${wanted}-${number}`;
}
