import type { MaybePromise, Request } from "@micro-web/core";

/** What can be chosen: sent as text, given back as it is. */
export type ChoiceValue = string | number | boolean;

/** One choice: a value that is its own label, or a pair of both. */
export type ChoiceItem<Value extends ChoiceValue = ChoiceValue> =
  Value | readonly [value: Value, label: string];

/** Choices in their order; under headings as an object (`<optgroup>`). */
export type ChoiceItems<Value extends ChoiceValue = ChoiceValue> =
  readonly ChoiceItem<Value>[] | Readonly<Record<string, readonly ChoiceItem<Value>[]>>;

/** Choices, or a function that looks them up for each form: they may be in a database. */
export type ChoiceSource<Value extends ChoiceValue = ChoiceValue> =
  ChoiceItems<Value> | ((request: Request | null) => MaybePromise<ChoiceItems<Value>>);

/** The values that choices give. */
export type ChosenFrom<Source> = Source extends (...values: never[]) => infer Items
  ? ValueOfItems<Awaited<Items>>
  : ValueOfItems<Source>;

type ValueOfItems<Items> = Items extends readonly (infer Item)[]
  ? ValueOfItem<Item>
  : {
      [Group in keyof Items]: Items[Group] extends readonly (infer Item)[] ? ValueOfItem<Item> : never;
    }[keyof Items];

type ValueOfItem<Item> = Item extends readonly [infer Value, unknown, ...unknown[]] ? Value : Item;

/** A choice as widgets write it. */
export interface Choice {
  readonly value: ChoiceValue;
  /** The value as it is sent. */
  readonly text: string;
  readonly label: string;
  /** The heading above; "" for none. */
  readonly group: string;
}

/** The choices of a field: to write them, and to find the one that was sent. */
export class Choices {
  readonly items: readonly Choice[];
  readonly #byText: ReadonlyMap<string, Choice>;

  /** @param items - As the field was given them. */
  constructor(items: ChoiceItems) {
    this.items = isList(items)
      ? items.map((item) => toChoice(item, ""))
      : Object.entries(items).flatMap(([group, list]) => list.map((item) => toChoice(item, group)));
    this.#byText = new Map(this.items.map((choice) => [choice.text, choice]));
  }

  /** The value of what was sent; the text itself when it is none of the choices. */
  valueOf(text: string): ChoiceValue {
    return this.#byText.get(text)?.value ?? text;
  }

  /** Whether a value can be chosen. */
  has(value: unknown): boolean {
    return this.#byText.get(String(value))?.value === value;
  }
}

/** Nothing to choose. */
export const NO_CHOICES: Choices = new Choices([]);

function isList(items: ChoiceItems): items is readonly ChoiceItem[] {
  return Array.isArray(items);
}

function toChoice(item: ChoiceItem, group: string): Choice {
  const [value, label] = typeof item === "object" ? item : ([item, String(item)] as const);
  return { value, text: String(value), label, group };
}
