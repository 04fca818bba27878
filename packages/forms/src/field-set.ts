import { isPromise, type Markup, type MaybePromise, MicroError, type Request } from "@micro-web/core";

import { type Attributes, normalizeAttributes, writeAttributes } from "./attributes.ts";
import { ChoiceControl } from "./choice-controls.ts";
import { type Choices, NO_CHOICES } from "./choices.ts";
import type { Control } from "./control.ts";
import type { Field, FieldOptions, FormParts, ListLimits } from "./field.ts";
import type { FormOptions } from "./form-options.ts";
import { codeOf, ENGLISH, fillMessage, type Issue } from "./messages.ts";
import { constraintsOf } from "./schema-constraints.ts";
import { isOptional } from "./schema-shape.ts";
import { SchemaParser } from "./schema-parser.ts";

/** What every field of a form is known by. */
interface CompiledBase {
  /** In the data. */
  readonly key: string;
  readonly label: string | Markup;
  readonly help: string | Markup;
  readonly isRequired: boolean;
  readonly options: FieldOptions;
  readonly field: Field;
  /** For its value alone. */
  readonly parser: SchemaParser;
  /** Whether something has to hold that its schema does not say, here or further in. */
  readonly hasRules: boolean;
}

/** A field that is one element. */
export interface ElementField extends CompiledBase {
  readonly kind: "control";
  readonly control: Control;
  readonly constraints: Attributes;
  /** The constraints as they stand in the tag. */
  readonly written: string;
  /** What can be chosen; `undefined` where that is looked up for each form. */
  readonly choices: Choices | undefined;
  /** Whether what it held before counts: it is disabled, or read-only. */
  readonly isFixed: boolean;
}

/** A field that is a form. */
export interface GroupField extends CompiledBase {
  readonly kind: "group";
  readonly set: FieldSet;
}

/** A field that is a list. */
export interface ListField extends CompiledBase {
  readonly kind: "list";
  readonly item: CompiledField;
  readonly limits: Required<ListLimits>;
}

/** A field of a form, made ready once for all requests. */
export type CompiledField = ElementField | GroupField | ListField;

/** The choices that are looked up for one form. */
export type LoadedChoices = ReadonlyMap<ChoiceControl, Choices>;

/** No choices had to be looked up. */
const NOTHING_LOADED: LoadedChoices = new Map();

const MAX_ITEMS = 100;

/** The fields of a form, made ready once for all requests. */
export class FieldSet {
  readonly fields: readonly CompiledField[];
  readonly options: FormOptions;
  /** For all values together. */
  readonly parser: SchemaParser;
  /** Whether something has to hold that the schema does not say. */
  readonly hasRules: boolean;
  /** Whether files are sent. */
  readonly isMultipart: boolean;
  /** Whether a password is. */
  readonly isSecret: boolean;
  readonly #byKey: ReadonlyMap<string, CompiledField>;
  readonly #lookups: readonly ChoiceControl[];

  /** @param parts - What the form is made of. @throws MicroError `MICRO_FORM_FIELD`, `MICRO_FORM_ATTRIBUTE` */
  constructor({ fields, schema, options }: FormParts) {
    this.fields = Object.entries(fields).map(([key, field]) => compileField(key, field));
    this.options = options;
    this.parser = new SchemaParser(schema);
    this.hasRules = options.clean !== undefined || this.fields.some((field) => field.hasRules);
    this.#byKey = new Map(this.fields.map((field) => [field.key, field]));
    for (const field of this.fields) this.#checkRules(field);
    const controls = this.fields.flatMap(controlsOf);
    this.isMultipart = controls.some((control) => control.isFile);
    this.isSecret = controls.some((control) => control.isSecret);
    this.#lookups = controls.filter(isLookup);
  }

  /** A field by its key in the data. */
  field(key: PropertyKey | undefined): CompiledField | undefined {
    return typeof key === "string" ? this.#byKey.get(key) : undefined;
  }

