import { type Token, Tokenizer, TokenizerMode } from "parse5";

/** An attribute as it stands in the source. */
interface SourceAttribute {
  /** In lower case. */
  readonly name: string;
  /** Where its name starts and its value ends, with the quotes. */
  readonly start: number;
  readonly end: number;
}

/** A tag of the source; all between two of them is text. */
export interface SourceTag {
  readonly kind: "start" | "end" | "comment";
  /** In lower case; "" for a comment or a doctype. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly isSelfClosing: boolean;
  readonly attributes: readonly SourceAttribute[];
}

/** Elements in which `<` is text: nothing in them is decoded. */
export const RAW_TEXT: ReadonlySet<string> = new Set([
  "script",
  "style",
  "xmp",
  "iframe",
  "noembed",
  "noframes",
]);
/**
 * The tags of an HTML text in its order, with their places: what browsers' tokenizers see, and no tree. Tags in a title
 * and a text area are tags, too: those of TAL leave nothing behind.
 */
export function readTags(source: string): SourceTag[] {
  const tags: SourceTag[] = [];
  const add = (
    kind: SourceTag["kind"],
    token: Token.TagToken | Token.CommentToken | Token.DoctypeToken,
  ): void => {
    if (token.location !== null) tags.push(toTag(kind, token, token.location));
  };
  const ignore = (): void => undefined;
  const tokenizer = new Tokenizer(
    { sourceCodeLocationInfo: true },
    {
      onStartTag: (token) => {
        add("start", token);
        if (!token.selfClosing) tokenizer.state = stateIn(token.tagName);
      },
      onEndTag: (token) => add("end", token),
      onComment: (token) => add("comment", token),
      onDoctype: (token) => add("comment", token),
      onCharacter: ignore,
      onNullCharacter: ignore,
      onWhitespaceCharacter: ignore,
      onEof: ignore,
    },
  );
  tokenizer.write(source, true);
  return tags;
}

const NO_ATTRIBUTES: NonNullable<Token.LocationWithAttributes["attrs"]> = {};

function stateIn(name: string): Tokenizer["state"] {
  if (name === "script") return TokenizerMode.SCRIPT_DATA;
  return RAW_TEXT.has(name) ? TokenizerMode.RAWTEXT : TokenizerMode.DATA;
}

function toTag(
  kind: SourceTag["kind"],
  token: Token.TagToken | Token.CommentToken | Token.DoctypeToken,
  location: Token.LocationWithAttributes,
): SourceTag {
  const { startOffset: start, endOffset: end, attrs = NO_ATTRIBUTES } = location;
  const isTag = "tagName" in token;
  return {
    kind,
    name: isTag ? token.tagName : "",
    start,
    end,
    isSelfClosing: isTag && token.selfClosing,
    attributes: attrs === NO_ATTRIBUTES ? [] : attributesIn(attrs),
  };
}

function attributesIn(places: NonNullable<Token.LocationWithAttributes["attrs"]>): SourceAttribute[] {
  return Object.entries(places)
    .map(([name, { startOffset, endOffset }]) => ({ name, start: startOffset, end: endOffset }))
    .toSorted((left, right) => left.start - right.start);
}
