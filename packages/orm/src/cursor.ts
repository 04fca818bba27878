import { BadSignature, MicroError, TimedSerializer } from "@micro-web/core";

/** The values of the row at which a page begins or ends, and on which side of it the page is. */
export interface Position {
  /** In the order of the columns that are ordered by: JSON values, a date as `{ "date": milliseconds }`. */
  readonly values: readonly unknown[];
  /** Whether the page is before the row. */
  readonly isBefore: boolean;
}

/** Writes and reads the cursors of one list: a visitor can use them, and neither make nor change them. */
export class CursorCodec {
  readonly #serializer: TimedSerializer;

  /**
   * @param secrets - Of the app. @param purpose - The list and its order: a cursor of another one is not valid.
   * @throws MicroError `MICRO_SESSION_NO_SECRET` without a secret.
   */
  constructor(secrets: readonly string[], purpose: string) {
    if (secrets.length === 0) {
      throw new MicroError(
        "MICRO_SESSION_NO_SECRET",
        "Cursors cannot be signed: no SECRET_KEY is set. Set it in the configuration.",
      );
    }
    this.#serializer = new TimedSerializer(secrets, { salt: `micro.orm.cursor.${purpose}` });
  }

  /** The text for a URL. */
  write({ values, isBefore }: Position): string {
    return this.#serializer.sign([isBefore, ...values.map(toJson)]);
  }

  /** What a visitor has brought. @throws BadSignature 400, for what was not written for this list */
  read(text: string): Position {
    const { value } = this.#serializer.verify(text);
    if (!Array.isArray(value)) throw new BadSignature();
    const [isBefore, ...values] = value as unknown[]; // what is in it is looked at next
    return { isBefore: isBefore === true, values: values.map(fromJson) };
  }
}

function toJson(value: unknown): unknown {
  if (value instanceof Date) return { date: value.getTime() };
  return typeof value === "bigint" ? { bigint: String(value) } : value;
}

function fromJson(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if ("date" in value && typeof value.date === "number") return new Date(value.date);
  if ("bigint" in value && typeof value.bigint === "string") return BigInt(value.bigint);
  throw new BadSignature();
}
