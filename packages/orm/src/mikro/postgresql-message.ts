/** What of a statement is the same each time: the message that has PostgreSQL parse it. */
export function encodeParse(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const message = Buffer.alloc(PARSE_LENGTH + length);
  message.write("P", 0);
  message.writeInt32BE(PARSE_LENGTH - 1 + length, 1);
  message.write(text, PARSE_TEXT); // before it the name: none; after it the number of types: none
  return message;
}

/** The length of the message without its text, and where that begins. */
const PARSE_LENGTH = 9;
const PARSE_TEXT = 6;

/** The length of the message without its values: four bytes each, and what they are. */
const BIND_LENGTH = 13;

/** Describe the portal, execute it, synchronize. */
const END = Buffer.from("D\0\0\0\x06P\0E\0\0\0\x09\0\0\0\0\0S\0\0\0\x04", "latin1");

/** A value as PostgreSQL reads it as text; `null` is NULL. */
export type TextValue = string | null;

/** All messages of a statement in one piece. @param parse - Of {@link encodeParse}. @param values - Of its parameters. */
export function encodeStatement(parse: Buffer, values: readonly TextValue[]): Buffer {
  const lengths = values.map((value) => (value === null ? 0 : Buffer.byteLength(value)));
  const length = lengths.reduce((sum, each) => sum + each, BIND_LENGTH - 1 + values.length * 4);
  const message = Buffer.allocUnsafe(parse.length + length + 1 + END.length);
  parse.copy(message);
  let at = message.write("B", parse.length) + parse.length;
  at = message.writeInt32BE(length, at);
  at = message.writeInt32BE(0, at); // no names of portal and statement; all values are texts
  at = message.writeInt16BE(values.length, at);
  for (const [index, value] of values.entries()) {
    at = message.writeInt32BE(value === null ? -1 : (lengths[index] ?? 0), at);
    if (value !== null) at += message.write(value, at);
  }
  at = message.writeInt16BE(0, at); // and so are all columns
  END.copy(message, at);
  return message;
}
