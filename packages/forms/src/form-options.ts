import type { MaybePromise, Request } from "@micro-web/core";

import type { Locale, Messages } from "./messages.ts";

/**
 * What `clean` finds wrong: a message for the form as a whole, or messages by field.
 *
 * @typeParam Name - Of the fields.
 */
export type Faults<Name extends PropertyKey = string> =
  string | readonly string[] | { readonly [Field in Name]?: string | readonly string[] };

/** What `clean` knows besides the values. */
export interface CleanContext {
  /** `null` for a form that was bound in code, and for a schema that validates JSON. */
  readonly request: Request | null;
}

/** Looks at all values of a form together. */
export type Clean<Data> = (
  data: Data,
  context: CleanContext,
) => MaybePromise<Faults<keyof Data> | null | undefined | void>;

/** How a form lays its fields out. */
export type Layout = "p" | "div" | "ul" | "table";

/** How a form is checked and written. */
export interface FormOptions {
  /** Kept whatever the data are: it gets only what has passed the schema of its form. @default none */
  readonly clean?: Clean<never>;
  /** What `{{ form }}` is. @default "div" */
  readonly layout?: Layout;
  /** The template that writes the form, with `form`: what `{{ form }}` is. @default the layout */
  readonly template?: string;
  /** The template that writes each field with label, help and errors, with `field`. @default that of the layout */
  readonly rowTemplate?: string;
  /** What stands behind labels (Django's `label_suffix`). @default ":" */
  readonly labelSuffix?: string;
  /** What ids begin with; "" for the name alone, as in WTForms. @default "id_" */
  readonly idPrefix?: string;
  /** Messages in one's own words, by code. */
  readonly messages?: Messages;
  /** The language of the messages: `z.locales.de()`. @default English, of Micro */
  readonly locale?: Locale;
}