  /** Looks up the choices that are not the same for all. @param request - `null` without one. */
  loadChoices(request: Request | null): MaybePromise<LoadedChoices> {
    if (this.#lookups.length === 0) return NOTHING_LOADED;
    const loaded = this.#lookups.map((control) => control.loadChoices(request));
    if (!loaded.some(isPromise)) return this.#toMap(loaded as Choices[]); // no promise among them
    return Promise.all(loaded.map(async (choices) => choices)).then((choices) => this.#toMap(choices));
  }

  /** @throws MicroError `MICRO_FORM_FIELD` for a rule about a field that is not there. */
  #checkRules({ key, field: { rules } }: CompiledField): void {
    for (const rule of rules) {
      const other: unknown = "comparesTo" in rule ? rule.comparesTo : key;
      if (typeof other !== "string" || this.#byKey.has(other)) continue;
      throw new MicroError(
        "MICRO_FORM_FIELD",
        `A rule of the field ${JSON.stringify(key)} looks at ${JSON.stringify(other)}, which the form has not.`,
      );
    }
  }

  #toMap(choices: readonly Choices[]): LoadedChoices {
    return new Map(
      this.#lookups.flatMap((control, index) => {
        const found = choices[index];
        return found === undefined ? [] : [[control, found] as const];
      }),
    );
  }

  /** The message of an issue: in the words of the field, of the form, of its language. */
  readonly chooseMessage = (issue: Issue): string | undefined => {
    const code = codeOf(issue);
    const own = this.ownMessage(issue.path ?? [], code);
    if (own !== undefined) return fillMessage(own, issue);
    const { locale } = this.options;
    if (locale === undefined) return fillMessage(ENGLISH[code] ?? "", issue);
    const message = locale.localeError(issue as never); // what zod gave
    return typeof message === "object" ? message?.message : message;
  };

  /** What field or form say of a code themselves; `undefined` for nothing. */
  ownMessage(path: readonly PropertyKey[], code: string): string | undefined {
    const field = this.field(path[0]);
    const inner = field === undefined ? undefined : innerMessage(field, path.slice(1), code);
    return inner ?? this.options.messages?.[code];
  }
}

function innerMessage(field: CompiledField, path: readonly PropertyKey[], code: string): string | undefined {
  if (path.length > 0 && field.kind === "list") return innerMessage(field.item, path.slice(1), code);
  if (path.length > 0 && field.kind === "group") return field.set.ownMessage(path, code);
  return field.options.messages?.[code];
}

function compileField(key: string, field: Field): CompiledField {
  checkKey(key);
  const { schema, options, part, rules } = field;
  const { label = labelOf(key), help = "" } = options;
  const isRequired = !isOptional(schema);
  const base = { key, field, options, label, help, isRequired, parser: new SchemaParser(schema) };
  if (part.kind === "group") {
    const set = new FieldSet(part.form);
    return { ...base, kind: "group", set, hasRules: rules.length > 0 || set.hasRules };
  }
  if (part.kind === "list") {
    const item = compileField("item", { ...part.item, options: { label, ...part.item.options } });
    const limits = { min: 0, max: MAX_ITEMS, extra: 1, canDelete: false, canOrder: false, ...part.limits };
    return { ...base, kind: "list", item, limits, hasRules: rules.length > 0 || item.hasRules };
  }
  const { control } = part;
  const constraints = elementConstraints(field, control, isRequired);
  const written = writeAttributes(constraints);
  return {
    ...base,
    kind: "control",
    control,
    constraints,
    written,
    choices: control instanceof ChoiceControl ? control.choices : NO_CHOICES,
    isFixed: options.disabled === true || options.readOnly === true,
    hasRules: rules.length > 0 || control.hasCheck,
  };
}

function elementConstraints({ schema, options }: Field, control: Control, isRequired: boolean): Attributes {
  const { placeholder, autocomplete, disabled, readOnly, attributes = {} } = options;
  const required = isRequired && control.writesRequired ? true : undefined;
  return normalizeAttributes({
    ...control.constraints,
    ...constraintsOf(schema, control.type),
    ...control.constraints,
    placeholder,
    autocomplete,
    readonly: readOnly,
    disabled,
    required,
    ...attributes,
  });
}

/** @throws MicroError `MICRO_FORM_FIELD` */
function checkKey(key: string): void {
  if (key !== "" && key !== "__proto__") return;
  throw new MicroError(
    "MICRO_FORM_FIELD",
    `A form has a field named ${JSON.stringify(key)}. Give it another name.`,
  );
}

/** "First name" of `first_name` and `firstName` (Django's `pretty_name`). */
function labelOf(key: string): string {
  const words = key
    .replaceAll(/([a-z\d])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)
    .replaceAll(/[_-]+/g, " ")
    .trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function controlsOf(field: CompiledField): readonly Control[] {
  if (field.kind === "control") return [field.control];
  return field.kind === "group" ? field.set.fields.flatMap(controlsOf) : controlsOf(field.item);
}

function isLookup(control: Control): control is ChoiceControl {
  return control instanceof ChoiceControl && control.choices === undefined;
}
