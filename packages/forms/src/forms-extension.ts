import { type AppSetup, type Extension, Markup } from "@micro-web/core";
import {
  type CsrfConfig,
  csrfConfig,
  type CsrfOptions,
  type CsrfProperties,
  type CsrfProtection,
  setupCsrf,
} from "@micro-web/security";

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
      if (protection === undefined) addEmptyTag(setup);
      setup.addRequestProperty(SETTINGS_PROPERTY, () => settings);
      return { csrf: protection };
    },
  };
}

/** Templates that have `{% csrf_token %}` work in an app without protection, too. */
function addEmptyTag({ templates }: AppSetup<CsrfProperties>): void {
  templates.addGlobal("csrf_input", () => new Markup(""));
  templates.addTag("csrf_token", "csrf_input");
}
