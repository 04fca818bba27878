import { NotFound, type Request } from "@micro-web/core";
import {
  type ChoiceSource,
  defineForm,
  type Field,
  type FormDefinition,
  type FormOptions,
  type SentValues,
  type TypedForm,
} from "@micro-web/forms";

import type { DataLayer, DataRow, FieldMeta, ModelMeta, Repository } from "../data-layer.ts";
import { UniqueViolation } from "../database-error.ts";
import {
  createModelFields,
  type FieldWishes,
  isShown,
  keyOf,
  type ModelFields,
  modelOf,
  type RowLabel,
} from "./model-fields.ts";
import { toFormValues, toRowValues } from "./model-values.ts";

/** A model: its class, or its name. */
export type ModelName<Entity> = (abstract new (...values: never[]) => Entity) | string;

/** What the form of a model is told. */
export interface ModelFormOptions<Entity, Name extends keyof Entity & string> extends Omit<
  FormOptions,
  "clean"
> {
  /**
   * The fields that it has, in their order: nothing else of the row can be changed with it, and its data have their types.
   *
   * @default all but keys and what is made by itself
   */
  readonly fields?: readonly Name[];
  /** Fields that it has not. */
  readonly exclude?: readonly (keyof Entity & string)[];
  /** What stands before fields. @default their names */
  readonly labels?: Readonly<Partial<Record<keyof Entity & string, string>>>;
  /** Sentences for who fills it in. */
  readonly help?: Readonly<Partial<Record<keyof Entity & string, string>>>;
  /** What can be chosen instead of all rows. */
  readonly choices?: Readonly<Partial<Record<keyof Entity & string, ChoiceSource>>>;
  /** What rows are called that can be chosen. @default their `name` or `title`, or else the first text in them */
  readonly rowLabels?: Readonly<Partial<Record<keyof Entity & string, RowLabel>>>;
  /** Other fields in place of those that the model suggests. */
  readonly override?: Readonly<Partial<Record<keyof Entity & string, Field>>>;
}

/** What one form is about. */
export interface ModelFormUse<Form extends string = string> {
  /** The key of the row that it changes. @default a new row */
  readonly key?: string | number | bigint;
  /** What the names of its fields begin with. @default "" */
  readonly prefix?: Form;
  /** What stands in the form of a new row. */
  readonly initial?: object;
}

/** The form of a model: it shows a row, checks what was sent, and writes it. */
export class ModelForm<Entity, Name extends keyof Entity & string> {
  readonly #layer: DataLayer;
  readonly #name: string;
  readonly #options: ModelFormOptions<Entity, Name>;
  /** The keys of the rows that forms are about. */
  readonly #keys = new WeakMap<object, unknown>();
  #made: { readonly model: ModelMeta; readonly form: FormDefinition<ModelFields<Entity, Name>> } | null =
    null;

  /** @param layer - Of the database. @param name - Of the model. @param options - Which fields, and how. */
  constructor(layer: DataLayer, name: string, options: ModelFormOptions<Entity, Name>) {
    [this.#layer, this.#name, this.#options] = [layer, name, options];
  }

  /**
   * The form of a request: with what is in the row, or what was sent, checked; a value that another row has is an error
   * where there may be one of it.
   *
   * @throws NotFound for a key that no row has.
   */
  async from(request: Request, use: ModelFormUse = {}): Promise<TypedForm<ModelFields<Entity, Name>>> {
    const { form } = this.#definition;
    const initial = await this.#load(use);
    return await this.#check(await form.from(request, { prefix: use.prefix ?? "", initial }), use);
  }

  /** The form with its first values. @throws NotFound for a key that no row has */
  async unbound(use: ModelFormUse = {}): Promise<TypedForm<ModelFields<Entity, Name>>> {
    const { form } = this.#definition;
    const initial = await this.#load(use);
    return await this.#check(await form.unbound({ prefix: use.prefix ?? "", initial }), use);
  }

  /** The form as a browser would send it. @throws NotFound for a key that no row has */
  async bind<const Form extends string = "">(
    input: SentValues<ModelFields<Entity, Name>, Form>,
    use: ModelFormUse<Form> = {},
  ): Promise<TypedForm<ModelFields<Entity, Name>>> {
    const { form } = this.#definition;
    const initial = await this.#load(use);
    const { prefix } = use;
    return await this.#check(
      await form.bind(input, { ...(prefix !== undefined && { prefix }), initial }),
      use,
    );
  }

