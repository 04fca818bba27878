import { isPromise, type Request, type Response } from "@micro-web/core";
import type { z } from "zod";

import { checkForm } from "./checking.ts";
import { decodeForm, type Row, type Submission, toValues, type Values } from "./decoding.ts";
import type { FormError } from "./error-list.ts";
import { locateFault } from "./fault-location.ts";
import type { DataOf, Fields, FormParts } from "./field.ts";
import { FieldSet, type LoadedChoices } from "./field-set.ts";
import { createFormSchema } from "./form-schema.ts";
import { addTo, createForm, type TypedForm } from "./form.ts";
import { FormInput } from "./form-input.ts";
import { type FormPost, type PostedValue, type SentValues, toFormPost } from "./form-post.ts";
import { settingsOf } from "./form-settings.ts";
import type { FormRoot, FormState } from "./form-state.ts";
import { ENGLISH } from "./messages.ts";
import type { Parsed } from "./schema-parser.ts";

/**
 * What one form of a definition is told.
 *
 * @typeParam Data - What it gives. @typeParam Form - Its prefix, where that is known.
 */
export interface FormCallOptions<Data, Form extends string = string> {
  /** What stands in it at first: a record, or an object with those members (WTForms' `obj`, `data`). */
  readonly initial?: { readonly [Key in keyof Data]?: unknown };
  /** What the names of its fields begin with, where a page has several forms (Django's `prefix`). @default "" */
  readonly prefix?: Form;
  /** The request it belongs to, for one that is made in code: rules, choices and templates get it. */
  readonly request?: Request | null;
}

/** The methods by which a form is sent (Flask-WTF's). */
const SUBMITTING: ReadonlySet<string> = new Set(["POST", "PUT", "PATCH", "DELETE"]);

/**
 * A form that was defined: it makes the forms of requests, and validates JSON.
 *
 * @typeParam F - Its fields.
 */
export class FormDefinition<F extends Fields> {
  /** What it is made of. */
  readonly parts: FormParts<F>;
  readonly #set: FieldSet;
  #schema: z.ZodType<DataOf<F>> | undefined;

  /** @param parts - What it is made of. @throws MicroError `MICRO_FORM_FIELD`, `MICRO_FORM_ATTRIBUTE` */
  constructor(parts: FormParts<F>) {
    this.parts = parts;
    this.#set = new FieldSet(parts);
  }

  /**
   * What a valid form gives, as a schema for the body of a route: the same constraints, rules and `clean`.
   *
   * @example
   * app.post("/api/contact", { body: ContactForm.schema }, ({ body }) => send(body));
   */
  get schema(): z.ZodType<DataOf<F>> {
    this.#schema ??= createFormSchema(this.#set, this.parts.schema) as z.ZodType<DataOf<F>>; // made of the fields
    return this.#schema;
  }

