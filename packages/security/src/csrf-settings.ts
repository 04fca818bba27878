import type { Schema, SchemaIssue } from "@micro-web/core";
import { isOrigin } from "./request-origin.ts";

/** What an app's configuration says of CSRF. */
export interface CsrfConfig {
  /** Whether requests are checked at all; off in tests of what is behind the check. @default true */
  readonly CSRF_ENABLED: boolean;
  /** Whether every view is checked; otherwise those that call `protect()`. @default true */
  readonly CSRF_CHECK_DEFAULT: boolean;
  /** Seconds for which a token is valid; `null` for as long as the session. @default 3600 */
  readonly CSRF_TIME_LIMIT: number | null;
  /** Origins besides the app's own that may send requests: "https://example.org", "https://*.example.org". @default none */
  readonly CSRF_TRUSTED_ORIGINS: readonly string[];
}

const HOUR = 3600;

/** Checks the keys of {@link CsrfConfig} and fills them in; for extensions that set CSRF protection up themselves. */
export const csrfConfig: Schema<CsrfConfig> = {
  "~standard": {
    version: 1,
    vendor: "micro",
    validate: (config) => {
      const values = readConfig(config as Readonly<Record<string, unknown>>); // an app's configuration is an object
      const issues = listIssues(values);
      return issues.length > 0 ? { issues } : { value: values };
    },
  },
};

function readConfig(config: Readonly<Record<string, unknown>>): CsrfConfig {
  const {
    CSRF_ENABLED = true,
    CSRF_CHECK_DEFAULT = true,
    CSRF_TIME_LIMIT = HOUR,
    CSRF_TRUSTED_ORIGINS: origins = [],
  } = config;
  return {
    CSRF_ENABLED,
    CSRF_CHECK_DEFAULT,
    CSRF_TIME_LIMIT,
    // From the environment it comes as one text.
    CSRF_TRUSTED_ORIGINS: typeof origins === "string" ? origins.split(/[\s,]+/).filter(Boolean) : origins,
  } as CsrfConfig; // if there are no issues
}

function listIssues({
  CSRF_ENABLED,
  CSRF_CHECK_DEFAULT,
  CSRF_TIME_LIMIT,
  CSRF_TRUSTED_ORIGINS,
}: CsrfConfig): SchemaIssue[] {
  const isLimit = CSRF_TIME_LIMIT === null || (typeof CSRF_TIME_LIMIT === "number" && CSRF_TIME_LIMIT > 0);
  const checks: readonly (readonly [keyof CsrfConfig, boolean, string])[] = [
    ["CSRF_ENABLED", typeof CSRF_ENABLED === "boolean", "Give it true or false."],
    ["CSRF_CHECK_DEFAULT", typeof CSRF_CHECK_DEFAULT === "boolean", "Give it true or false."],
    ["CSRF_TIME_LIMIT", isLimit, "Give it a number of seconds, or null for as long as the session."],
    [
      "CSRF_TRUSTED_ORIGINS",
      Array.isArray(CSRF_TRUSTED_ORIGINS) &&
        CSRF_TRUSTED_ORIGINS.every((origin) => typeof origin === "string" && isOrigin(origin)),
      'Give it a list of origins, each of scheme and host: "https://example.org", "https://*.example.org".',
    ],
  ];
  return checks.filter(([, isGood]) => !isGood).map(([key, , message]) => ({ path: [key], message }));
}
