export { defineForm, type DefineFormOptions } from "./define-form.ts";
export { forms, type FormsApi, type FormsOptions } from "./forms-extension.ts";
export { color, email, hidden, password, search, tel, text, textarea, url } from "./text-fields.ts";
