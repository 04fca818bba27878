import {
  type AppSetup,
  type Extension,
  MicroError,
  markup,
  type Markup,
  type Request,
} from "@micro-web/core";
import { type CsrfOptions, CsrfProtection } from "./csrf-protection.ts";
import { type CsrfConfig, csrfConfig } from "./csrf-settings.ts";

/** What CSRF protection adds to requests. */
export interface CsrfProperties {
  /**
   * A token for a form or a script, another one each time; see {@link CsrfProtection.token}.
   *
   * @throws MicroError `MICRO_SESSION_NO_SECRET` when no SECRET_KEY is set.
   */
  readonly csrfToken: () => string;
  /** The name of the form field that brings the token back. */
  readonly csrfField: string;
}

/**
 * Protects every view for unsafe methods (all but GET, HEAD, OPTIONS and TRACE), whatever the Content-Type, from requests
 * that pages of other sites make in a visitor's name. Adds `request.csrfToken()`, and to the templates `csrf_token()`,
 * `csrf_meta_tag()` and Django's `{% csrf_token %}`, the hidden field.
 *
 * A view is exempt by `meta: { csrf: false }`; with `meta: { csrf: "header" }` it takes the token from a header alone, so
 * that its body is not read before.
 *
 * @example
 * export const app = new Micro(import.meta).register(csrf());
 * app.get("/new", ({ csrfToken }) => `<form method="post"><input type="hidden" name="csrf_token" value="${csrfToken()}">...`);
 */
export function csrf(options: CsrfOptions = {}): Extension<CsrfProtection, CsrfConfig, CsrfProperties> {
  return { name: "csrf", config: csrfConfig, setup: (setup, config) => setupCsrf(setup, config, options) };
}

/**
 * What {@link csrf} does, for extensions that bring it along.
 *
 * @param setup - Of the other extension. @param config - The output of {@link csrfConfig}.
 * @example
 * setup(setup, config) {
 *   const protection = setup.extension("csrf") ?? setupCsrf(setup, config);
 * }
 */
export function setupCsrf(
  setup: AppSetup<CsrfProperties>,
  config: CsrfConfig,
  options: CsrfOptions = {},
): CsrfProtection {
  const protection = new CsrfProtection(options, config);
  const tokenOf = (request: Request) => () => protection.token(request);
  const metaTagOf = (request: Request) => () => metaTag(protection.token(request));
  setup.addRequestProperty("csrfToken", tokenOf);
  setup.addRequestProperty("csrfField", () => protection.fieldName);
  setup.ownFormField(protection.fieldName);
  const inputOf = (request: Request) => () => hiddenField(protection.fieldName, protection.token(request));
  setup.templates.addContextProcessor(
    (request) => ({
      csrf_token: tokenOf(request),
      csrf_meta_tag: metaTagOf(request),
      csrf_input: inputOf(request),
    }),
    { importedNames: ["csrf_token", "csrf_meta_tag", "csrf_input"] },
  );
  setup.templates.addGlobal("csrf_input", () => markup``); // what is rendered without a request, a mail, has no token
  setup.templates.addTag("csrf_token", "csrf_input");
  if (config.CSRF_CHECK_DEFAULT) {
    setup.beforeRequest(function protectFromForgery(request) {
      return request.endpoint === "" ? undefined : protection.protect(request, { appliesExemptions: true });
    });
  }
  setup.afterRequest(function endOldTokens(request) {
    protection.endOldTokens(request);
  });
  checkNames(setup, options.exempt ?? []);
  return protection;
}

function hiddenField(name: string, token: string): Markup {
  return markup`<input type="hidden" name="${name}" value="${token}">`;
}

function metaTag(token: string): Markup {
  return markup`<meta name="csrf-token" content="${token}">`;
}

/** A name that nothing has would leave a view protected that was not to be. */
function checkNames(setup: AppSetup<CsrfProperties>, names: readonly string[]): void {
  if (names.length === 0) return;
  const unknown = new Set(names);
  setup.onRoute(({ endpoint, blueprint }) => {
    unknown.delete(endpoint);
    for (let name = blueprint; name !== ""; name = name.slice(0, Math.max(0, name.lastIndexOf(".")))) {
      unknown.delete(name);
    }
  });
  setup.onStart(() => {
    const [name] = unknown;
    if (name === undefined) return;
    throw new MicroError(
      "MICRO_CSRF_EXEMPT",
      `csrf({ exempt }) names ${JSON.stringify(name)}, and no blueprint or endpoint has this name. \`micro routes\` lists them.`,
    );
  });
}
