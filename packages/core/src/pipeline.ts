import { type Config, isProduction } from "./config.ts";
import { traceOf } from "./error-trace.ts";
import { MicroError } from "./errors.ts";
import type { Pipeline } from "./exchange.ts";
import type { BodyLimits } from "./http/body.ts";
import { isHostLocal, isHostTrusted } from "./http/host.ts";
import type { Rendering } from "./http/rendering.ts";
import type { FlashedMessage } from "./http/flash.ts";
import type { TeardownContextHook } from "./hooks.ts";
import type { JsonProvider } from "./http/json-provider.ts";
import type { FileHandover, FileMaxAge, Request, RequestServices } from "./http/request.ts";
import type { Response } from "./http/response.ts";
import type { Session } from "./http/session.ts";
import { TrustedProxies } from "./http/trusted-proxies.ts";
import { BadRequest, type HttpError } from "./http-errors.ts";
import { oneLine, withoutControls } from "./log-text.ts";
import type { Logger } from "./logger.ts";
import { isPromise, type MaybePromise } from "./maybe-promise.ts";
import type { CompilerSettings } from "./plan-compiler.ts";
import { PlanTable } from "./plan-table.ts";
import type { ConverterRegistry } from "./routing/converters.ts";
import { HostPolicy, type HostPolicyOptions } from "./routing/host-policy.ts";
import type { UrlOptions } from "./http/url-options.ts";
import type { RequestProperties } from "./request-properties.ts";
import type { ScopeRegistry } from "./scope-registry.ts";
import { cookieSessions } from "./session/cookie-sessions.ts";
import { createReadOnlySession } from "./session/session.ts";
import { varyByCookie } from "./session/session-cookie.ts";
import type { SessionFactory, SessionInterface } from "./session/session-interface.ts";
import { readSessionSettings } from "./session/session-settings.ts";
import type { AppSignals } from "./signals.ts";
import { type UrlBuildErrorHandler, UrlBuilder } from "./url-builder.ts";
import type { Templates } from "./templating.ts";
import type { ResponsePolicy } from "./validation/response-validator.ts";
import type { ValidationMessage } from "./validation/request-validator.ts";

/** The options of an app that serving needs. */
interface PipelineOptions extends Pick<
  HostPolicyOptions,
  "hostMatching" | "subdomainMatching" | "defaultSubdomain"
> {
  readonly fileMaxAge?: FileMaxAge;
  readonly validationMessage?: ValidationMessage;
  readonly xAccelRedirect?: { readonly folder: string; readonly prefix: string };
}

/** The parts of an app that serving needs. */
export interface PipelineParts {
  /** The app itself. */
  readonly app: object;
  readonly registry: ScopeRegistry;
  readonly signals: AppSignals;
  /** Hooks that run when a request, command or script is over. */
  readonly teardownAppContext: readonly TeardownContextHook[];
  readonly config: Config;
  readonly converters: ConverterRegistry;
  readonly templates: Templates;
  readonly logger: Logger;
  /** As they were given to the app. */
  readonly options: PipelineOptions;
  readonly urlBuildErrorHandlers: readonly UrlBuildErrorHandler[];
  /** What the app is mounted under in another app; "" when it is not. */
  readonly mountPath: string;
  /** How JSON is written and read. */
  readonly json: JsonProvider;
  /** Makes the sessions. @default signed cookies */
  readonly sessions: SessionFactory | null;
  /** What extensions add to requests. */
  readonly requestProperties: RequestProperties;
}

/** An app that is ready to serve: its registrations compiled, its configuration read. */
export class AppPipeline implements Pipeline, RequestServices {
  /** The app itself. */
  readonly app: object;
  /** Where requests go. */
  readonly table: PlanTable;
  /** What happens in the app. */
  readonly signals: AppSignals;
  /** The app's class of requests. */
  readonly requestClass: Pipeline["requestClass"];
  /** Builds the URLs of the app. */
  readonly urls: UrlBuilder;
  /** The proxies whose word counts. */
  readonly proxies: TrustedProxies | null;
  /** Whether the host of a request has to be known. */
  readonly readsHost: boolean;
  /** Whether error pages show stacks. */
  readonly isDebug: boolean;
  /** Whether an error that no handler took is for the gateway's caller. */
  readonly propagatesErrors: boolean;
  /** Whether sessions are opened before anything else runs. */
  readonly opensSessionsFirst: boolean;
  /** Whether the error of a missing key names it, as in debug. */
  readonly trapBadRequestErrors: boolean;
  /** The bytes of a cookie over which a response warns; 0 never does. */
  readonly maxCookieSize: number;
  /** The header that gives requests their ids. */
  readonly requestIdHeader: string | null;
  /** Whether, and how, the server in front sends files. */
  readonly fileHandover: FileHandover;
  /** Milliseconds for which a static file counts as unchanged after it was looked at. */
  readonly staticCheckInterval: number;
  /** How JSON is written and read. */
  readonly json: JsonProvider;
  /** Seconds a browser may keep a file without asking, by its name. */
  readonly fileMaxAgeOf: FileMaxAge | undefined;
  /** Seconds a browser may keep a file without asking. */
  readonly fileMaxAge: number | null;
  readonly #templates: Templates;
  readonly #logger: Logger;
  readonly #config: Config;
  readonly #sessions: SessionInterface;
  readonly #trustedHosts: readonly string[] | null;
  /** In debug, where errors show sources, other sites must not reach the app by a name of their own. */
  readonly #answersLocalHosts: boolean;
  #watcher: Pipeline["watcher"] = null;

