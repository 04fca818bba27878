export type { Attributes } from "./attributes.ts";
export {
  boolean,
  checkboxes,
  type MultipleOptions,
  radio,
  select,
  selectMultiple,
  type SelectOptions,
  submit,
} from "./choice-fields.ts";
export type { ChoiceItem, ChoiceItems, ChoiceSource, ChoiceValue, ChosenFrom } from "./choices.ts";
export { Control, type ControlContext, type Element, InputControl, type InputOptions } from "./control.ts";
export { date, type DateOptions, dateTimeLocal, month, time, week } from "./date-fields.ts";
export { defineForm, type DefineFormOptions } from "./define-form.ts";
export type { ElementName, FaultName } from "./element-name.ts";
export { ErrorList, type FormError } from "./error-list.ts";
export {
  createField,
  type DataOf,
  type Field,
  type FieldOptions,
  type Fields,
  type GroupOf,
  type ListLimits,
  type ListOf,
  type Rule,
  type RuleContext,
} from "./field.ts";
export type { BoundField, ChoiceView, FieldView, Label } from "./field-view.ts";
export { file, type FileOptions, files, type FilesOptions } from "./file-fields.ts";
export { type FileLimits, type ImageLimits, upload } from "./file-rules.ts";
export type { Form, FormHtmlOptions, TypedForm } from "./form.ts";
export type { FormCallOptions, FormDefinition } from "./form-definition.ts";
export type { ErrorData, FormErrors } from "./form-errors.ts";
export {
  field,
  formFrom,
  type FieldOfValue,
  type FieldsOfData,
  type FormFromOptions,
  type ObjectSchema,
  type WishesFor,
} from "./form-from.ts";
export type { FormInput, InputValue } from "./form-input.ts";
export type { Clean, CleanContext, Faults, FormOptions, Layout } from "./form-options.ts";
export type { FormPost, PostedFile, PostedValue, SentValues } from "./form-post.ts";
export type { FormRows } from "./form-rows.ts";
export type { FormSettings } from "./form-state.ts";
export type { BoundFields, BoundForm, BoundOf, FormView } from "./form-view.ts";
export { forms, type FormsApi, type FormsOptions } from "./forms-extension.ts";
export { honeypot } from "./honeypot-field.ts";
export type { Locale, Messages } from "./messages.ts";
export { group, type GroupForm, list, type ListOptions } from "./nested-fields.ts";
export { decimal, type DecimalOptions, float, integer, type NumberOptions, range } from "./number-fields.ts";
export type { Printable } from "./printable.ts";
export { anyOf, type ComparingRule, equalTo, ipAddress, macAddress, noneOf, uuid } from "./rules.ts";
export type { FieldWishes } from "./schema-field.ts";
export {
  color,
  email,
  hidden,
  password,
  search,
  tel,
  text,
  textarea,
  type TextareaOptions,
  type TextOptions,
  url,
} from "./text-fields.ts";
