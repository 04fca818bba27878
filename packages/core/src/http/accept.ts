import { type Preference, parsePreferences, qualityOf } from "./negotiation.ts";

/** How a kind of header compares what the client wants with what there is. */
type Normalize = (value: string) => string;

/**
 * What a client accepts, with the quality it gives to each: an `Accept`-like header (Werkzeug's `Accept`).
 *
 * @example
 * request.acceptEncodings.bestMatch(["br", "gzip"]); // "br", "gzip" or undefined
 * request.acceptCharsets.quality("utf-8"); // 0 to 1
 */
export class Accept {
  /** What the client named, the best first. */
  readonly values: readonly string[];
  readonly #preferences: readonly Preference[] | null;
  readonly #normalize: Normalize;

  /** @param header - The value; without one everything is as good. @param normalize - What makes two names equal. */
  constructor(header: string | undefined, normalize: Normalize = (value) => value.toLowerCase()) {
    const preferences = header === undefined || header.trim() === "" ? null : parsePreferences(header);
    this.#normalize = normalize;
    this.#preferences =
      preferences?.map(({ value, quality }) => ({ value: normalize(value), quality })) ?? null;
    this.values = (preferences ?? [])
      .filter(({ quality }) => quality > 0)
      .toSorted((left, right) => right.quality - left.quality)
      .map(({ value }) => value);
  }

  /** The name the client likes best; `undefined` when it named none. */
  get best(): string | undefined {
    return this.values[0];
  }

  /** What the client gives to an offer, 0 (refused) to 1. */
  quality(offer: string): number {
    return this.#preferences === null ? 1 : qualityOf(this.#normalize(offer), this.#preferences);
  }

  /** Whether the client accepts an offer. */
  has(offer: string): boolean {
    return this.quality(offer) > 0;
  }

  /** The offer the client likes best, the first of equals; `undefined` when it accepts none. */
  bestMatch<const Offer extends string>(offers: readonly Offer[]): Offer | undefined;
  /** The offer the client likes best, the first of equals; `fallback` when it accepts none. */
  bestMatch<const Offer extends string, Fallback>(
    offers: readonly Offer[],
    fallback: Fallback,
  ): Offer | Fallback;
  bestMatch(offers: readonly string[], fallback?: unknown): unknown {
    return bestOf(offers, (offer) => this.quality(offer)) ?? fallback;
  }
}

/** The first offer of the highest quality over 0. */
function bestOf(offers: readonly string[], qualityOfOffer: (offer: string) => number): string | undefined {
  let best: string | undefined;
  let bestQuality = 0;
  for (const offer of offers) {
    const quality = qualityOfOffer(offer);
    if (quality > bestQuality) [best, bestQuality] = [offer, quality];
  }
  return best;
}

/** "de_AT" and "de-AT" are one language. */
function normalizeLanguage(value: string): string {
  return value.toLowerCase().replaceAll("_", "-");
}

/** "en-US" is a kind of "en". */
function primaryTag(value: string): string {
  return normalizeLanguage(value).split("-", 1)[0] ?? "";
}

/**
 * The languages a client accepts: where nothing fits exactly, "en-US" takes "en", and then "en" takes "en-GB"
 * (Werkzeug's `LanguageAccept`).
 *
 * @example
 * request.acceptLanguages.bestMatch(["de", "en"], "en"); // "de" for `Accept-Language: de-AT`
 */
export class AcceptLanguages extends Accept {
  readonly #header: string | undefined;

  /** @param header - The value of Accept-Language. */
  constructor(header: string | undefined) {
    super(header, normalizeLanguage);
    this.#header = header;
  }

  /** The language the client likes best, the first of equals; `undefined` when it accepts none. */
  override bestMatch<const Offer extends string>(offers: readonly Offer[]): Offer | undefined;
  /** The language the client likes best, the first of equals; `fallback` when it accepts none. */
  override bestMatch<const Offer extends string, Fallback>(
    offers: readonly Offer[],
    fallback: Fallback,
  ): Offer | Fallback;
  override bestMatch(offers: readonly string[], fallback?: unknown): unknown {
    const primary = new Accept(this.#header, primaryTag);
    return (
      bestOf(offers, (offer) => this.quality(offer)) ??
      bestOf(offers, (offer) =>
        primary.values.some((value) => primaryTag(value) === normalizeLanguage(offer))
          ? primary.quality(offer)
          : 0,
      ) ??
      bestOf(offers, (offer) => this.quality(primaryTag(offer))) ??
      fallback
    );
  }
}

/** "utf8" and "UTF-8" are one charset. */
export function normalizeCharset(value: string): string {
  const name = value.toLowerCase();
  return name === "utf8" ? "utf-8" : name;
}
