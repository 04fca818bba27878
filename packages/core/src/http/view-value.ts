import type { MaybePromise } from "../maybe-promise.ts";
import type { Request } from "./request.ts";
import type { Response, ResponseBody } from "./response.ts";

/**
 * A value that knows how to become a response: what `reply()`, `redirect()` and `sendFile()` return.
 *
 * Extend it for values of your own; a view that returns one is testable without a server.
 */
export abstract class ViewValue {
  /**
   * Stages status and headers on `response` and gives what to convert next: text, bytes, JSON, a stream, another
   * view value. `null` is an empty body.
   */
  abstract applyTo(response: Response, request: Request): MaybePromise<unknown>;
}

/** Marks a body that is already in its final form, so that the converter leaves it alone. */
export class RawBody {
  /** The body. */
  readonly body: ResponseBody;

  /** @param body - Sent as it is. */
  constructor(body: ResponseBody) {
    this.body = body;
  }
}
