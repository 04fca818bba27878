import { traceOf } from "../error-trace.ts";
import type { Exchange } from "../exchange.ts";
import { reply, type Reply } from "../http/reply.ts";
import type { HttpError } from "../http-errors.ts";
import { maskSecrets, withoutSecrets } from "../masking.ts";
import { toHtmlPage } from "./debug-html.ts";
import { reportErrors } from "./error-report.ts";
import { type DebugReport, toJson, toPlainText } from "./error-text.ts";
import { reportRequest, secretsOf } from "./request-report.ts";

/** The kinds of answers, as error pages offer them. */
export type PageType = "text/html" | "text/plain" | "application/json" | "application/problem+json";

/**
 * The answer to an error in debug: a page for people, or the same as text or JSON. Secrets of the app do not show in it,
 * wherever they stand.
 *
 * @param exchange - As far as it went. @param error - The 500, whose cause is what was thrown. @param type - As accepted.
 */
export async function debugPage(exchange: Exchange, error: HttpError, type: PageType): Promise<Reply> {
  const { request } = exchange;
  const report: DebugReport = {
    request: `${request.method} ${request.path}`,
    errors: reportErrors(error.cause),
    sections: await reportRequest(exchange),
  };
  const trace = traceOf(error.cause).split("\n");
  const secrets = secretsOf(exchange);
  const cleaned = mapTexts({ ...report, trace }, (text) =>
    withoutSecrets(String(maskSecrets(text)), secrets),
  );
  const headers = { ...error.headers, "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store" };
  const page = type === "text/html" ? htmlAnswer(cleaned) : plainAnswer(cleaned, error, type);
  return reply(page.body, error.status, { ...headers, ...page.headers });
}

/** A copy of plain data with other texts. */
function mapTexts<Data>(data: Data, change: (text: string) => string): Data {
  const map = (value: unknown): unknown => {
    if (typeof value === "string") return change(value);
    if (Array.isArray(value)) return value.map(map);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, map(member)]));
  };
  return map(data) as Data; // of the same shape
}

/** The report, with the stacks as they are. */
interface TracedReport extends DebugReport {
  readonly trace: readonly string[];
}

interface Answer {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

function htmlAnswer(report: DebugReport): Answer {
  const nonce = crypto.randomUUID();
  const editor = process.env["MICRO_EDITOR"];
  const body = toHtmlPage(report, { nonce, editor, versions: `Node ${process.version}` });
  return {
    body,
    headers: {
      "Content-Type": "text/html; charset=utf-8",
      // What an app says of its own pages does not fit this one; it needs nothing from anywhere.
      "Content-Security-Policy": `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    },
  };
}

function plainAnswer(report: TracedReport, { status, reason }: HttpError, type: PageType): Answer {
  const text = toPlainText(report);
  const contentType = type === "text/plain" ? "text/plain; charset=utf-8" : type;
  if (type === "text/plain")
    return { body: `${status} ${reason}\n${text}\n`, headers: { "Content-Type": contentType } };
  const { trace } = report;
  const problem = { type: "about:blank", title: reason, status, ...toJson(report), trace };
  return { body: JSON.stringify(problem), headers: { "Content-Type": contentType } };
}
