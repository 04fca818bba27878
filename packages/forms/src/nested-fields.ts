import { z } from "zod";

import {
  createField,
  type DataOf,
  type Field,
  type Fields,
  type FieldOptions,
  type FormParts,
  type GroupOf,
  type ItemsOf,
  type ListLimits,
  type ListOf,
} from "./field.ts";
import { isZod } from "./schema-parser.ts";

/**
 * A form in the form (WTForms' `FormField`): its fields are named "address-street".
 *
 * @example
 * const AddressForm = defineForm({ street: text(), city: text() });
 * const OrderForm = defineForm({ address: group(AddressForm) });
 */
export function group<F extends Fields>(
  form: GroupForm<F>,
  options: FieldOptions<DataOf<F>> = {},
): GroupOf<F> {
  const { schema } = form.parts;
  const field = createField({
    schema: toZod<DataOf<F>>(schema),
    options,
    part: { kind: "group", form: form.parts },
  });
  return { ...field, fields: form.parts.fields };
}

/** A form that was defined, as a form around it sees it. */
export interface GroupForm<F extends Fields> {
  readonly parts: FormParts<F>;
}

/** What a list may be told besides. */
export interface ListOptions<Value> extends FieldOptions<Value>, ListLimits {}

/**
 * A list of fields or forms (WTForms' `FieldList`, Django's formset): its items are named "lines-0-product".
 *
 * @example
 * const OrderForm = defineForm({ lines: list(group(LineForm), { min: 1, canDelete: true }) });
 */
export function list<Item extends Field>(item: Item, options: ListOptions<ItemsOf<Item>> = {}): ListOf<Item> {
  const { min = 0, max = 100 } = options;
  const schema = z.array(item.schema).min(min).max(max);
  const whole: z.ZodType = min > 0 ? schema : schema.default([]);
  const field = createField({
    schema: whole as z.ZodType<ItemsOf<Item>>, // of its items
    options,
    part: { kind: "list", item, limits: limitsOf(options) },
  });
  return { ...field, item };
}

function limitsOf({ min, max, extra, canDelete, canOrder }: ListLimits): ListLimits {
  return Object.fromEntries(
    Object.entries({ min, max, extra, canDelete, canOrder }).filter(([, value]) => value !== undefined),
  );
}

/** A schema of another library, for zod. */
function toZod<Value>(schema: FormParts["schema"]): z.ZodType<Value> {
  if (isZod(schema)) return schema as z.ZodType<Value>; // what its fields give
  return z.unknown().transform(async (value, context) => {
    const result = await schema["~standard"].validate(value);
    if (result.issues === undefined) return result.value as Value; // as above
    for (const { message, path = [] } of result.issues) {
      context.issues.push({
        code: "custom",
        input: value,
        message,
        path: path.map((step) => (typeof step === "object" ? step.key : step)),
      });
    }
    return z.NEVER;
  });
}
