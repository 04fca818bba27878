import type { Dicer } from "@fastify/busboy";

import { BadRequest } from "../http-errors.ts";
import type { Form, FormLimits } from "./form.ts";
import { FormParts, malformedForm, type PartHeaders } from "./form-parts.ts";

const MAX_PART_HEADER_BYTES = 16 * 1024;
const MAX_PART_HEADERS = 50;
/** A boundary is 1 to 70 characters (RFC 2046 section 5.1.1). */
const BOUNDARY = /^[\x20-\x7e]{0,69}[\x21-\x7e]$/;

/**
 * Reads `multipart/form-data` (RFC 7578) into memory.
 *
 * @param body - The bytes, already limited by the request's content limit.
 * @param boundary - The boundary parameter of the Content-Type.
 * @throws BadRequest when it is malformed or cut off; ContentTooLarge over a limit.
 */
export async function parseMultipart(
  body: AsyncIterable<Uint8Array>,
  boundary: string,
  limits: FormLimits,
): Promise<Form> {
  if (!BOUNDARY.test(boundary)) throw new BadRequest("The Content-Type of the form has no valid boundary.");
  const { Dicer } = await import("@fastify/busboy");
  const options = { boundary, maxHeaderPairs: MAX_PART_HEADERS, maxHeaderSize: MAX_PART_HEADER_BYTES };
  const dicer = new Dicer(options);
  const parts = new FormParts(limits);
  try {
    await Promise.all([writeAll(dicer, body, parts), collectParts(dicer, parts)]);
  } catch (error) {
    parts.fail(error); // kept only if it is the first, and not what followed from another
  }
  return parts.toForm();
}

/** Resolves when the closing boundary was seen and every part was read to its end. */
async function collectParts(dicer: Dicer, parts: FormParts): Promise<void> {
  const ends: Promise<void>[] = [];
  await new Promise<void>((resolve, reject) => {
    const fail = (cause: unknown): void => reject(malformedForm("it ends early", cause));
    dicer.on("finish", resolve);
    dicer.on("error", fail);
    dicer.on("part", (stream) => {
      const part = parts.add();
      stream.on("header", (headers: PartHeaders) => parts.readHeaders(part, headers));
      stream.on("data", (chunk: Uint8Array) => parts.append(part, chunk));
      stream.on("error", fail);
      ends.push(new Promise((end) => void stream.once("end", () => end())));
    });
  });
  await Promise.all(ends);
}

/** Stops at the first fault: the rest of the body is not worth reading. */
async function writeAll(dicer: Dicer, body: AsyncIterable<Uint8Array>, parts: FormParts): Promise<void> {
  try {
    for await (const chunk of body) {
      if (!dicer.write(chunk)) await new Promise<void>((resolve) => void dicer.once("drain", resolve));
      if (parts.failure !== undefined) throw parts.failure;
    }
    dicer.end();
  } catch (error) {
    parts.fail(error);
    dicer.on("error", () => undefined);
    dicer.destroy();
    throw error;
  }
}
