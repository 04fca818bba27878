import type { Request } from "@micro-web/core";

import type { FormSettings } from "./form-state.ts";

/** The name of the property of requests by which forms find the settings of their app. */
export const SETTINGS_PROPERTY = "formSettings";

const NO_SETTINGS: FormSettings = {};

/** How the forms of an app are written. @param request - `null` without one */
export function settingsOf(request: Request | null): FormSettings {
  const settings: unknown = request === null ? undefined : Reflect.get(request, SETTINGS_PROPERTY);
  return typeof settings === "object" && settings !== null ? settings : NO_SETTINGS;
}
