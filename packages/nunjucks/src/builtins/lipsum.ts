import { escape, Markup } from "@micro-web/core";

const WORDS =
  `a ac ad aenean aliquam aliquet amet ante arcu at auctor augue bibendum blandit commodo condimentum congue consectetur
  consequat convallis cras cum cursus dapibus diam dictum dignissim dis dolor donec dui duis efficitur egestas eget
  eleifend elementum elit enim erat eros est et etiam eu euismod ex facilisis faucibus felis fermentum feugiat finibus
  fringilla fusce gravida habitant hendrerit iaculis id imperdiet in integer interdum ipsum justo lacinia lacus laoreet
  lectus leo libero ligula lobortis lorem luctus maecenas magna malesuada massa mattis mauris maximus metus mi molestie
  mollis morbi nam nec neque nibh nisi nisl non nulla nunc odio orci ornare pellentesque pharetra placerat porta posuere
  praesent pretium proin pulvinar purus quam quis rhoncus risus sapien sed sem semper sit sodales suscipit tellus tempus
  tincidunt tortor tristique turpis ullamcorper ultrices urna ut varius vel velit vestibulum vitae vivamus volutpat
  vulputate`.split(/\s+/);

/** What text is made. */
export interface LipsumOptions {
  readonly paragraphs: number;
  /** Whether paragraphs are elements of HTML. */
  readonly html: boolean;
  /** The fewest words of a paragraph. */
  readonly min: number;
  /** More than the most words of a paragraph. */
  readonly max: number;
}

/** Text without a meaning, for trying a layout. @throws RangeError for more than a thousand paragraphs */
export function createLipsum({ paragraphs, html, min, max }: LipsumOptions): string | Markup {
  if (paragraphs > 1_000 || max > 10_000)
    throw new RangeError("lipsum makes up to 1000 paragraphs of 10000 words");
  const texts = Array.from({ length: Math.max(0, paragraphs) }, () =>
    createParagraph(randomBetween(min, max)),
  );
  if (!html) return texts.join("\n\n");
  return new Markup(texts.map((text) => `<p>${escape(text).toString()}</p>`).join("\n"));
}

/** A whole number from one up to, and without, another one. */
function randomBetween(min: number, max: number): number {
  return min + Math.floor(Math.random() * (max - min));
}

function createParagraph(length: number): string {
  const words: string[] = [];
  let sentence = 0;
  for (let index = 0; index < length; index += 1) {
    const word = otherWord(words.at(-1));
    const isEnd = index === length - 1 || index - sentence >= randomBetween(8, 20);
    const isComma = !isEnd && (index - sentence) % 5 === 4;
    words.push((index === sentence ? capitalized(word) : word) + (isEnd ? "." : isComma ? "," : ""));
    if (isEnd) sentence = index + 1;
  }
  return words.join(" ");
}

function capitalized(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

/** Any word but the last one. */
function otherWord(last: string | undefined): string {
  const others = WORDS.filter((word) => word !== last);
  return others[randomBetween(0, others.length)] ?? "";
}