  /**
   * The form of a request: bound to what was sent when the method is POST, PUT, PATCH or DELETE, and checked then; else
   * with its first values. A page with a password in its form is kept by no cache.
   *
   * @throws BadRequest, ContentTooLarge, UnsupportedMediaType for a body that is none
   */
  async from(request: Request, options: FormCallOptions<DataOf<F>> = {}): Promise<TypedForm<F>> {
    if (this.#set.isSecret) request.afterThisRequest(keepNowhere);
    if (!SUBMITTING.has(request.method)) return this.unbound({ ...options, request });
    if (request.isJson) return this.bindJson(await request.json(), { ...options, request });
    return this.#bind(FormInput.of(await request.form()), { ...options, request });
  }

  /** The form with its first values. */
  async unbound(options: FormCallOptions<DataOf<F>> = {}): Promise<TypedForm<F>> {
    const choices = await this.#set.loadChoices(options.request ?? null);
    const values = toValues(options.initial);
    const state = this.#stateOf(options, { values, choices, input: null });
    return typed(createForm(state, { isBound: false, isSubmitted: false, data: undefined, sent: undefined }));
  }

  /**
   * The form as a browser would send it: texts under the names of its elements, `true` for a box that is on.
   *
   * @example
   * const form = await ContactForm.bind({ name: "Ann", message: "Hello!" });
   */
  bind<const Form extends string = "">(
    input: SentValues<F, Form>,
    options: FormCallOptions<DataOf<F>, Form> = {},
  ): Promise<TypedForm<F>> {
    return this.#bind(FormInput.from(input), options);
  }

  /**
   * What a test client takes to send the form as a browser would, the names checked by the compiler.
   *
   * @param values - Files are a `File`, or bytes with a name and a type.
   * @param prefix - Put before all names, which are given without it. @default ""
   * @example
   * await app.testClient().post("/contact", ContactForm.fill({ name: "Ann", message: "Hello!" }));
   */
  fill(values: SentValues<F, "", PostedValue>, prefix: string = ""): FormPost {
    return toFormPost(values, prefix);
  }

  /** The form with the values of JSON. */
  async bindJson(json: unknown, options: FormCallOptions<DataOf<F>> = {}): Promise<TypedForm<F>> {
    const request = options.request ?? null;
    const choices = await this.#set.loadChoices(request);
    const parsed = await checkForm(this.#set, json, { request, choices });
    const values = toValues(json);
    const state = this.#stateOf(options, { values, choices, input: null });
    return this.#finish(state, { parsed, sent: values, rows: new Map(), isSubmitted: true });
  }

  async #bind(input: FormInput, options: FormCallOptions<DataOf<F>>): Promise<TypedForm<F>> {
    const request = options.request ?? null;
    const loaded = this.#set.loadChoices(request);
    const choices = isPromise(loaded) ? await loaded : loaded;
    const values = toValues(options.initial);
    const submission: Submission = { input, choices, rows: new Map(), broken: new Map(), isEditing: false };
    const sent = decodeForm(this.#set, submission, { name: options.prefix ?? "", initial: values });
    const state = this.#stateOf(options, { values, choices, input, rows: submission.rows });
    if (submission.isEditing) {
      return typed(createForm(state, { isBound: true, isSubmitted: false, data: undefined, sent }));
    }
    const checked = checkForm(this.#set, sent, { request, choices });
    const parsed = isPromise(checked) ? await checked : checked;
    for (const [name, code] of submission.broken) {
      addTo(state.root.errors, name, {
        message: this.parts.options.messages?.[code] ?? ENGLISH[code] ?? code,
        code,
      });
    }
    return this.#finish(state, { parsed, sent, rows: submission.rows, isSubmitted: true });
  }

  #finish(
    state: FormState,
    {
      parsed,
      sent,
      rows,
      isSubmitted,
    }: { parsed: Parsed; sent: Values; rows: Submission["rows"]; isSubmitted: boolean },
  ): TypedForm<F> {
    for (const { path, message, code } of parsed.faults ?? []) {
      addTo(state.root.errors, locateFault(this.#set, path, { name: state.name, rows }), { message, code });
    }
    const data = parsed.faults === null ? parsed.value : undefined;
    return typed(createForm(state, { isBound: true, isSubmitted, data, sent }));
  }

  #stateOf(
    { prefix = "", request = null }: FormCallOptions<DataOf<F>>,
    { values, choices, input, rows = NO_ROWS }: StateParts,
  ): FormState {
    const errors = new Map<string, FormError[]>();
    const root: FormRoot = {
      request,
      settings: settingsOf(request),
      choices,
      input,
      rows,
      errors,
    };
    return { root, set: this.#set, name: prefix, values, row: null };
  }
}

/** For what stands on a page for log-ins, unless the view says otherwise (OWASP ASVS 14.3.2). */
function keepNowhere(_request: Request, { headers }: Response): void {
  headers.setDefault("Cache-Control", "no-store");
}

/** What stands in a form. */
interface StateParts {
  readonly values: Values;
  readonly choices: LoadedChoices;
  readonly input: FormInput | null;
  readonly rows?: Submission["rows"];
}

const NO_ROWS: Submission["rows"] = new Map<string, readonly Row[]>();

/** A form has its fields as members, see {@link FormClasses}. */
function typed<F extends Fields>(form: object): TypedForm<F> {
  return form as TypedForm<F>;
}
