import type { Config } from "./config.ts";
import type { Request } from "./http/request.ts";
import type { PlanTable } from "./plan-table.ts";
import { BuildError } from "./routing/build-error.ts";
import { resolveEndpoint } from "./routing/endpoint-name.ts";
import { noServerName, type UrlBase } from "./routing/url-base.ts";
import { findDetour } from "./routing/url-check.ts";
import type { UrlOptions } from "./http/url-options.ts";

/**
 * Is asked when a URL cannot be built; a text it returns is the URL (Flask's `url_build_error_handlers`).
 *
 * @param error - What is thrown when no handler returns a text.
 */
export type UrlBuildErrorHandler = (
  error: BuildError,
  endpoint: string,
  given: { readonly values: Readonly<Record<string, unknown>>; readonly options: UrlOptions },
) => string | undefined;

/** What URLs are built of. */
export interface UrlBuilderParts {
  readonly table: PlanTable;
  readonly config: Config;
  readonly errorHandlers: readonly UrlBuildErrorHandler[];
  /** What the app is mounted under in another app; "" when it is not. */
  readonly mountPath: string;
  /** Told in debug of URLs that lead elsewhere. */
  readonly warn: (message: string) => void;
}

/** An endpoint and what its URL is made of. */
export interface UrlTarget {
  readonly endpoint: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly options: UrlOptions;
}

/** Builds the URLs of an app: relative to a request, or to its configuration. */
export class UrlBuilder {
  readonly #parts: UrlBuilderParts;
  readonly #warned = new Set<string>();

  /** @param parts - Of the app. */
  constructor(parts: UrlBuilderParts) {
    this.#parts = parts;
  }

  /**
   * The URL of an endpoint.
   *
   * @param target - An endpoint ".show" is one of the request's blueprint.
   * @param request - What it is relative to; without one a path, unless it is to be external.
   * @throws BuildError `MICRO_URL_BUILD`; MicroError `MICRO_URL_OPTIONS`, `MICRO_URL_SERVER_NAME`.
   */
  build(target: UrlTarget, request: Request<unknown, unknown> | null): string {
    const endpoint = resolveEndpoint(target.endpoint, request?.blueprint ?? "");
    const base = request === null ? this.#configuredBase(endpoint, target.options) : this.#baseOf(request);
    try {
      const url = this.#parts.table.buildUrl(endpoint, target.values, { ...target.options, base });
      if (this.#parts.config.DEBUG) this.#check({ ...target, endpoint }, url, base);
      return url;
    } catch (error) {
      if (!(error instanceof BuildError)) throw error;
      return this.#recover(error, { ...target, endpoint });
    }
  }

  #recover(error: BuildError, { endpoint, values, options }: UrlTarget): string {
    for (const handler of this.#parts.errorHandlers) {
      const url = handler(error, endpoint, { values, options });
      if (typeof url === "string") return url;
    }
    throw error;
  }

  #baseOf({ scheme, host, rootPath, method }: Request<unknown, unknown>): UrlBase {
    return { scheme, host: this.#parts.config.SERVER_NAME ?? host, rootPath, method };
  }

  /** A path, below where the app is; the host is needed for external URLs only. */
  #configuredBase(endpoint: string, { external, scheme }: UrlOptions): UrlBase {
    const { config, mountPath } = this.#parts;
    const host = config.SERVER_NAME ?? "";
    if (host === "" && (external === true || (scheme !== undefined && external === undefined)))
      throw noServerName(endpoint);
    const rootPath = mountPath === "" ? config.APPLICATION_ROOT : mountPath;
    return { scheme: config.PREFERRED_URL_SCHEME, host, rootPath };
  }

  /** Warns once for each endpoint whose URL leads to another (werkzeug#3094). */
  #check({ endpoint, options }: UrlTarget, url: string, { host, rootPath }: UrlBase): void {
    if (this.#warned.has(endpoint)) return;
    const methods = options.method === undefined ? this.#methodsOf(endpoint) : [options.method.toUpperCase()];
    const detours = methods.map((method) =>
      findDetour(this.#parts.table.router, { endpoint, url, method, host, rootPath }),
    );
    const [detour] = detours;
    if (typeof detour !== "string" || detours.includes(null)) return;
    this.#warned.add(endpoint);
    this.#parts.warn(detour);
  }

  /** GET, or what an endpoint without it takes: a form may post to the path of the page that shows it. */
  #methodsOf(endpoint: string): readonly string[] {
    const methods = this.#parts.table.urls.iterRules(endpoint).flatMap((rule) => [...rule.methods]);
    return methods.includes("GET") ? ["GET"] : methods;
  }
}
