/** The text of any value: what its own `toString()` gives. */
export function textOf(value: unknown): string {
  return String(value);
}
