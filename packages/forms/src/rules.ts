import { z } from "zod";

import type { Rule } from "./field.ts";

/** A rule that looks at another field of the same form, which has to have one of that name. */
export interface ComparingRule extends Rule<unknown> {
  /** The name of the other field. */
  readonly comparesTo: string;
}

/**
 * The same as in another field (WTForms' `EqualTo`); a form without that field is not defined.
 *
 * @example
 * password({ rules: [equalTo("password", "The passwords are not the same.")] });
 */
export function equalTo(field: string, message: string = `This is not the same as ${field}.`): ComparingRule {
  const rule: Rule<unknown> = (value, { data }) =>
    field in data && data[field] !== value ? message : undefined;
  return Object.assign(rule, { comparesTo: field });
}

/** One of some values (WTForms' `AnyOf`). */
export function anyOf<Value>(values: readonly Value[], message?: string): Rule<Value> {
  return (value) => (values.includes(value) ? undefined : (message ?? `Give one of ${values.join(", ")}.`));
}

/** None of some values (WTForms' `NoneOf`). */
export function noneOf<Value>(
  values: readonly Value[],
  message: string = "This cannot be used.",
): Rule<Value> {
  return (value) => (values.includes(value) ? message : undefined);
}

/** An IP address (WTForms' `IPAddress`). @param options - Which versions. */
export function ipAddress({
  v4 = true,
  v6 = false,
  message = "Enter an IP address.",
}: { v4?: boolean; v6?: boolean; message?: string } = {}): Rule<string> {
  const schemas = [...(v4 ? [z.ipv4()] : []), ...(v6 ? [z.ipv6()] : [])];
  return (value) => (schemas.some((schema) => schema.safeParse(value).success) ? undefined : message);
}

/** A MAC address (WTForms' `MacAddress`). */
export function macAddress(message: string = "Enter a MAC address."): Rule<string> {
  return (value) => (/^(?:[\da-f]{2}:){5}[\da-f]{2}$/i.test(value) ? undefined : message);
}

/** A UUID (WTForms' `UUID`). */
export function uuid(message: string = "Enter a UUID."): Rule<string> {
  return (value) => (z.guid().safeParse(value).success ? undefined : message);
}
