export {
  modelForm,
  ModelForm,
  type ModelFormOptions,
  type ModelFormUse,
  type ModelName,
} from "./model-form.ts";
export type { ModelFields, ModelValue, RowLabel } from "./model-fields.ts";
