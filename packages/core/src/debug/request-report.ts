import type { Exchange, Pipeline } from "../exchange.ts";
import type { Request } from "../http/request.ts";
import { isSecretName, maskSecrets } from "../masking.ts";

/** Something that is known of a request, under a title. */
export interface ReportSection {
  readonly title: string;
  readonly rows: readonly ReportRow[];
}

/** A name and a value; secrets are hidden already. */
type ReportRow = readonly [name: string, value: string];

/** Milliseconds for a form of which nobody has asked for the rest. */
const FORM_PATIENCE = 100;

/** Longer values are cut. */
const MAX_LENGTH = 2000;

const HIDDEN = "[hidden]";

/**
 * What is known of a request that failed, and of its app, without secrets.
 *
 * @param exchange - As far as it went.
 */
export async function reportRequest(exchange: Exchange): Promise<ReportSection[]> {
  const { request, pipeline } = exchange;
  const config = configOf(pipeline.app);
  const sections: ReportSection[] = [
    { title: "Request", rows: requestRows(exchange) },
    { title: "Hooks and view", rows: stepRows(exchange) },
    { title: "Query", rows: toRows([...request.queryValues]) },
    { title: "Form", rows: await formRows(request) },
    { title: "Headers", rows: toRows([...request.headers]) },
    { title: "Cookies", rows: cookieRows(request, config) },
    { title: "Session", rows: toRows(Object.entries(request.openedSession ?? {})) },
    { title: "Configuration", rows: toRows(Object.entries(config)) },
  ];
  return sections.filter(({ rows }) => rows.length > 0);
}

/** The secrets of an app that must not show anywhere, in whatever text they stand. */
export function secretsOf({ app }: Pipeline, request: Request | null): string[] {
  const config = configOf(app);
  const values = Object.entries(config).flatMap(([name, value]) => (isSecretName(name) ? [value] : []));
  const cookie = request?.cookies[String(config["SESSION_COOKIE_NAME"])];
  const sent = [request?.headers.get("authorization"), cookie];
  return [...values.flat(), ...sent].filter((value) => typeof value === "string");
}

function configOf(app: object): Readonly<Record<string, unknown>> {
  return "config" in app && typeof app.config === "object" ? { ...app.config } : {};
}

function requestRows({ request, pipeline, plan }: Exchange): ReportRow[] {
  const route = pipeline.table.listing.find(
    ({ endpoint, path }) => endpoint === request.endpoint && path === request.rule,
  );
  return [
    ["Method", request.method],
    ["URL", `${request.hostUrl.replace(/\/$/, "")}${request.rootPath}${request.path}`],
    ...(request.rule === "" ? [] : [["Route", `${request.rule} (${request.endpoint})`] as const]),
    ...(route === undefined ? [] : [["Registered at", route.location] as const]),
    ...toRows(Object.entries(request.params)).map(([name, value]) => [`params.${name}`, value] as const),
    ...(plan.blueprint === "" ? [] : [["Blueprint", plan.blueprint] as const]),
    ["Remote address", request.remoteAddress ?? ""],
    ["Request id", request.id],
  ];
}

/** What ran, in order; what failed is the last of them. */
function stepRows({ plan, steps, stepCount, afterCount }: Exchange): ReportRow[] {
  const named = (kind: string, index: number, { name }: { readonly name: string }): ReportRow => [
    `${index + 1}. ${kind}`,
    name === "" ? "(anonymous)" : name,
  ];
  const ran = steps.slice(0, stepCount).map((step, index) => {
    return named(index < plan.before.length ? "before request" : "view", index, step);
  });
  const after = plan.after
    .slice(0, afterCount)
    .map((hook, index) => named("after request", ran.length + index, hook));
  return [...plan.middleware.map((each, index) => named("middleware", index, each)), ...ran, ...after];
}

async function formRows(request: Request): Promise<ReportRow[]> {
  if (!/^(?:application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(request.contentType)) return [];
  const patience = new Promise<null>((resolve) => setTimeout(() => resolve(null), FORM_PATIENCE));
  try {
    const form = await Promise.race([request.form(), patience]);
    if (form === null) return [["(the body)", "has not arrived"]];
    const files = [...form.files].map(([name, { filename }]) => [name, `file ${filename}`] as const);
    return [...toRows([...form]), ...files];
  } catch (error) {
    return [["(the body)", `cannot be read: ${error instanceof Error ? error.message : String(error)}`]];
  }
}

/** What signs a visitor in is no less a secret than a password. */
function cookieRows(request: Request, config: Readonly<Record<string, unknown>>): ReportRow[] {
  const session = config["SESSION_COOKIE_NAME"];
  return toRows(
    Object.entries(request.cookies).map(([name, value]) => [name, name === session ? HIDDEN : value]),
  );
}

function toRows(entries: readonly (readonly [string, unknown])[]): ReportRow[] {
  return entries.map(([name, value]) => [
    name,
    isSecretName(name) && !isNothing(value) ? HIDDEN : toText(value),
  ]);
}

function isNothing(value: unknown): boolean {
  return (
    value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0)
  );
}

function toText(value: unknown): string {
  const masked = maskSecrets(value);
  const text = typeof masked === "string" ? masked : stringify(masked);
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}...` : text;
}

function stringify(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}
