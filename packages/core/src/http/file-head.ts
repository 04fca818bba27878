import { PreconditionFailed, RangeNotSatisfiable } from "../http-errors.ts";
import { attachmentDisposition } from "./attachment.ts";
import { type ByteRange, evaluateConditions, parseRange, type Validators } from "./conditional.ts";
import { codingOf, contentTypeOf } from "./mime.ts";
import type { Request } from "./request.ts";
import type { Response } from "./response.ts";

/** What is known of a file that is sent. */
export interface FileFacts {
  /** Its name, without a path; "" without one. */
  readonly name: string;
  /** In bytes; `undefined` for a stream. */
  readonly size: number | undefined;
  readonly validators: Validators;
  /** When it last changed, as HTTP writes it. */
  readonly lastModified: string | undefined;
}

/** What the app says about a file that is sent. */
export interface FileHeadOptions {
  readonly type?: string;
  readonly asAttachment?: boolean;
  readonly downloadName?: string;
  readonly conditional?: boolean;
  readonly maxAge?: number | null;
}

interface Exchange {
  readonly response: Response;
  readonly request: Request;
}

/**
 * Stages the head of a file's response: validators, caching, type, and the answer to conditional and range headers.
 *
 * @returns The range to send, `null` for the whole, or "not modified".
 * @throws PreconditionFailed, RangeNotSatisfiable
 */
export function stageFileHead(
  facts: FileFacts,
  options: FileHeadOptions,
  { response, request }: Exchange,
): ByteRange | null | "not modified" {
  const { conditional = true } = options;
  const { validators } = facts;
  if (validators.etag !== "") response.headers.set("ETag", validators.etag);
  stageCaching(facts, options, { response, request });
  if (!conditional) {
    stageType(facts, options, response);
    return null;
  }
  const precondition = evaluateConditions(request.headers, request.method, validators);
  if (precondition === "failed") throw new PreconditionFailed();
  if (precondition === "not modified") {
    response.status = 304;
    return precondition;
  }
  stageType(facts, options, response);
  return facts.size === undefined ? null : stageRange(facts.size, validators, { response, request });
}

/** An entity tag as it is sent: in quotes; "" for none. @param tag - Without quotes; `false` for none. */
export function toEntityTag(tag: string | false): string {
  return tag === false ? "" : `"${tag.replaceAll('"', "")}"`;
}

function stageCaching(
  { name, lastModified }: FileFacts,
  { asAttachment = false, downloadName = name, maxAge }: FileHeadOptions,
  { response, request }: Exchange,
): void {
  const { headers } = response;
  if (lastModified !== undefined) headers.set("Last-Modified", lastModified);
  if (!headers.has("Cache-Control")) {
    const seconds = maxAge === undefined ? request.fileMaxAgeOf(name) : maxAge;
    headers.set("Cache-Control", seconds === null ? "no-cache" : `public, max-age=${seconds}`);
    if (seconds !== null) headers.setDefault("Expires", new Date(Date.now() + seconds * 1000).toUTCString());
  }
  if (asAttachment) headers.set("Content-Disposition", attachmentDisposition(downloadName));
}

function stageType(
  { name }: FileFacts,
  { type, asAttachment = false, downloadName = name }: FileHeadOptions,
  response: Response,
): void {
  const coding = type === undefined && !asAttachment ? codingOf(downloadName) : undefined;
  if (coding !== undefined) response.headers.setDefault("Content-Encoding", coding.name);
  if (response.type === "") response.type = type ?? contentTypeOf(coding?.bareName ?? downloadName);
}

function stageRange(size: number, validators: Validators, { response, request }: Exchange): ByteRange | null {
  const isRead = request.method === "GET" || request.method === "HEAD";
  response.headers.set("Accept-Ranges", "bytes");
  const range = isRead ? parseRange(request.headers, size, validators) : null;
  if (range === "unsatisfiable")
    throw new RangeNotSatisfiable(undefined, { completeLength: size, headers: { "Accept-Ranges": "bytes" } });
  if (range !== null) {
    response.status = 206;
    response.headers.set("Content-Range", `bytes ${range.start}-${range.end}/${size}`);
  }
  return range;
}
