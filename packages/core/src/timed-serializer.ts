import { MicroError } from "./errors.ts";
import type { KeyDerivation } from "./hmac.ts";
import { BadRequest } from "./http-errors.ts";
import { decodePayload, encodePayload } from "./signed-payload.ts";
import { TimestampSigner } from "./signing.ts";

/** A token that was not signed with one of the secrets for this purpose; an answer 400 when nobody catches it. */
export class BadSignature extends BadRequest {
  /** @param message - For the client. */
  constructor(message: string = "This link or token is not valid.") {
    super(message);
  }
}

/** A token that was signed by us, but too long ago. */
export class SignatureExpired extends BadSignature {
  /** What was signed. */
  readonly value: unknown;
  /** When it was signed. */
  readonly signedAt: Date;

  /** @param payload - Of the token. */
  constructor({ value, signedAt }: VerifiedPayload) {
    super("This link or token has expired.");
    this.value = value;
    this.signedAt = signedAt;
  }
}

/** What a valid token holds. */
export interface VerifiedPayload {
  /** What was signed: JSON values. */
  readonly value: unknown;
  /** When it was signed, to the second. */
  readonly signedAt: Date;
}

/** How strictly a token is verified. */
export interface VerifyOptions {
  /** Seconds for which a token is valid. @default for ever */
  readonly maxAge?: number;
}

const NO_SECRET =
  "A TimedSerializer was given no secret, or an empty one, with which anybody could sign. Give it a long random one.";

/** What {@link TimedSerializer} signs for. */
export interface TimedSerializerOptions {
  /** The purpose: a token of another purpose is not valid. */
  readonly salt: string;
  /** How the key is made; "django-concat" is what itsdangerous does unless told otherwise. @default "django-concat" */
  readonly keyDerivation?: KeyDerivation;
}

/**
 * Signs values into short texts for links and mails: confirm an address, reset a password. The format is that of
 * itsdangerous' `URLSafeTimedSerializer`: a Python program with the same secret and salt reads the tokens.
 *
 * A token is not secret, everybody can read its value; and it stays valid until it expires, however often it is used.
 *
 * @example
 * const tokens = new TimedSerializer(app.config.SECRET_KEY, { salt: "email-confirm" });
 * const token = tokens.sign({ user: 3 }); // "eyJ1c2VyIjozfQ.awGHwA.JbyHJ..."
 * const { value } = tokens.verify(token, { maxAge: 3600 }); // or BadSignature, SignatureExpired
 */
export class TimedSerializer {
  readonly #signer: TimestampSigner;

  /**
   * @param secrets - One, or several: the first signs, all verify (itsdangerous has the signing one last).
   * @throws MicroError `MICRO_SECRET_EMPTY`.
   */
  constructor(
    secrets: string | readonly string[],
    { salt, keyDerivation = "django-concat" }: TimedSerializerOptions,
  ) {
    const all = typeof secrets === "string" ? [secrets] : secrets;
    if (all.length === 0 || all.includes("")) throw new MicroError("MICRO_SECRET_EMPTY", NO_SECRET);
    this.#signer = new TimestampSigner(all, salt, keyDerivation);
  }

  /** A token, of characters that need no escape in a URL (itsdangerous' `dumps`). @param value - JSON values. */
  sign(value: unknown): string {
    return this.#signer.sign(encodePayload(JSON.stringify(value) ?? "null"));
  }

  /**
   * What was signed and when (itsdangerous' `loads`).
   *
   * @throws SignatureExpired for a token that is older than `maxAge`, or from the future; BadSignature for any other text.
   */
  verify(token: string, { maxAge = Infinity }: VerifyOptions = {}): VerifiedPayload {
    const verified = this.#signer.verify(token);
    const text = verified === null ? null : decodePayload(verified.value);
    if (verified === null || text === null) throw new BadSignature();
    const payload = { value: readJson(text), signedAt: new Date(verified.signedAt * 1000) };
    const age = Math.floor(Date.now() / 1000) - verified.signedAt;
    if (maxAge !== Infinity && !(age <= maxAge && age >= 0)) throw new SignatureExpired(payload);
    return payload;
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BadSignature();
  }
}