  /** @param parts - Of the app. @throws MicroError for registrations that do not go together. */
  constructor(parts: PipelineParts) {
    const { config, requestProperties } = parts;
    this.app = parts.app;
    this.signals = parts.signals;
    this.#templates = parts.templates;
    this.#logger = parts.logger;
    this.#config = config;
    const createSessions = parts.sessions ?? cookieSessions();
    this.#sessions = createSessions(readSessionSettings(config, (message) => parts.logger.error(message)));
    this.opensSessionsFirst = this.#sessions.opens === "before-hooks";
    this.#answersLocalHosts = config.DEBUG && config.TRUSTED_HOSTS === null && !parts.options.hostMatching;
    this.#trustedHosts = this.#answersLocalHosts ? debugHostsOf(config) : config.TRUSTED_HOSTS;
    this.proxies = config.TRUSTED_PROXIES === null ? null : new TrustedProxies(config.TRUSTED_PROXIES);
    this.fileMaxAge = config.SEND_FILE_MAX_AGE_DEFAULT;
    this.staticCheckInterval = checkIntervalOf(config) * 1000;
    this.isDebug = config.DEBUG;
    this.trapBadRequestErrors = config.TRAP_BAD_REQUEST_ERRORS === true;
    this.maxCookieSize = config.MAX_COOKIE_SIZE;
    this.requestIdHeader = config.REQUEST_ID_HEADER;
    this.json = parts.json;
    this.fileHandover = parts.options.xAccelRedirect ?? config.USE_X_SENDFILE;
    this.fileMaxAgeOf = parts.options.fileMaxAge;
    this.propagatesErrors = config.PROPAGATE_EXCEPTIONS ?? config.TESTING;
    this.requestClass = requestProperties.defineClass();
    const hosts = new HostPolicy({ ...parts.options, serverName: config.SERVER_NAME });
    this.readsHost = this.#trustedHosts !== null || hosts.kind !== "any";
    this.table = new PlanTable(parts.registry, this.#compilerSettings(parts, hosts));
    this.urls = new UrlBuilder({
      ...parts,
      table: this.table,
      errorHandlers: parts.urlBuildErrorHandlers,
      warn: (message) => this.#logger.warn(message),
    });
  }

  /** What knows the requests that are under way, in debug. */
  get watcher(): Pipeline["watcher"] {
    return this.#watcher;
  }

  /** Has the requests watched from now on. */
  watch(watcher: Pipeline["watcher"]): void {
    this.#watcher = watcher;
  }

  #compilerSettings(parts: PipelineParts, hosts: HostPolicy): CompilerSettings {
    const { config } = parts;
    return {
      services: this,
      hosts,
      limits: limitsOf(config),
      converters: parts.converters,
      validation: {
        messageOf: parts.options.validationMessage,
        unknownKeys: config.UNKNOWN_KEYS,
        responses: {
          policy: responsePolicyOf(config),
          warn: (message) => this.#logger.warn(message),
        },
      },
      providesOptions: config.PROVIDE_AUTOMATIC_OPTIONS,
      teardownAppContext: parts.teardownAppContext,
    };
  }

  /** Whether an HTTP error is treated like any other. */
  traps(error: HttpError): boolean {
    const { TRAP_HTTP_EXCEPTIONS, TRAP_BAD_REQUEST_ERRORS } = this.#config;
    return TRAP_HTTP_EXCEPTIONS || (TRAP_BAD_REQUEST_ERRORS === true && error.status === BadRequest.status);
  }

