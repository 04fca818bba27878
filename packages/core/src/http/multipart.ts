import type { Dicer } from "@fastify/busboy";

import { BadRequest } from "../http-errors.ts";
import { Form, type FormLimits, tooManyBytes, tooManyParts } from "./form.ts";
import { decodeUtf8 } from "./json.ts";
import { UploadedFile } from "./uploaded-file.ts";

type PartHeaders = Readonly<Record<string, readonly string[]>>;

/** A header name is a token; the parser underneath lets anything through. */
const HEADER_NAME = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/;
const MAX_PART_HEADER_BYTES = 16 * 1024;
const MAX_PART_HEADERS = 50;
/** A boundary is 1 to 70 characters (RFC 2046 section 5.1.1). */
const BOUNDARY = /^[\x20-\x7e]{0,69}[\x21-\x7e]$/;

/** One part as it arrives. */
interface Part {
  headers: PartHeaders | undefined;
  readonly chunks: Uint8Array[];
  size: number;
  isFile: boolean;
}

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
  const parts = new PartCollector(limits);
  const finished = collectParts(dicer, parts);
  await Promise.all([writeAll(dicer, body, parts), finished]);
  return parts.toForm();
}

/** Resolves when the closing boundary was seen. */
function collectParts(dicer: Dicer, parts: PartCollector): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown): void => reject(parts.failure ?? malformed("it ends early", cause));
    dicer.on("finish", resolve);
    dicer.on("error", fail);
    dicer.on("part", (stream) => {
      const part = parts.add();
      stream.on("header", (headers: PartHeaders) => parts.readHeaders(part, headers));
      stream.on("data", (chunk: Uint8Array) => parts.append(part, chunk));
      stream.on("error", fail);
    });
  });
}

async function writeAll(dicer: Dicer, body: AsyncIterable<Uint8Array>, parts: PartCollector): Promise<void> {
  try {
    for await (const chunk of body) {
      if (!dicer.write(chunk)) await new Promise<void>((resolve) => void dicer.once("drain", resolve));
      if (parts.failure !== undefined) throw parts.failure;
    }
    dicer.end();
  } catch (error) {
    dicer.on("error", () => undefined);
    dicer.destroy();
    throw error;
  }
}

/** Gathers parts under the limits; the first fault is kept, since a throw inside the parser's events would be lost. */
class PartCollector {
  readonly #parts: Part[] = [];
  readonly #limits: FormLimits;
  #fieldBytes = 0;
  failure: Error | undefined;

  constructor(limits: FormLimits) {
    this.#limits = limits;
  }

  add(): Part {
    const part: Part = { headers: undefined, chunks: [], size: 0, isFile: false };
    if (this.#parts.length >= this.#limits.maxFormParts) this.failure ??= tooManyParts(this.#limits);
    else this.#parts.push(part);
    return part;
  }

  readHeaders(part: Part, headers: PartHeaders): void {
    const names = Object.keys(headers);
    if (!names.includes("content-disposition"))
      this.failure ??= malformed("a part has no Content-Disposition");
    for (const name of names) {
      if (!HEADER_NAME.test(name)) this.failure ??= malformed("a part has a header that is not one");
    }
    part.headers = headers;
    part.isFile = readDisposition(headers).filename !== undefined;
  }

  append(part: Part, chunk: Uint8Array): void {
    if (this.failure !== undefined) return;
    if (!part.isFile) this.#fieldBytes += chunk.byteLength;
    if (this.#fieldBytes > this.#limits.maxFormMemorySize) this.failure = tooManyBytes(this.#limits);
    part.chunks.push(chunk);
    part.size += chunk.byteLength;
  }

  toForm(): Form {
    if (this.failure !== undefined) throw this.failure;
    const fields: [string, string][] = [];
    const files: [string, UploadedFile][] = [];
    for (const part of this.#parts) {
      if (part.headers === undefined) throw malformed("a part has no header block");
      const { name, filename } = readDisposition(part.headers);
      if (name === undefined || filename === "") continue; // an empty file input, or a part without a field
      const bytes = Buffer.concat(part.chunks);
      if (filename === undefined) fields.push([name, decodeUtf8(bytes)]);
      else files.push([name, toUploadedFile(name, filename, { part, bytes })]);
    }
    return new Form(fields, files);
  }
}

function toUploadedFile(
  field: string,
  filename: string,
  { part, bytes }: { part: Part; bytes: Uint8Array },
): UploadedFile {
  const contentType = part.headers?.["content-type"]?.[0]?.trim() || "application/octet-stream";
  return new UploadedFile({ field, filename, contentType, bytes });
}

function malformed(how: string, cause?: unknown): Error {
  return new BadRequest(`The multipart form is malformed: ${how}.`, { cause });
}

const DISPOSITION_PARAMETER = /;\s*([!#$&+\-.^_`|~\w]+\*?)=(?:"((?:\\"|[^"])*)"|([^;]*))/g;

/** `name` and `filename` of a Content-Disposition; `filename*` (RFC 5987) wins, header bytes are UTF-8. */
function readDisposition(headers: PartHeaders): { name?: string | undefined; filename?: string | undefined } {
  const header = Buffer.from(headers["content-disposition"]?.[0] ?? "", "latin1").toString("utf8");
  if (!/^\s*form-data\s*(?:;|$)/i.test(header)) return {};
  const found = new Map<string, string>();
  for (const parameter of header.matchAll(DISPOSITION_PARAMETER)) keepFirst(found, parameter);
  return {
    name: found.get("name"),
    filename: decodeExtended(found.get("filename*")) ?? found.get("filename"),
  };
}

function keepFirst(found: Map<string, string>, [, key = "", quoted, token = ""]: RegExpExecArray): void {
  const name = key.toLowerCase();
  if (!found.has(name)) found.set(name, quoted?.replaceAll('\\"', '"') ?? token.trim());
}

/** `utf-8''na%C3%AFve.txt`; anything else is not decoded. */
function decodeExtended(value: string | undefined): string | undefined {
  const encoded = /^utf-8'[^']*'(.*)$/i.exec(value ?? "")?.[1];
  try {
    return encoded === undefined ? undefined : decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}
