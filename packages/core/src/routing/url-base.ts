import { MicroError } from "../errors.ts";
import { normalizeHost } from "./host-policy.ts";

/** What URLs are built relative to: the request, or outside of one the configuration. */
export interface UrlBase {
  /** "http" or "https", without the colon. */
  readonly scheme: string;
  /** The host that URLs are for: SERVER_NAME, or that of the request, with its port. */
  readonly host: string;
  /** What the app is mounted under (Flask's `script_root`); "" or "/" for nothing. */
  readonly rootPath: string;
  /** The method of the request: rules that answer it are preferred. @default "GET" */
  readonly method?: string | undefined;
  /** Whether URLs have scheme and host unless told otherwise, as outside a request. @default false */
  readonly isExternal?: boolean | undefined;
}

/** The configuration that URLs outside a request are built from. */
export interface UrlConfig {
  readonly SERVER_NAME?: string | null | undefined;
  readonly APPLICATION_ROOT?: string | undefined;
  readonly PREFERRED_URL_SCHEME?: string | undefined;
}

/**
 * What URLs are relative to outside a request; `null` without SERVER_NAME.
 *
 * @example
 * urls.build("index", {}, { base: configuredBase(config) ?? undefined }); // "http://example.org/"
 */
export function configuredBase({
  SERVER_NAME: name,
  APPLICATION_ROOT: rootPath = "/",
  PREFERRED_URL_SCHEME: scheme = "http",
}: UrlConfig): UrlBase | null {
  if (name === undefined || name === null || name === "") return null;
  return { scheme, host: normalizeHost(name), rootPath, isExternal: true };
}

/** The error for a URL with a host that is not known, as nothing says where the app is served. */
export function noServerName(endpoint: string): MicroError {
  return new MicroError(
    "MICRO_URL_SERVER_NAME",
    `The URL of ${JSON.stringify(endpoint)} needs a host, but outside a request none is known. Set SERVER_NAME in the ` +
      "configuration, and APPLICATION_ROOT and PREFERRED_URL_SCHEME as needed.",
  );
}

/** The path below what the app is mounted under. */
export function underRoot(rootPath: string, path: string): string {
  const root = rootPath.replace(/^\/+|\/+$/g, "");
  return root === "" ? path : `/${root}${path}`;
}

/** The scheme of a URL: only http and https lead to an app. */
export function schemeOf(scheme: string): "http" | "https" {
  return scheme === "https" || scheme === "wss" ? "https" : "http";
}
