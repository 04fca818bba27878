import type { ConfigValues, RouteListing } from "@micro-web/core";

import type { App } from "../app/app.ts";
import type { FindingLevel } from "./check-options.ts";
import type { Finding } from "./finding.ts";

/** What the checks look at. */
interface DeployedApp {
  readonly config: ConfigValues & Readonly<Record<string, unknown>>;
  readonly routes: readonly RouteListing[];
  readonly extensions: Readonly<Record<string, unknown>>;
  /** Of the probe's answer over https: what an app adds to every answer is there. */
  readonly headers: Headers;
  /** The status of the same over http. */
  readonly plainStatus: number;
}

/** What is wrong; "" for nothing. */
type Check = (app: DeployedApp) => string;

/** A path that no app has. */
const PROBE = "/.well-known/micro-check";

/**
 * Adds a route that answers with nothing of its own: what every answer of the app has shows there, and no view runs.
 *
 * @param app - Before it starts.
 * @example
 * addProbe(app);
 */
export function addProbe(app: Pick<App, "get">): void {
  app.get(PROBE, { name: "micro check" }, () => "checked");
}

/** The shortest secret in bytes, the fewest different characters in it, the shortest HSTS in seconds. */
const MIN_SECRET = 32;
const MIN_DIFFERENT = 10;
const MIN_HSTS = 31_536_000;

const UNSAFE = ["POST", "PUT", "PATCH", "DELETE"];

/** Django's `check --deploy`, by the same numbers where there is one. */
const CHECKS: readonly (readonly [id: string, level: FindingLevel, check: Check])[] = [
  ["M001", "warning", ({ headers }) => (hasSecurityHeaders(headers) ? "" : NO_HEADERS)],
  ["M002", "warning", ({ headers }) => (isFramingLimited(headers) ? "" : NO_FRAME_RULE)],
  ["M003", "warning", checkCsrf],
  ["M004", "warning", checkHsts],
  [
    "M006",
    "warning",
    ({ headers }) => (headers.get("x-content-type-options") === "nosniff" ? "" : NO_NOSNIFF),
  ],
  ["M008", "info", ({ plainStatus }) => ([301, 307, 308].includes(plainStatus) ? "" : NO_HTTPS_REDIRECT)],
  ["M009", "error", ({ config }) => checkSecret("SECRET_KEY", config.SECRET_KEY)],
  [
    "M010",
    "warning",
    ({ config }) => (config.SECRET_KEY === null || config.SESSION_COOKIE_SECURE ? "" : NO_SECURE),
  ],
  ["M013", "warning", ({ config }) => (config.SESSION_COOKIE_HTTPONLY ? "" : NO_HTTPONLY)],
  ["M016", "warning", ({ config }) => (config["CSRF_COOKIE_SECURE"] === false ? NO_CSRF_SECURE : "")],
  ["M018", "error", ({ config }) => (config.DEBUG ? IN_DEBUG : "")],
  ["M019", "info", ({ headers }) => (isFramingDenied(headers) ? "" : MAY_BE_FRAMED)],
  ["M020", "warning", ({ config }) => (config.TRUSTED_HOSTS === null ? ANY_HOST : "")],
  ["M022", "warning", ({ headers }) => (headers.has("referrer-policy") ? "" : NO_REFERRER_POLICY)],
  ["M024", "warning", ({ headers }) => (headers.has("cross-origin-opener-policy") ? "" : NO_COOP)],
  ["M025", "error", checkFallbacks],
  ["M026", "warning", ({ headers }) => (headers.has("content-security-policy") ? "" : NO_CSP)],
];

const NO_HEADERS =
  "No answer has security headers. Set them in an afterRequest hook: X-Content-Type-Options, X-Frame-Options, Referrer-Policy.";
const NO_FRAME_RULE =
  "Other sites may show the app in a frame. Send X-Frame-Options, or frame-ancestors in Content-Security-Policy.";
const NO_NOSNIFF = "Browsers may guess content types. Send X-Content-Type-Options: nosniff.";
const NO_HTTPS_REDIRECT =
  "Requests over http are not redirected to https. Leave it if the server in front does that.";
