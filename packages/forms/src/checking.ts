import { isPromise, type MaybePromise, type Request } from "@micro-web/core";

import { choicesOf, toValues, type Values } from "./decoding.ts";
import type { FormError } from "./error-list.ts";
import type { StoredRule } from "./field.ts";
import type { CompiledField, FieldSet, LoadedChoices } from "./field-set.ts";
import type { CleanContext, Faults } from "./form-options.ts";
import type { Fault, Parsed } from "./schema-parser.ts";

/** What values are checked with besides the schema. */
export interface CheckContext {
  readonly request: Request | null;
  readonly choices: LoadedChoices;
}

/**
 * Checks the values of a form: the schema, then the rules of each field that fits it, then `clean` if all is well.
 *
 * @param values - Of a submitted form, or JSON.
 */
export function checkForm(set: FieldSet, values: unknown, context: CheckContext): MaybePromise<Parsed> {
  const parsed = set.parser.parse(values, set.chooseMessage);
  if (!set.hasRules) return parsed;
  return isPromise(parsed)
    ? parsed.then((later) => checkRules(set, { values, parsed: later }, context))
    : checkRules(set, { values, parsed }, context);
}

async function checkRules(
  set: FieldSet,
  { values, parsed }: { readonly values: unknown; readonly parsed: Parsed },
  context: CheckContext,
): Promise<Parsed> {
  const known = parsed.faults ?? [];
  const found = await findFaults(set, { sent: toValues(values), parsed: validOf(parsed), known }, context);
  return known.length + found.length === 0 ? parsed : { faults: [...known, ...found] };
}

function validOf(parsed: Parsed): Values | undefined {
  return parsed.faults === null ? toValues(parsed.value) : undefined;
}

/** The values of a form or of a part of it, and what is wrong with them by the schema. */
interface Checked {
  /** Before the schema. */
  readonly sent: Values;
  /** What the schema made of them; `undefined` when something is wrong. */
  readonly parsed: Values | undefined;
  readonly known: readonly Fault[];
}

/** What is wrong with the values of a form that its schema has not found. */
export async function findFaults(
  set: FieldSet,
  checked: Checked,
  context: CheckContext,
): Promise<readonly Fault[]> {
  const { sent, known } = checked;
  const valid = checked.parsed ?? (await parseValid(set, sent, known));
  const found: Fault[] = [];
  for (const field of set.fields) {
    if (!field.hasRules) continue;
    const { key } = field;
    const part = { sent: sent[key], valid, known: faultsBelow(known, key) };
    found.push(...below(key, await fieldFaults(field, part, context)));
  }
  if (known.length + found.length > 0 || set.options.clean === undefined) return found;
  return toFaults(
    await set.options.clean(valid as never, { request: context.request } satisfies CleanContext),
  ); // it fits the schema
}

/** The values that fit the schemas of their own fields. */
async function parseValid(set: FieldSet, sent: Values, known: readonly Fault[]): Promise<Values> {
  const wrong = new Set(known.map(({ path }) => path[0]));
  const valid: Record<string, unknown> = {};
  for (const { key, parser } of set.fields) {
    if (wrong.has(key)) continue;
    const parsed = await parser.parse(sent[key], set.chooseMessage);
    if (parsed.faults === null) valid[key] = parsed.value;
  }
  return valid;
}

/** A field of a form that is being checked. */
interface CheckedField {
  readonly sent: unknown;
  /** The values of its form that are valid. */
  readonly valid: Values;
  /** What is wrong with the field by the schema. */
  readonly known: readonly Fault[];
}

async function fieldFaults(
  field: CompiledField,
  part: CheckedField,
  context: CheckContext,
): Promise<readonly Fault[]> {
  const { valid, known, sent } = part;
  const value = valid[field.key];
  if (known.length === 0) {
    if (value === undefined) return [];
    const own = await ownFaults(field, { value, data: valid }, context);
    if (own.length > 0) return own;
  }
  if (field.kind === "group") {
    const parsed = known.length === 0 ? toValues(value) : undefined;
    return findFaults(field.set, { sent: toValues(sent), parsed, known }, context);
  }
  return field.kind === "list" ? itemFaults(field.item, { value, sent, known }, context) : [];
}

async function itemFaults(
  item: CompiledField,
  {
    value,
    sent,
    known,
  }: { readonly value: unknown; readonly sent: unknown; readonly known: readonly Fault[] },
  context: CheckContext,
): Promise<readonly Fault[]> {
  if (!item.hasRules) return [];
  const items: readonly unknown[] = Array.isArray(sent) ? sent : [];
  const values: readonly unknown[] | undefined = Array.isArray(value) ? value : undefined;
  const found: Fault[] = [];
  for (const [index, one] of items.entries()) {
    const wrong = faultsBelow(known, index);
    const valid = wrong.length === 0 ? { item: values?.[index] ?? one } : {};
    found.push(...below(index, await fieldFaults(item, { sent: one, valid, known: wrong }, context)));
  }
  return found;
}

/** What the control and the rules of a field say of a value. */
async function ownFaults(
  field: CompiledField,
  { value, data }: { readonly value: unknown; readonly data: Values },
  context: CheckContext,
): Promise<readonly Fault[]> {
  if (field.kind === "control" && field.control.hasCheck) {
    const choices = choicesOf(field, context.choices);
    const errors = await field.control.check(value, { choices, request: context.request });
    if (errors.length > 0) return errors.map((error) => withPath(ownWords(field, error)));
  }
  for (const rule of field.field.rules) {
    const message = await askRule(rule, value, { data, request: context.request });
    if (typeof message === "string") return [{ path: [], message, code: "invalid" }];
  }
  return [];
}

function askRule(rule: StoredRule, value: unknown, context: Parameters<StoredRule>[1]): unknown {
  return rule(value as never, context); // it has passed the schema that the rule is for
}

function ownWords({ options }: CompiledField, { message, code }: FormError): FormError {
  return { message: options.messages?.[code] ?? message, code };
}

function withPath(error: FormError): Fault {
  return { ...error, path: [] };
}

function faultsBelow(faults: readonly Fault[], key: PropertyKey): readonly Fault[] {
  return faults.flatMap((fault) => (fault.path[0] === key ? [{ ...fault, path: fault.path.slice(1) }] : []));
}

function below(key: PropertyKey, faults: readonly Fault[]): readonly Fault[] {
  return faults.map((fault) => ({ ...fault, path: [key, ...fault.path] }));
}

/** What `clean` has found, field by field. */
function toFaults(found: Faults | null | undefined | void): readonly Fault[] {
  if (found === undefined || found === null) return [];
  if (typeof found === "string" || isList(found)) return faultsAt([], found);
  return Object.entries(found).flatMap(([key, messages]) => faultsAt([key], messages));
}

function faultsAt(path: readonly PropertyKey[], messages: string | readonly string[] = []): readonly Fault[] {
  return (isList(messages) ? messages : [messages]).map((message) => ({ path, message, code: "invalid" }));
}

function isList(value: unknown): value is readonly string[] {
  return Array.isArray(value);
}
