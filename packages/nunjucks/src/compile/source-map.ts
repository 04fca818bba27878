import type { Place } from "../library.ts";

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** A number as base 64 VLQ. */
function encode(value: number): string {
  let rest = value < 0 ? -value * 2 + 1 : value * 2;
  let text = "";
  do {
    const digit = rest % 32;
    rest = Math.floor(rest / 32);
    text += DIGITS[digit + (rest > 0 ? 32 : 0)] ?? "";
  } while (rest > 0);
  return text;
}

/** The mappings of lines of code to places in one source: each line as a whole. */
export function mappingsOf(places: readonly (Place | null)[]): string {
  let previous: Place = { lineno: 0, colno: 0 };
  return places
    .map((place) => {
      if (place === null) return "";
      const moved = [0, 0, place.lineno - previous.lineno, place.colno - previous.colno];
      previous = place;
      return moved.map(encode).join("");
    })
    .join(";");
}
