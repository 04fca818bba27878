/** One entry of an `Accept`-like header. */
export interface Preference {
  /** Lower-case, without parameters: "text/*", "en-us", "gzip". */
  readonly value: string;
  /** 0 (refused) to 1. */
  readonly quality: number;
}

/** One `Accept` header is the same for most requests of a client; parsing it again is waste. */
const parsed = new Map<string, readonly Preference[]>();
const MAX_CACHED = 200;

/** The entries of an `Accept`-like header, in the order they came. */
export function parsePreferences(header: string): readonly Preference[] {
  const known = parsed.get(header);
  if (known !== undefined) return known;
  const preferences = header
    .split(",")
    .map(parsePreference)
    .filter((preference) => preference.value !== "");
  if (parsed.size >= MAX_CACHED) parsed.clear();
  parsed.set(header, preferences);
  return preferences;
}

function parsePreference(text: string): Preference {
  const [value = "", ...parameters] = text.split(";");
  let quality = 1;
  for (const parameter of parameters) {
    const [name = "", weight = ""] = parameter.split("=");
    if (name.trim().toLowerCase() === "q") quality = Math.min(1, Math.max(0, Number(weight.trim()) || 0));
  }
  return { value: value.trim().toLowerCase(), quality };
}

/** How precisely `preference` names `offer`: 0 not at all, 1 by `*`, 2 by `text/*`, 3 exactly. */
function specificity(preference: string, offer: string): number {
  if (preference === offer) return 3;
  if (preference === "*" || preference === "*/*") return 1;
  return preference.endsWith("/*") && offer.startsWith(preference.slice(0, -1)) ? 2 : 0;
}

/** The quality the client gives to `offer`, 0 to 1: that of the most specific range that covers it. */
export function qualityOf(offer: string, preferences: readonly Preference[]): number {
  let best = { specificity: 0, quality: 0 };
  for (const { value, quality } of preferences) {
    const match = specificity(value, offer);
    if (match > best.specificity) best = { specificity: match, quality };
  }
  return best.quality;
}

/**
 * The offer that an `Accept`-like header prefers (RFC 9110 section 12.5.1); the first of equals.
 *
 * @param header - The header's value; without one every offer is as good.
 * @param offers - What there is, in the server's own order of preference.
 * @returns `undefined` when the client accepts none.
 * @example
 * bestMatch("application/json, text/html;q=0.5", ["text/html", "application/json"]); // "application/json"
 */
export function bestMatch<Offer extends string>(
  header: string | undefined,
  offers: readonly Offer[],
): Offer | undefined {
  if (header === undefined || header.trim() === "") return offers[0];
  const preferences = parsePreferences(header);
  let best: Offer | undefined;
  let bestQuality = 0;
  for (const offer of offers) {
    const quality = qualityOf(offer.toLowerCase(), preferences);
    if (quality > bestQuality) [best, bestQuality] = [offer, quality];
  }
  return best;
}
