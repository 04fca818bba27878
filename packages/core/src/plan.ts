import type { AfterRequestHook, BeforeRequestHook, ErrorHandlers, TeardownRequestHook } from "./hooks.ts";
import type { Request, RouteFacts } from "./http/request.ts";
import type { Response } from "./http/response.ts";
import type { Middleware } from "./middleware.ts";

/** Something that may answer a request: a hook, the validation, the view. The first value that is one answers. */
export type Step = (request: Request, response: Response) => unknown;

/** All that happens to the requests of a route, put together once: nothing is looked up while a request runs. */
export interface Plan extends RouteFacts {
  /** What runs around everything else: the app's first, then outer to inner blueprint. */
  readonly middleware: readonly Middleware[];
  /** The before-request hooks: the app's first, then outer to inner blueprint. */
  readonly before: readonly BeforeRequestHook[];
  /** The hooks, the validation if there is any, the view. */
  readonly steps: readonly Step[];
  /** The reverse: inner to outer, last registered first. */
  readonly after: readonly AfterRequestHook[];
  readonly teardown: readonly TeardownRequestHook[];
  /** Innermost first. */
  readonly errorHandlers: readonly ErrorHandlers[];
  /** Whether the view itself answers OPTIONS. */
  readonly handlesOptions: boolean;
}
