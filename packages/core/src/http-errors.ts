import { MicroError } from "./errors.ts";

/** The reason phrases of the error statuses (RFC 9110 section 15, RFC 6585, RFC 7725). */
const REASONS: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  406: "Not Acceptable",
  408: "Request Timeout",
  409: "Conflict",
  410: "Gone",
  411: "Length Required",
  412: "Precondition Failed",
  413: "Content Too Large",
  414: "URI Too Long",
  415: "Unsupported Media Type",
  416: "Range Not Satisfiable",
  417: "Expectation Failed",
  418: "I'm a Teapot",
  421: "Misdirected Request",
  422: "Unprocessable Content",
  423: "Locked",
  424: "Failed Dependency",
  426: "Upgrade Required",
  428: "Precondition Required",
  429: "Too Many Requests",
  431: "Request Header Fields Too Large",
  451: "Unavailable For Legal Reasons",
  500: "Internal Server Error",
  501: "Not Implemented",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
  505: "HTTP Version Not Supported",
};

/** What an error response may carry besides its status and message. */
export interface HttpErrorOptions extends ErrorOptions {
  /** Headers of the answer, for example `{ "Cache-Control": "no-store" }`. */
  headers?: Readonly<Record<string, string>>;
  /** `Retry-After` of a 429 or 503: seconds, or the moment to come back. */
  retryAfter?: number | Date;
  /** `WWW-Authenticate` of a 401: how to say who one is, one or several challenges. */
  wwwAuthenticate?: string | readonly string[];
  /** `Allow` of a 405: the methods there are. */
  allow?: Iterable<string>;
  /** `Content-Range` of a 416: the number of bytes there are. */
  completeLength?: number;
  /** A whole view value to answer with in place of the error page. */
  response?: unknown;
  /** Details for the client, added to the members of a problem+json answer. */
  details?: Readonly<Record<string, unknown>>;
}

/**
 * An error that is an answer: thrown anywhere on the request path, it becomes a response with its status.
 *
 * Its message is written for the client and shown to them; that of every other error never is.
 *
 * @example
 * throw new HttpError(409, "Somebody else saved this page first.");
 */
export class HttpError extends Error {
  override readonly name: string = "HttpError";
  /** The HTTP status, 400 to 599. */
  readonly status: number;
  /** Headers of the answer. */
  readonly headers: Readonly<Record<string, string>>;
  /** A view value that replaces the error page; `undefined` without one. */
  readonly response: unknown;
  /** Details for the client. */
  readonly details: Readonly<Record<string, unknown>>;

  /**
   * @param status - An error status that has a reason phrase.
   * @param message - A sentence for the client; default the reason phrase.
   * @throws MicroError `MICRO_ABORT_STATUS` for any other status.
   */
  constructor(status: number, message?: string, options: HttpErrorOptions = {}) {
    const { response, details = {} } = options;
    const reason = reasonPhrase(status);
    super(message ?? reason, "cause" in options ? { cause: options.cause } : undefined);
    this.status = status;
    this.headers = toHeaders(options);
    this.response = response;
    this.details = details;
  }

  /** The reason phrase of the status: "Not Found". */
  get reason(): string {
    return reasonPhrase(this.status);
  }
}

/** The headers that the options of an error come to. */
function toHeaders(options: HttpErrorOptions): Readonly<Record<string, string>> {
  const { headers = {}, retryAfter, wwwAuthenticate, allow, completeLength } = options;
  const typed: Record<string, string> = {};
  if (retryAfter !== undefined)
    typed["Retry-After"] = typeof retryAfter === "number" ? String(retryAfter) : retryAfter.toUTCString();
  if (wwwAuthenticate !== undefined) typed["WWW-Authenticate"] = [wwwAuthenticate].flat().join(", ");
  if (allow !== undefined) typed["Allow"] = [...allow].join(", ");
  if (completeLength !== undefined) typed["Content-Range"] = `bytes */${completeLength}`;
  return { ...typed, ...headers };
}

/**
 * The reason phrase of an error status.
 *
 * @throws MicroError `MICRO_ABORT_STATUS` when there is none.
 */
export function reasonPhrase(status: number): string {
  const reason = REASONS[status];
  if (reason !== undefined) return reason;
  const known = Object.keys(REASONS).join(", ");
  throw new MicroError("MICRO_ABORT_STATUS", `${status} is not an HTTP error status. Use one of ${known}.`);
}

/** The constructor of the error class of one status. */
export interface HttpErrorClass {
  new (message?: string, options?: HttpErrorOptions): HttpError;
  /** The status of all its errors. */
  readonly status: number;
}

function defineHttpError(status: number, name: string): HttpErrorClass {
  return class extends HttpError {
    static readonly status: number = status;
    override readonly name: string = name;
    constructor(message?: string, options?: HttpErrorOptions) {
      super(status, message, options);
    }
  };
}

/** 400: the request cannot be understood. */
export const BadRequest: HttpErrorClass = defineHttpError(400, "BadRequest");
/**
 * 400: the request has no value under a key that a view asked for with `require()` (Werkzeug's BadRequestKeyError).
 *
 * The client is told the key in debug only: the message that the app's author wants to see says how the app is made.
 */
export class BadRequestKeyError extends BadRequest {
  override readonly name: string = "BadRequestKeyError";
  /** The key that is missing. */
  readonly key: string;

