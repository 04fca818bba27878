/**
 * Texts counted in characters (code points), as Python counts them; JavaScript's own methods count an emoji as two.
 * A text without surrogates is counted by JavaScript.
 */
const SURROGATE = /[\ud800-\udfff]/;

/** The number of characters. */
export function countCharacters(text: string): number {
  if (!SURROGATE.test(text)) return text.length;
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** Whether a text has more characters; of a long text only the beginning is looked at. */
export function isLongerThan(text: string, count: number): boolean {
  return text.length > 2 * count || countCharacters(text) > count;
}

/** The first characters; of a long text only the beginning is looked at. */
export function firstCharacters(text: string, count: number): string {
  return sliceCharacters(text.slice(0, 2 * count), 0, count);
}

/** The characters. */
export function charactersOf(text: string): string[] {
  return Array.from(text);
}

/** The characters from one place up to another; negative places count from the end. */
export function sliceCharacters(text: string, start: number, end?: number): string {
  return SURROGATE.test(text) ? charactersOf(text).slice(start, end).join("") : text.slice(start, end);
}

/** The place of a part in characters, where JavaScript gives one in code units. */
export function toCharacterIndex(text: string, index: number): number {
  return index <= 0 ? index : countCharacters(text.slice(0, index));
}

/** The longest text that padding and repeating make: a template cannot exhaust the memory with one call. */
const LONGEST = 10_000_000;

/** A text repeated. @throws RangeError when the result is longer than ten million characters */
export function repeatText(text: string, times: number): string {
  if (text.length * times > LONGEST) {
    throw new RangeError(`a text of ${text.length * times} characters is more than ${LONGEST}`);
  }
  return text.repeat(Math.max(0, times));
}
