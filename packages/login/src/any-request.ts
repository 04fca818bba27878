import type { Request } from "@micro-web/core";

/** A request of any route, whatever its schemas. */
export type AnyRequest = Request<unknown, unknown>;
