import { traceOf } from "../error-trace.ts";
import type { CrashPages, Exchange, PageAnswer, Pipeline } from "../exchange.ts";
import { reply, type Reply } from "../http/reply.ts";
import { type HttpError, InternalServerError } from "../http-errors.ts";
import { maskSecrets, withoutSecrets } from "../masking.ts";
import { toHtmlPage } from "./debug-html.ts";
import { reportErrors } from "./error-report.ts";
import { type DebugReport, toJson, toPlainText } from "./error-text.ts";
import { reportRequest, secretsOf } from "./request-report.ts";

/** The kinds of answers, as error pages offer them. */
export type PageType = "text/html" | "text/plain" | "application/json" | "application/problem+json";

/** What a page is about, besides the error. */
interface Circumstances {
  readonly error: unknown;
  /** As far as the request went; `null` when the error belongs to none. */
  readonly exchange: Exchange | null;
  /** What is to be said of how it came to it; "" for nothing. */
  readonly note: string;
}

/**
 * The answer to an error in debug: a page for people, or the same as text or JSON. Secrets of the app do not show in it,
 * wherever they stand.
 *
 * @param exchange - As far as it went. @param error - The 500, whose cause is what was thrown. @param type - As accepted.
 */
export async function debugPage(exchange: Exchange, error: HttpError, type: PageType): Promise<Reply> {
  const report = await createReport(exchange.pipeline, { error: error.cause, exchange, note: "" });
  const headers = { ...error.headers, ...PAGE_HEADERS };
  const page = type === "text/html" ? htmlAnswer(report) : plainAnswer(report, error, type);
  return reply(page.body, error.status, { ...headers, ...page.headers });
}

/** How an error that nobody caught came about. */
const UNCAUGHT = {
  during:
    "Nobody caught this error: a timer, an event or a promise threw it while this request was under way.",
  after:
    "Nobody caught this error: a timer, an event or a promise of this request threw it after the answer.",
  outside: "Nobody caught this error: a timer, an event or a promise threw it, outside of any request.",
} as const;

/**
 * The pages about an error that nobody caught.
 *
 * @param pipeline - Of the app. @param crash - The error, the request it belongs to if there is one, and whether that has
 *   its answer already.
 */
export async function crashPages(
  pipeline: Pipeline,
  { error, exchange, isAnswered }: Omit<Circumstances, "note"> & { readonly isAnswered: boolean },
): Promise<CrashPages> {
  const note = exchange === null ? UNCAUGHT.outside : isAnswered ? UNCAUGHT.after : UNCAUGHT.during;
  const report = await createReport(pipeline, { error, exchange, note });
  const failure = new InternalServerError(undefined, { cause: error });
  const toPage = ({ body, headers }: PageAnswer): PageAnswer => ({
    body,
    headers: { ...headers, ...PAGE_HEADERS },
  });
  return {
    html: toPage(htmlAnswer(report)),
    text: toPage(plainAnswer(report, failure, "text/plain")),
    json: toPage(plainAnswer(report, failure, "application/problem+json")),
  };
}

const PAGE_HEADERS = { "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store" } as const;

async function createReport(
  pipeline: Pipeline,
  { error, exchange, note }: Circumstances,
): Promise<TracedReport> {
  const request = exchange?.request ?? null;
  const report: DebugReport = {
    request: request === null ? "" : `${request.method} ${request.path}`,
    note,
    errors: reportErrors(error),
    sections: exchange === null ? [] : await reportRequest(exchange),
  };
  const trace = traceOf(error).split("\n");
  const secrets = secretsOf(pipeline, request);
  return mapTexts({ ...report, trace }, (text) => withoutSecrets(String(maskSecrets(text)), secrets));
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

function htmlAnswer(report: DebugReport): PageAnswer {
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

function plainAnswer(report: TracedReport, { status, reason }: HttpError, type: PageType): PageAnswer {
  const text = toPlainText(report);
  const contentType = type === "text/plain" ? "text/plain; charset=utf-8" : type;
  if (type === "text/plain")
    return { body: `${status} ${reason}\n${text}\n`, headers: { "Content-Type": contentType } };
  const { trace } = report;
  const problem = { type: "about:blank", title: reason, status, ...toJson(report), trace };
  return { body: JSON.stringify(problem), headers: { "Content-Type": contentType } };
}
