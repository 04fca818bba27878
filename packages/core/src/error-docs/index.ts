export { type ErrorDocs, findErrorDocs } from "./error-docs.ts";
