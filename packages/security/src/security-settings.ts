import type { Schema, SchemaIssue } from "@micro-web/core";

/** What an app's configuration says of its security. */
export interface SecurityConfig {
  /** Seconds for which browsers stay with https; 0 for no HSTS. @default 31536000 */
  readonly SECURITY_HSTS_SECONDS: number;
  /** Whether requests over http are redirected to https, outside of debug. @default false */
  readonly SECURITY_HTTPS_REDIRECT: boolean;
  /** Whether SESSION_COOKIE_SECURE is on. @default where NODE_ENV is production, and neither DEBUG nor TESTING is on */
  readonly SECURITY_SECURE_COOKIES: boolean;
}

/** What {@link securityConfig} makes of a configuration. */
interface AppliedConfig extends SecurityConfig {
  readonly SESSION_COOKIE_SECURE?: true;
}

const YEAR = 31_536_000;

/** Checks the keys of {@link SecurityConfig}, fills them in, and has the session cookie sent over https alone. */
export const securityConfig: Schema<SecurityConfig> = {
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

function readConfig(config: Readonly<Record<string, unknown>>): AppliedConfig {
  const {
    SECURITY_HSTS_SECONDS = YEAR,
    SECURITY_HTTPS_REDIRECT = false,
    SECURITY_SECURE_COOKIES = config["DEBUG"] !== true && config["TESTING"] !== true && isProduction(),
  } = config;
  return {
    SECURITY_HSTS_SECONDS,
    SECURITY_HTTPS_REDIRECT,
    SECURITY_SECURE_COOKIES,
    ...(SECURITY_SECURE_COOKIES === true ? { SESSION_COOKIE_SECURE: true } : {}),
  } as AppliedConfig; // if there are no issues
}

function listIssues(config: SecurityConfig): SchemaIssue[] {
  const { SECURITY_HSTS_SECONDS: seconds } = config;
  const issues: SchemaIssue[] = [];
  if (typeof seconds !== "number" || !Number.isInteger(seconds) || seconds < 0)
    issues.push({
      path: ["SECURITY_HSTS_SECONDS"],
      message: "Give it a whole number of seconds, 0 for none.",
    });
  for (const key of ["SECURITY_HTTPS_REDIRECT", "SECURITY_SECURE_COOKIES"] as const)
    if (typeof config[key] !== "boolean") issues.push({ path: [key], message: "Give it true or false." });
  return issues;
}

function isProduction(): boolean {
  return process.env["NODE_ENV"] === "production";
}