  /** @param key - That is missing. @param message - For the client. */
  constructor(key: string, message?: string) {
    super(message);
    this.key = key;
  }
}

/** 401: the client has to say who it is; `wwwAuthenticate` says how. */
export const Unauthorized: HttpErrorClass = defineHttpError(401, "Unauthorized");
/** 403: the client is known and may not. */
export const Forbidden: HttpErrorClass = defineHttpError(403, "Forbidden");
/** 404: there is nothing at this path. */
export const NotFound: HttpErrorClass = defineHttpError(404, "NotFound");
/** 405: the path exists, with other methods (the `Allow` header names them). */
export const MethodNotAllowed: HttpErrorClass = defineHttpError(405, "MethodNotAllowed");
/** 406: no representation that the client accepts. */
export const NotAcceptable: HttpErrorClass = defineHttpError(406, "NotAcceptable");
/** 408: the request did not arrive in time. */
export const RequestTimeout: HttpErrorClass = defineHttpError(408, "RequestTimeout");
/** 409: the request conflicts with the state of the resource. */
export const Conflict: HttpErrorClass = defineHttpError(409, "Conflict");
/** 410: it was here and will not come back. */
export const Gone: HttpErrorClass = defineHttpError(410, "Gone");
/** 411: a Content-Length is needed. */
export const LengthRequired: HttpErrorClass = defineHttpError(411, "LengthRequired");
/** 412: an If-Match or If-Unmodified-Since does not hold. */
export const PreconditionFailed: HttpErrorClass = defineHttpError(412, "PreconditionFailed");
/** 413: the body is over its limit. */
export const ContentTooLarge: HttpErrorClass = defineHttpError(413, "ContentTooLarge");
/** 414: the request target is over its limit. */
export const UriTooLong: HttpErrorClass = defineHttpError(414, "UriTooLong");
/** 415: the body is of a type, charset or encoding that is not accepted here. */
export const UnsupportedMediaType: HttpErrorClass = defineHttpError(415, "UnsupportedMediaType");
/** 416: no byte of the asked range exists. */
export const RangeNotSatisfiable: HttpErrorClass = defineHttpError(416, "RangeNotSatisfiable");
/** 417: the `Expect` header cannot be met. */
export const ExpectationFailed: HttpErrorClass = defineHttpError(417, "ExpectationFailed");
/** 418: short and stout (RFC 2324). */
export const ImATeapot: HttpErrorClass = defineHttpError(418, "ImATeapot");
/** 421: this server does not answer for that host. */
export const MisdirectedRequest: HttpErrorClass = defineHttpError(421, "MisdirectedRequest");
/** 422: understood, but the values do not validate. */
export const UnprocessableContent: HttpErrorClass = defineHttpError(422, "UnprocessableContent");
/** 423: the resource is locked. */
export const Locked: HttpErrorClass = defineHttpError(423, "Locked");
/** 424: an action this one depends on failed. */
export const FailedDependency: HttpErrorClass = defineHttpError(424, "FailedDependency");
/** 426: the client has to switch protocols. */
export const UpgradeRequired: HttpErrorClass = defineHttpError(426, "UpgradeRequired");
/** 428: the request has to be conditional. */
export const PreconditionRequired: HttpErrorClass = defineHttpError(428, "PreconditionRequired");
/** 429: too many requests; `retryAfter` says when there may be more. */
export const TooManyRequests: HttpErrorClass = defineHttpError(429, "TooManyRequests");
/** 431: the header fields are over their limit. */
export const RequestHeaderFieldsTooLarge: HttpErrorClass = defineHttpError(
  431,
  "RequestHeaderFieldsTooLarge",
);
/** 451: unavailable for legal reasons (RFC 7725). */
export const UnavailableForLegalReasons: HttpErrorClass = defineHttpError(451, "UnavailableForLegalReasons");
/** 500: a fault of the server; `cause` holds the error it was made of. */
export const InternalServerError: HttpErrorClass = defineHttpError(500, "InternalServerError");
/** 501: the method is not known here. */
export const NotImplemented: HttpErrorClass = defineHttpError(501, "NotImplemented");
/** 502: an upstream server answered badly. */
export const BadGateway: HttpErrorClass = defineHttpError(502, "BadGateway");
/** 503: not now; `retryAfter` says when. */
export const ServiceUnavailable: HttpErrorClass = defineHttpError(503, "ServiceUnavailable");
/** 504: an upstream server did not answer in time. */
export const GatewayTimeout: HttpErrorClass = defineHttpError(504, "GatewayTimeout");
/** 505: the HTTP version is not spoken here. */
export const HttpVersionNotSupported: HttpErrorClass = defineHttpError(505, "HttpVersionNotSupported");

/**
 * Stops the request here and answers with an error, or with the given view value.
 *
 * Flask's `abort`: `abort(404)`, `abort(403, "Only the author may edit.")`, `abort(reply("gone", 410))`.
 *
 * @param answer - An error status, or any view value to answer with as it is.
 * @param message - A sentence for the client.
 * @throws HttpError always; MicroError `MICRO_ABORT_STATUS` for a number that is no error status.
 */
export function abort(answer: number | object, message?: string, options?: HttpErrorOptions): never {
  if (typeof answer === "number") throw new HttpError(answer, message, options);
  throw new HttpError(500, message ?? "Aborted with a response.", { ...options, response: answer });
}