  /** Whether the app answers for a host. */
  isTrustedHost(host: string): boolean {
    if (this.#trustedHosts !== null && isHostTrusted(host, this.#trustedHosts)) return true;
    return this.#answersLocalHosts ? isHostLocal(host) : this.#trustedHosts === null;
  }

  /** Builds a URL relative to a request. */
  buildUrl(
    request: Request<unknown, unknown>,
    endpoint: string,
    { values, ...options }: UrlOptions & { readonly values: Readonly<Record<string, unknown>> },
  ): string {
    return this.urls.build({ endpoint, values, options }, request);
  }

  /** Renders a template. */
  render(rendering: Rendering, request: Request<unknown, unknown>): MaybePromise<string> {
    return this.#templates.render(rendering, request as Request); // templates see values, not their types
  }

  /** Renders a template in pieces. */
  streamTemplate(
    rendering: Rendering,
    request: Request<unknown, unknown>,
  ): MaybePromise<AsyncIterable<string>> {
    return this.#templates.stream(rendering, request as Request); // as above
  }

  /** Opens the session of a request that asks for it. */
  openSession(request: Request<unknown, unknown>): Session {
    if (this.opensSessionsFirst) return createReadOnlySession(sessionNotOpened);
    const session = this.#sessions.open(request as Request); // sessions see the request, not the types of its route
    if (isPromise(session)) throw sessionNotOpened();
    return session;
  }

  /** Opens the session of a request before anything asks for it. */
  openSessionFirst(request: Request): MaybePromise<void> {
    const session = this.#sessions.open(request);
    if (isPromise(session)) return session.then((opened) => request.setSession(opened));
    request.setSession(session);
  }

  /** Whether a response needs the session of its request, opened or not. */
  needsSession(request: Request): boolean {
    return request.openedSession !== undefined || (this.#sessions.needsSession?.(request) ?? false);
  }

  /** Writes the session into the response; opens it first if nothing has. */
  saveSession(request: Request, response: Response): MaybePromise<void> {
    if (request.isSessionUsed) varyByCookie(response);
    const session = request.openedSession ?? this.openSession(request);
    return this.#sessions.save(session, request, response);
  }

  /** Tells whoever wants to know that a message was flashed. */
  messageFlashed(request: Request<unknown, unknown>, flashed: FlashedMessage): void {
    const { messageFlashed } = this.signals;
    if (messageFlashed.hasReceivers) messageFlashed.send({ request: request as Request, ...flashed }); // as above
  }

  /** Logs an error; what came from the client is escaped, so that it makes no log line of its own. */
  reportError(error: unknown, request: Request | null): void {
    try {
      this.#logger.error(this.#describe(error, request));
    } catch {
      // A log that cannot be written is no reason to stop answering.
    }
  }

  #describe(error: unknown, request: Request | null): string {
    const where =
      request === null ? "while a response was sent" : `on ${oneLine(request.path)} [${request.method}]`;
    return `Exception ${where}\n${withoutControls(traceOf(error))}`;
  }
}

/** What is wrong when something changes a session that is not there, because opening it has failed. */
function sessionNotOpened(): MicroError {
  return new MicroError(
    "MICRO_SESSION_UNAVAILABLE",
    "The session was changed but could not be opened. Correct what the error before this one says; an interface whose " +
      'open() returns a promise has opens = "before-hooks".',
  );
}

/** What is answered in debug besides this machine: SERVER_NAME, and where the command line listens. */
function debugHostsOf(config: Config): string[] {
  const { SERVER_NAME: name } = config;
  const hosts: unknown = config.get("DEBUG_HOSTS");
  return [...(name === null ? [] : [name, `.${name}`]), ...(Array.isArray(hosts) ? hosts.map(String) : [])];
}

/** Where people develop, a file that was changed a moment ago is what they want to see. */
function checkIntervalOf({ STATIC_CHECK_INTERVAL: interval, DEBUG, TESTING }: Config): number {
  return interval ?? (isProduction() && !DEBUG && !TESTING ? 1 : 0);
}

/** What a view gives away by mistake is an error where people develop, and is taken out where they do not. */
function responsePolicyOf({ RESPONSE_VALIDATION: policy, DEBUG, TESTING }: Config): ResponsePolicy {
  return policy ?? (DEBUG || TESTING ? "error" : "strip");
}

function limitsOf(config: Config): BodyLimits {
  return {
    maxContentLength: config.MAX_CONTENT_LENGTH,
    maxFormMemorySize: config.MAX_FORM_MEMORY_SIZE,
    maxFormParts: config.MAX_FORM_PARTS,
  };
}
