import type { Schema, SchemaIssue } from "@micro-web/core";

/** The configuration of {@link login}, with Flask-Login's names. */
export interface LoginConfig {
  /** Signs remember-me cookies and links; set before the extension. @default null */
  readonly SECRET_KEY: string | null;
  /** Older secrets, whose signatures still count. @default [] */
  readonly SECRET_KEY_FALLBACKS: readonly string[];
  /** The remember-me cookie. @default "remember_token" */
  readonly REMEMBER_COOKIE_NAME: string;
  /** Seconds for which a visitor is remembered. @default 31536000 (365 days) */
  readonly REMEMBER_COOKIE_DURATION: number;
  /** Its domain; `null` is this host only. @default null */
  readonly REMEMBER_COOKIE_DOMAIN: string | null;
  /** Its path. @default "/" */
  readonly REMEMBER_COOKIE_PATH: string;
  /** Whether it is sent over https only; `null` is as SESSION_COOKIE_SECURE. @default null */
  readonly REMEMBER_COOKIE_SECURE: boolean | null;
  /** Whether it is hidden from scripts. @default true */
  readonly REMEMBER_COOKIE_HTTPONLY: boolean;
  /** Whether other sites' requests carry it. @default "lax" */
  readonly REMEMBER_COOKIE_SAMESITE: "lax" | "strict" | "none";
  /** Whether a visit that it begins prolongs it. @default false */
  readonly REMEMBER_COOKIE_REFRESH_EACH_REQUEST: boolean;
  /** What REMEMBER_COOKIE_SECURE falls back to. @default false */
  readonly SESSION_COOKIE_SECURE: boolean;
}

const DEFAULTS: LoginConfig = {
  SECRET_KEY: null,
  SECRET_KEY_FALLBACKS: [],
  REMEMBER_COOKIE_NAME: "remember_token",
  REMEMBER_COOKIE_DURATION: 365 * 24 * 3600,
  REMEMBER_COOKIE_DOMAIN: null,
  REMEMBER_COOKIE_PATH: "/",
  REMEMBER_COOKIE_SECURE: null,
  REMEMBER_COOKIE_HTTPONLY: true,
  REMEMBER_COOKIE_SAMESITE: "lax",
  REMEMBER_COOKIE_REFRESH_EACH_REQUEST: false,
  SESSION_COOKIE_SECURE: false,
};

const isText = (value: unknown): boolean => typeof value === "string" && value !== "";
const isBoolean = (value: unknown): boolean => typeof value === "boolean";

/** What each key has to be, as the error says it. */
const RULES: Readonly<Record<string, readonly [isValid: (value: unknown) => boolean, expected: string]>> = {
  REMEMBER_COOKIE_NAME: [isText, "a name"],
  REMEMBER_COOKIE_DURATION: [
    (value) => typeof value === "number" && Number.isFinite(value) && value > 0,
    "seconds",
  ],
  REMEMBER_COOKIE_DOMAIN: [(value) => value === null || isText(value), "a domain or null"],
  REMEMBER_COOKIE_PATH: [(value) => isText(value) && String(value).startsWith("/"), "a path"],
  REMEMBER_COOKIE_SECURE: [(value) => value === null || isBoolean(value), "true, false or null"],
  REMEMBER_COOKIE_HTTPONLY: [isBoolean, "true or false"],
  REMEMBER_COOKIE_SAMESITE: [
    (value) => ["lax", "strict", "none"].includes(String(value).toLowerCase()),
    '"lax", "strict" or "none"',
  ],
  REMEMBER_COOKIE_REFRESH_EACH_REQUEST: [isBoolean, "true or false"],
};

/** Checks the keys of {@link LoginConfig}. */
export const loginConfigSchema: Schema<LoginConfig> = {
  "~standard": {
    version: 1,
    vendor: "@micro-web/login",
    validate: (config) => {
      const given = config as Readonly<Record<string, unknown>>; // the configuration of an app
      const value: Record<string, unknown> = { ...DEFAULTS };
      for (const key of Object.keys(DEFAULTS)) if (given[key] !== undefined) value[key] = given[key];
      const issues = findIssues(value);
      if (issues.length > 0) return { issues };
      value["REMEMBER_COOKIE_SAMESITE"] = String(value["REMEMBER_COOKIE_SAMESITE"]).toLowerCase();
      return { value: value as unknown as LoginConfig }; // each key has been looked at
    },
  },
};

function findIssues(config: Readonly<Record<string, unknown>>): SchemaIssue[] {
  return Object.entries(RULES)
    .filter(([key, [isValid]]) => !isValid(config[key]))
    .map(([key, [, expected]]) => ({
      path: [key],
      message: `has to be ${expected}, not ${JSON.stringify(config[key])}`,
    }));
}
