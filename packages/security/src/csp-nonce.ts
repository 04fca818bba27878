import type { Request } from "@micro-web/core";
import { takeRandomBytes } from "./random-bytes.ts";

/** 144 bits: CSP asks for 128 (section 8.1), and these make no padding. */
const NONCE_SIZE = 18;

/** Of the requests that are running and have asked for theirs. */
const nonces = new WeakMap<Request, string>();

/** The nonce of the response to a request: the same for the whole response, another one for each. */
export function nonceOf(request: Request): string {
  const known = nonces.get(request);
  if (known !== undefined) return known;
  const nonce = takeRandomBytes(NONCE_SIZE).toString("base64url");
  nonces.set(request, nonce);
  return nonce;
}

/** The nonce if something has asked for it. */
export function usedNonceOf(request: Request): string | undefined {
  return nonces.get(request);
}