const NO_SECURE = "The session cookie is also sent over http. Set SESSION_COOKIE_SECURE.";
const NO_CSRF_SECURE = "The CSRF cookie is also sent over http. Set CSRF_COOKIE_SECURE.";
const NO_HTTPONLY = "Scripts can read the session cookie. Leave SESSION_COOKIE_HTTPONLY at true.";
const IN_DEBUG = "DEBUG is on: visitors see errors with their source. Unset MICRO_DEBUG.";
const MAY_BE_FRAMED = "Pages of the app's own may frame it. If none does, send X-Frame-Options: DENY.";
const ANY_HOST =
  "Any Host header is answered, and used in external URLs. Set TRUSTED_HOSTS to the names of the site.";
const NO_REFERRER_POLICY =
  "Other sites learn the full URLs that visitors come from. Send Referrer-Policy: same-origin.";
const NO_COOP =
  "Windows of other sites may keep a hold on the app's. Send Cross-Origin-Opener-Policy: same-origin.";
const NO_CSP =
  "There is no Content-Security-Policy, the best guard against scripts that are slipped in. Send one.";

/**
 * Looks for what a public server must not be without: the ids are those of Django's `check --deploy`, with M for W.
 *
 * @param app - With the route of {@link addProbe}; its answer is looked at.
 * @example
 * await checkDeployment(app); // [{ id: "M009", level: "error", message: "SECRET_KEY has ..." }]
 */
export async function checkDeployment(app: App): Promise<Finding[]> {
  const config = app.config.toObject();
  const [host = "localhost"] = config.TRUSTED_HOSTS ?? [config.SERVER_NAME ?? "localhost"];
  const authority = host.replace(/^\./, "");
  const { headers } = await app.fetch(new Request(`https://${authority}${PROBE}`));
  const { status } = await app.fetch(new Request(`http://${authority}${PROBE}`));
  const deployed: DeployedApp = {
    config,
    headers,
    routes: app.listRoutes(),
    extensions: app.extensions,
    plainStatus: status,
  };
  return CHECKS.flatMap(([id, level, check]) => {
    const message = check(deployed);
    return message === "" ? [] : [{ id, level, message }];
  });
}

function hasSecurityHeaders(headers: Headers): boolean {
  return ["x-frame-options", "referrer-policy", "content-security-policy", "strict-transport-security"].some(
    (name) => headers.has(name),
  );
}

function isFramingLimited(headers: Headers): boolean {
  return headers.has("x-frame-options") || framePolicy(headers) !== "";
}

function isFramingDenied(headers: Headers): boolean {
  return headers.get("x-frame-options")?.toUpperCase() === "DENY" || framePolicy(headers) === "'none'";
}

function framePolicy(headers: Headers): string {
  return /frame-ancestors\s+([^;]+)/.exec(headers.get("content-security-policy") ?? "")?.[1]?.trim() ?? "";
}

/** An extension that guards forms has "csrf" in its name; sessions that other sites cannot use are a guard too. */
function checkCsrf({ routes, extensions, config }: DeployedApp): string {
  const open = routes.find(({ methods }) => methods.some((method) => UNSAFE.includes(method)));
  const isGuarded = Object.keys(extensions).some((name) => /csrf|forms/i.test(name));
  if (open === undefined || isGuarded || config.SESSION_COOKIE_SAMESITE === "strict") return "";
  return `${open.path} changes something, and no extension checks where its requests come from. Register one for CSRF.`;
}

function checkHsts({ config, headers }: DeployedApp): string {
  if (!config.SESSION_COOKIE_SECURE) return ""; // https first
  const seconds = Number(/max-age=(\d+)/i.exec(headers.get("strict-transport-security") ?? "")?.[1] ?? 0);
  if (seconds >= MIN_HSTS) return "";
  return `Browsers are not told to stay with https for a year. Send Strict-Transport-Security: max-age=${MIN_HSTS}.`;
}

function checkFallbacks({ config }: DeployedApp): string {
  return config.SECRET_KEY_FALLBACKS.map((secret, index) =>
    checkSecret(`SECRET_KEY_FALLBACKS[${index}]`, secret),
  )
    .filter((fault) => fault !== "")
    .join(" ");
}

function checkSecret(name: string, secret: string | null): string {
  if (secret === null) return "";
  const remedy = "Make one with micro secret.";
  const bytes = Buffer.byteLength(secret);
  if (bytes < MIN_SECRET) return `${name} has ${bytes} bytes, and ${MIN_SECRET} are needed. ${remedy}`;
  if (new Set(secret).size < MIN_DIFFERENT)
    return `${name} has fewer than ${MIN_DIFFERENT} different characters. ${remedy}`;
  return /^(?:dev|change|secret|django-insecure)/i.test(secret)
    ? `${name} looks like an example. ${remedy}`
    : "";
}
