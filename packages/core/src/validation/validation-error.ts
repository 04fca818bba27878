import { HttpError } from "../http-errors.ts";

/** The parts of a request that a route may have schemas for. */
export type InputPart = "params" | "query" | "headers" | "cookies" | "body" | "form" | "files";

/** One fault of a request, as the client gets it. */
export interface ValidationIssue {
  /** The part of the request. */
  readonly in: InputPart;
  /** The keys to the value: `["address", "zip"]`. */
  readonly path: readonly (string | number)[];
  /** The kind of fault, in the words of the schema's library: "invalid_type", "too_small"; else "invalid". */
  readonly code: string;
  /** What is wrong with it. */
  readonly message: string;
}

/**
 * 422: the request is well-formed, but values in it do not fit the route's schema.
 *
 * Clients get problem+json with `errors`, browsers a page that lists them; `app.onError(ValidationError, ...)` changes
 * that for the app, the option `onInvalid` for a route.
 */
export class ValidationError extends HttpError {
  override readonly name: string = "ValidationError";
  /** What is wrong, at most 100 faults. */
  readonly issues: readonly ValidationIssue[];

  /** @param issues - What is wrong. */
  constructor(issues: readonly ValidationIssue[]) {
    super(422, "The request is not valid.", { details: { errors: issues } });
    this.issues = issues;
  }
}
