import { escapeHtml } from "./http/html.ts";
import { reply, type Reply } from "./http/reply.ts";
import type { Request } from "./http/request.ts";
import type { HttpError } from "./http-errors.ts";
import { ValidationError } from "./validation/validation-error.ts";

const OFFERS = ["text/html", "application/problem+json", "application/json", "text/plain"] as const;

/**
 * The answer for an error that no handler took: an HTML page, problem+json (RFC 9457) or text, by what the client
 * accepts. A client that accepts anything gets what it spoke: JSON for JSON, otherwise HTML.
 *
 * @param error - Its message and details are for the client.
 * @param trace - The stack of the error underneath, in debug only; "" otherwise.
 */
export function errorPage(error: HttpError, request: Request, trace: string): Reply {
  const { status, reason, message } = error;
  const headers = { ...error.headers, "X-Content-Type-Options": "nosniff" };
  const type = pageTypeFor(request);
  if (type === "text/html") {
    return reply(htmlPage(error, trace), status, { ...headers, "Content-Type": "text/html; charset=utf-8" });
  }
  if (type === "text/plain") {
    const text = `${status} ${reason}\n${message === reason ? "" : `${message}\n`}${trace}`;
    return reply(text, status, { ...headers, "Content-Type": "text/plain; charset=utf-8" });
  }
  const problem = {
    ...error.details,
    type: "about:blank",
    title: reason,
    status,
    ...(message === reason ? {} : { detail: message }),
  };
  const body = JSON.stringify(trace === "" ? problem : { ...problem, trace: trace.split("\n") });
  return reply(body, status, { ...headers, "Content-Type": type });
}

/** The kind of page that a client asks for. */
export function pageTypeFor(request: Request): (typeof OFFERS)[number] {
  const accept = request.headers.get("accept") ?? "*/*";
  const offers = request.isJson && accept.includes("*/*") ? [...OFFERS.slice(1), OFFERS[0]] : OFFERS;
  return request.accepts(...offers) ?? "text/plain";
}

function htmlPage(error: HttpError, trace: string): string {
  const { status, reason, message } = error;
  const title = escapeHtml(`${status} ${reason}`);
  const faults = error instanceof ValidationError ? listFaults(error) : "";
  const text = message === reason ? "" : `<p>${escapeHtml(message)}</p>\n${faults}`;
  const stack = trace === "" ? "" : `<pre>${escapeHtml(trace)}</pre>\n`;
  return `<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>${title}</title>\n<h1>${title}</h1>\n${text}${stack}</html>\n`;
}

function listFaults({ issues }: ValidationError): string {
  const items = issues.map(({ in: part, path, message }) => {
    const place = escapeHtml([part, ...path].join("."));
    return `<li><code>${place}</code>: ${escapeHtml(message)}</li>\n`;
  });
  return `<ul>\n${items.join("")}</ul>\n`;
}
