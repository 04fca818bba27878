import { type Extension, Markup, type Request } from "@micro-web/core";
import {
  type CsrfConfig,
  csrfConfig,
  type CsrfOptions,
  type CsrfProperties,
  type CsrfProtection,
  setupCsrf,
} from "@micro-web/security";

import { csrfInputOf } from "./csrf-input.ts";
import { SETTINGS_PROPERTY } from "./form-settings.ts";
import type { FormSettings } from "./form-state.ts";

/** What {@link forms} takes. */
export interface FormsOptions extends FormSettings {
  /** How unsafe requests are protected from forgery; `false` leaves that to the app. @default on */
  readonly csrf?: CsrfOptions | false;
}

/** The API of {@link forms}. */
export interface FormsApi {
  /** What protects from forged requests; `undefined` when the app has none. */
  readonly csrf: CsrfProtection | undefined;
}

/**
 * Forms for an app: protection from forged requests, unless it has it already, `{% csrf_token %}` in its templates, and
 * the templates that write forms.
 *
 * @example
 * export const app = new Micro(import.meta).register(forms({ rowTemplate: "forms/row.html" }));
 */
export function forms(options: FormsOptions = {}): Extension<FormsApi, CsrfConfig, CsrfProperties> {
  return {
    name: "forms",
    after: ["csrf"],
    config: csrfConfig,
    setup(setup, config) {
      const { csrf = {}, ...settings } = options;
      const found = setup.extension("csrf") as CsrfProtection | undefined; // its API
      const protection = found ?? (csrf === false ? undefined : setupCsrf(setup, config, csrf));
      const inputOf = (request: Request) => (): Markup => new Markup(csrfInputOf(request));
      // What is rendered without a request, a mail, has no token.
      setup.templates.addGlobal("csrf_input", () => new Markup(""));
      setup.templates.addContextProcessor((request) => ({ csrf_input: inputOf(request) }), {
        importedNames: ["csrf_input"],
      });
      setup.templates.addTag("csrf_token", "csrf_input");
      setup.addRequestProperty(SETTINGS_PROPERTY, () => settings);
      return { csrf: protection };
    },
  };
}
