/**
 * Every mistake an app's author can make that Micro detects, with the sentence `docs/errors.md` opens with.
 *
 * A code is stable: search the documentation, or the web, for it.
 */
export const ERROR_CODES = {
  MICRO_ABORT_STATUS: "abort() was called with a number that is not an HTTP error status.",
  MICRO_APP_FROZEN: "Something was registered after the app had begun to serve requests.",
  MICRO_BLUEPRINT_CYCLE: "A blueprint was mounted into itself.",
  MICRO_BLUEPRINT_DUPLICATE: "Two blueprints were mounted under one name.",
  MICRO_BLUEPRINT_NAME: "A blueprint has a name that cannot be used in endpoint names.",
  MICRO_BODY_CONSUMED: "The body of the request was read twice in ways that exclude each other.",
  MICRO_COMMAND_DUPLICATE: "Two extensions add a command of the same name.",
  MICRO_COMMAND_INVALID: "A command has a name or parameters that cannot be used.",
  MICRO_CONFIG_FILE: "A configuration file is missing or is not valid JSON.",
  MICRO_CONFIG_INVALID: "The configuration has a value that does not fit.",
  MICRO_CONVERTER_ARGUMENT: "A converter in a path was given arguments it does not take.",
  MICRO_CONVERTER_INVALID: "A converter of the app's own has a pattern that cannot be used.",
  MICRO_CONVERTER_UNKNOWN: "A path names a converter that is not registered.",
  MICRO_COOKIE_INVALID: "A cookie was set with a name or attribute that the cookie grammar forbids.",
  MICRO_CSRF_EXEMPT: "CSRF protection was told to exempt something that is not there.",
  MICRO_DATABASE_CLOSED: "A database was used before its app had started, or after it was closed.",
  MICRO_DATABASE_DRIVER: "The driver of the database is not installed.",
  MICRO_DATABASE_MISSING: "A database was used in an app that does not have it.",
  MICRO_DATABASE_URL: "A DATABASE_URL names no database.",
  MICRO_DEBUG_PRODUCTION: "Debug is on in production.",
  MICRO_ENDPOINT_DUPLICATE: "Two different views were registered under one endpoint name.",
  MICRO_ENDPOINT_NAME: "An endpoint has an empty name, or one of a blueprint has a dot in it.",
  MICRO_ERROR_HANDLER_TARGET: "onError() was given something that is neither a status nor an error class.",
  MICRO_EXTENSION_CYCLE: "Extensions require each other.",
  MICRO_EXTENSION_DUPLICATE: "An extension was registered twice on one app.",
  MICRO_EXTENSION_INVALID: "app.use() was given something that is not an extension.",
  MICRO_EXTENSION_MISSING: "An extension requires another one that is not registered.",
  MICRO_EXTENSION_SCOPE: "An extension of a blueprint would change the whole app.",
  MICRO_FORM_ATTRIBUTE: "An HTML attribute of a form's field has a name that HTML forbids.",
  MICRO_FORM_ENCTYPE: "A file was asked for in a form that was sent without files.",
  MICRO_FORM_FIELD: "A form has a field that it cannot have, or was asked for one that it has not.",
  MICRO_FORM_INVALID: "The values of a form were asked for that is not valid.",
  MICRO_FORM_TEMPLATE: "The template of a form could not be rendered.",
  MICRO_HEADER_INVALID: "A response header has a name or value that HTTP forbids.",
  MICRO_HEALTH_DUPLICATE: "Two health checks have the same name.",
  MICRO_HOOK_INVALID: "A hook or view is not a function.",
  MICRO_LOGIN_CREDENTIALS: "A password was to be checked, and nothing says how.",
  MICRO_LOGIN_MISSING: "A login was asked about a request of an app without it.",
  MICRO_LOGIN_ORDER: "The user of a request was read before it was loaded.",
  MICRO_LOGIN_PACKAGE: "A password needs a package that is not installed.",
  MICRO_LOGIN_REMEMBER: "A user was to be remembered where nothing could end that.",
  MICRO_LOGIN_USER: "A user has no id that a session could keep.",
  MICRO_MIGRATION_FAILED: "A migration failed, or has no way back.",
  MICRO_MIGRATION_INVALID: "A file of migrations holds none, or one for another database.",
  MICRO_MIGRATION_PENDING: "A migration was asked for while the database lacks earlier ones.",
  MICRO_MIGRATION_UNKNOWN: "There is no migration of a name.",
  MICRO_MODEL_INVALID: "A model would not keep what it is given.",
  MICRO_MOUNT_INVALID: "Something was mounted as an app that is none, or that cannot be served here.",
  MICRO_NEXT_TWICE: "A middleware called next() a second time.",
  MICRO_NO_APP_CONTEXT: "The current app was asked for where there is none.",
  MICRO_NO_REQUEST_CONTEXT: "The current request was asked for where there is none.",
  MICRO_PATH_SYNTAX: "A path is not written in Flask's syntax.",
  MICRO_REDIRECT_INVALID: "redirect() was given a status or a location that cannot redirect.",
  MICRO_REQUEST_PROPERTY: "An extension adds a property to requests that is there already.",
  MICRO_RESPONSE_INVALID: "A view returned a value that does not fit the returns schema of its route.",
  MICRO_ROUTE_DUPLICATE: "Two routes have the same path and share a method.",
  MICRO_ROUTE_HOST: "A route was given a host or subdomain that the app does not look at.",
  MICRO_ROUTE_METHOD: "A route was registered with a method name that HTTP does not allow.",
  MICRO_SCHEMA_ASYNC: "A schema that must answer at once returned a promise.",
  MICRO_SCHEMA_INVALID: "A route option is not a schema.",
  MICRO_SECRET_EMPTY: "A signer was given no secret, or an empty one.",
  MICRO_SECURITY_OPTION: "A guard was given an option that cannot be kept.",
  MICRO_SESSION_NO_SECRET: "The session was changed but no SECRET_KEY is set.",
  MICRO_SESSION_TOO_LARGE: "The session does not fit into a cookie.",
  MICRO_SESSION_UNAVAILABLE: "The session was changed but could not be opened.",
  MICRO_SQL_TEXT: "sql() was called with a text in place of a template literal.",
  MICRO_STATUS_INVALID: "A response was given a status outside 200 to 599.",
  MICRO_TEMPLATE_ENGINE: "No template engine is registered for a template.",
  MICRO_TEMPLATE_ERROR: "A template could not be compiled or rendered.",
  MICRO_TEMPLATE_NOT_FOUND: "A template does not exist in any template folder.",
  MICRO_TEST_JSON: "A test read a response as JSON that is none.",
  MICRO_TEST_REDIRECTS: "The redirects that a test client followed do not end.",
  MICRO_TEST_REQUEST: "preprocessRequest() was given a request that no test made.",
  MICRO_TEST_SESSION: "A test client cannot open or keep a session.",
  MICRO_URL_BUILD: "A URL could not be built for an endpoint.",
  MICRO_URL_OPTIONS: "A URL was asked for with options that do not go together.",
  MICRO_URL_SERVER_NAME: "A URL with a host was asked for where no host is known.",
  MICRO_VIEW_MISSING: "A rule has no view under its endpoint's name.",
  MICRO_VIEW_RESULT: "A view returned a value that is not a response.",
  MICRO_VIEW_RETURNED_NOTHING: "A view returned nothing.",
} as const;

/** The stable name of a programmer error. */
export type ErrorCode = keyof typeof ERROR_CODES;

/**
 * A mistake in the app's own code: its message says what is wrong, where, and what to do.
 *
 * Never shown to an HTTP client, who gets a bare 500.
 *
 * @example
 * try { app.get("/users/:id", show); } catch (error) {
 *   if (error instanceof MicroError) console.error(error.code); // MICRO_PATH_SYNTAX
 * }
 */
export class MicroError extends Error {
  override readonly name: string = "MicroError";
  /** The stable code, a heading of `docs/errors.md`. */
  readonly code: ErrorCode;

  /**
   * @param code - One of {@link ERROR_CODES}.
   * @param message - What is wrong, where, and what to do, a sentence each.
   * @param options - `cause`: the error underneath.
   */
  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(`${message} [${code}]`, options);
    this.code = code;
  }
}