  /**
   * Writes what a valid form says: a new row, or changes of the one that it is about.
   *
   * @param form - Of this model form. @param values - What else is written: the user whose row it is.
   * @returns The row; `null` for a form that is not valid, or when somebody else has just taken a value, which the form
   * then says.
   * @throws NotFound when the row is gone; ForeignKeyViolation, InvalidValue
   */
  async save(
    form: TypedForm<ModelFields<Entity, Name>>,
    values: Readonly<DataRow> = {},
  ): Promise<DataRow | null> {
    const { data } = form;
    if (data === undefined) return null;
    const key = this.#keys.get(form);
    const written = { ...toRowValues(this.#definition.model, { ...data }, key === undefined), ...values };
    try {
      if (key === undefined) return await this.#rows.create(written);
      const row = await this.#rows.update(key, written);
      if (row === null) throw new NotFound();
      return row;
    } catch (error) {
      if (!(error instanceof UniqueViolation)) throw error;
      const taken = this.#shownFields.filter(({ name }) => error.fields.includes(name));
      for (const field of taken) this.#addTaken(form, field);
      if (taken.length === 0) form.addError(null, "There is such a row already.", "unique");
      return null;
    }
  }

  /** Models are known once the app has started. */
  get #definition(): { readonly model: ModelMeta; readonly form: FormDefinition<ModelFields<Entity, Name>> } {
    if (this.#made !== null) return this.#made;
    const { labels, help, choices, rowLabels, override, fields: _, exclude: __, ...options } = this.#options;
    const model = modelOf(this.#layer, this.#name);
    const wishes: FieldWishes = {
      labels: labels ?? {},
      help: help ?? {},
      choices: choices ?? {},
      rowLabels: rowLabels ?? {},
      replaced: override ?? {},
    };
    const fields = createModelFields(this.#layer, { model, names: this.#namesOf(model) }, wishes);
    const form = defineForm(fields as ModelFields<Entity, Name>, options); // made of the fields of the model
    this.#made = { model, form };
    return this.#made;
  }

  #namesOf(model: ModelMeta): string[] {
    const { fields, exclude = [] } = this.#options;
    const excluded: readonly string[] = exclude;
    const names: readonly string[] = fields ?? model.fields.filter(isShown).map(({ name }) => name);
    const unknown = [...names, ...excluded].find(
      (name) => !model.fields.some((field) => field.name === name),
    );
    if (unknown !== undefined) throw new TypeError(`${model.name} has no field ${JSON.stringify(unknown)}.`);
    return names.filter((name) => !excluded.includes(name));
  }

  get #rows(): Repository {
    return this.#layer.repository(this.#name);
  }

  get #shownFields(): readonly FieldMeta[] {
    const names = this.#namesOf(this.#definition.model);
    return this.#definition.model.fields.filter(({ name }) => names.includes(name));
  }

  async #load({ key, initial = {} }: ModelFormUse): Promise<object> {
    const row = key === undefined ? null : await this.#rows.get(key);
    if (key !== undefined && row === null) throw new NotFound();
    return { ...toFormValues(this.#definition.model, row), ...initial };
  }

  async #check(
    form: TypedForm<ModelFields<Entity, Name>>,
    { key }: ModelFormUse,
  ): Promise<TypedForm<ModelFields<Entity, Name>>> {
    if (key !== undefined) this.#keys.set(form, key);
    const { data } = form;
    if (data === undefined) return form;
    const own = keyOf(this.#definition.model);
    for (const field of this.#shownFields.filter(({ isUnique }) => isUnique)) {
      const value: unknown = Reflect.get(data, field.name);
      if (value === undefined) continue; // any number of rows may be empty
      const { rows } = await this.#rows.list({ where: { [field.name]: value }, perPage: 1 });
      // A key of the path may be a text where the row has a number.
      const isTaken = rows.some((row) => key === undefined || String(row[own]) !== String(key));
      if (isTaken) this.#addTaken(form, field);
    }
    return form;
  }

  #addTaken(form: TypedForm<ModelFields<Entity, Name>>, { name }: FieldMeta): void {
    // One of the fields that the form has.
    form.addError(name as Name, "This value is taken already.", "unique");
  }
}

/**
 * A form from a model: its fields, which of them have to be filled in, how long texts may be, what can be chosen, and what
 * there may be once (Django's `ModelForm`). It needs a data layer alone: `db.layer`, or that of another library.
 *
 * @param layer - Of the database. @param model - Its class, or its name.
 * @param options - Which fields it has; what it has not, no visitor can change with it.
 * @example
 * const PostForm = modelForm(db.layer, Post, { fields: ["title", "body", "author"] });
 *
 * app.route("/posts/<int:id>", { methods: ["GET", "POST"] }, async (request) => {
 *   const form = await PostForm.from(request, { key: request.params.id });
 *   if ((await PostForm.save(form)) === null) return render("edit.html", { form });
 *   return redirect("/");
 * });
 */
export function modelForm<Entity = DataRow, Name extends keyof Entity & string = never>(
  layer: DataLayer,
  model: ModelName<Entity>,
  options: ModelFormOptions<Entity, Name> = {},
): ModelForm<Entity, Name> {
  return new ModelForm(layer, typeof model === "string" ? model : model.name, options);
}
