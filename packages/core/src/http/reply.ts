import { MicroError } from "../errors.ts";
import { escapeHtml } from "./html.ts";
import type { Request } from "./request.ts";
import { Response } from "./response.ts";
import { RawBody, ViewValue } from "./view-value.ts";

/** The headers of a reply; a list sets several fields of one name. */
export type ReplyHeaders = Readonly<Record<string, string | readonly string[]>>;

/** A body with a status and headers; made by {@link reply}. */
export class Reply extends ViewValue {
  /** Any value a view may return; `null` is an empty body. */
  readonly body: unknown;
  /** The HTTP status. */
  readonly status: number;
  /** Headers, set over those the view staged. */
  readonly headers: ReplyHeaders;

  /** @param body - A view value or `null`. @param status - 200 to 599. @param headers - Set on the response. */
  constructor(body: unknown, status: number, headers: ReplyHeaders) {
    super();
    this.body = body;
    this.status = status;
    this.headers = headers;
  }

  /** Sets status and headers. */
  override applyTo(response: Response): unknown {
    if (this.body instanceof Response) this.body.moveTo(response);
    response.status = this.status;
    for (const name in this.headers) {
      const value = this.headers[name] ?? "";
      if (typeof value === "string") response.headers.set(name, value);
      else for (const item of value) response.headers.append(name, item);
    }
    return this.body instanceof Response ? response : this.body;
  }
}

/**
 * A view value with a status and headers of its own (Flask's `body, status, headers` tuple; an array would be JSON).
 *
 * @param body - Any value a view may return; `null` for an empty body.
 * @example
 * return reply({ id }, 201, { Location: show.url({ id }) });
 * return reply(null, 204);
 */
export function reply(
  body: unknown,
  status: number = body instanceof Response ? body.status : 200,
  headers: ReplyHeaders = {},
): Reply {
  return new Reply(body, status, headers);
}

/** A value as JSON, whatever it is; made by {@link json}. */
export class JsonReply extends ViewValue {
  /** The value. */
  readonly value: unknown;

  /** @param value - That has a text in JSON. */
  constructor(value: unknown) {
    super();
    this.value = value;
  }

  /** Sets the type; the body is what the app's JSON provider writes. */
  override applyTo(response: Response, request: Request): RawBody {
    const { jsonProvider } = request;
    response.headers.setDefault("Content-Type", jsonProvider.mimetype);
    return new RawBody(jsonProvider.stringify(this.value));
  }
}

/**
 * Any value as JSON, also what is none as a view's value: a string, a number, a boolean, `null`, a class instance
 * (Flask's `jsonify`). An object or array need not be wrapped.
 *
 * @throws TypeError, when the response is made, for a value that has no text in JSON.
 * @example
 * return json(null);
 * return reply(json("queued"), 202);
 */
export function json(value: unknown): JsonReply {
  return new JsonReply(value);
}

const REDIRECT_STATUSES: readonly number[] = [301, 302, 303, 307, 308];
/** Longer locations are refused by browsers and proxies; a client could otherwise make us echo a megabyte. */
const MAX_LOCATION = 2048;

/** A redirect to another URL; made by {@link redirect}. */
export class Redirect extends ViewValue {
  /** The target, percent-encoded. */
  readonly location: string;
  /** 301, 302, 303, 307 or 308. */
  readonly status: number;

  /** @param location - Percent-encoded. @param status - A redirect status. */
  constructor(location: string, status: number) {
    super();
    this.location = location;
    this.status = status;
  }

  /** Sets status and `Location`; the body is a short page with the link. */
  override applyTo(response: Response): string {
    response.status = this.status;
    response.headers.set("Location", this.location);
    response.type = "text/html; charset=utf-8";
    const link = escapeHtml(this.location);
    return `<!doctype html>\n<html lang="en">\n<title>Redirecting...</title>\n<p>You are being redirected to <a href="${link}">${link}</a>.\n`;
  }
}

/**
 * Sends the client to another URL.
 *
 * @param location - A path or an http(s) URL. Characters beyond ASCII and line breaks are percent-encoded.
 * @param status - 303 as in Flask 3.2: the next request is a GET. 307 and 308 keep the method.
 * @throws MicroError `MICRO_REDIRECT_INVALID` for another status, another scheme, or over 2,048 characters.
 * @example
 * return redirect(show.url({ id: post.id }));
 */
export function redirect(location: string, status: number = 303): Redirect {
  if (!REDIRECT_STATUSES.includes(status)) {
    throw invalidRedirect(
      `redirect() was given the status ${status}`,
      `Use one of ${REDIRECT_STATUSES.join(", ")}`,
    );
  }
  // Encoding only adds to it: what is too long already need not be looked at.
  const encoded = location.length > MAX_LOCATION ? location : encodeLocation(location);
  if (encoded.length > MAX_LOCATION) {
    throw invalidRedirect(
      `redirect() was given a location of ${encoded.length} characters`,
      `Stay below ${MAX_LOCATION}`,
    );
  }
  // Browsers drop leading spaces and controls inside a scheme: "java\tscript:" is still a scheme.
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(location.replace(/[^\x21-\x7e]/g, ""))?.[1];
  if (scheme !== undefined && !/^https?$/i.test(scheme)) {
    throw invalidRedirect(`redirect() was given a ${scheme}: URL`, "Redirect to a path or to an http(s) URL");
  }
  if (scheme !== undefined && !PLAIN_URL.test(location)) {
    throw invalidRedirect(
      `redirect() was given ${JSON.stringify(location)}, whose host is not plain to see`,
      "Write //, the host and a slash, without backslashes",
    );
  }
  return new Redirect(encoded, status);
}

/** Browsers read a backslash as a slash, and `https:/x` as `https://x`: neither is let through. */
const PLAIN_URL = /^\s*https?:\/\/[^\\/?#]+(?:[/?#]|$)/i;

/** The redirect to the right spelling of the requested path: it is as long as the request was. */
export function canonicalRedirect(location: string): Redirect {
  return new Redirect(encodeLocation(location), 308);
}

/** Percent-encodes what may not stand in a URL and leaves existing escapes alone. */
function encodeLocation(location: string): string {
  return location.toWellFormed().replace(/[^\x21-\x7e]|["<>\\^`{|}]/gu, encodeURIComponent);
}

function invalidRedirect(what: string, todo: string): MicroError {
  return new MicroError("MICRO_REDIRECT_INVALID", `${what}. ${todo}.`);
}
