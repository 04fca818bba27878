import { MicroError } from "./errors.ts";
import type { View, ViewResult } from "./hooks.ts";
import type { Request } from "./http/request.ts";
import type { Response } from "./http/response.ts";

/** Wraps a view: gets one and gives one. */
export type ViewDecorator = (view: View<never>) => View<never>;

/** A view that says which methods it answers. */
export type ClassView<Params> = View<Params> & { readonly methods: readonly string[] };

/** A class of views: its constructor, with what `asView` reads of it. */
interface ViewClass<Params, Values extends readonly unknown[]> {
  new (...values: Values): ViewObject<Params>;
  readonly methods: readonly string[] | undefined;
  readonly decorators: readonly ViewDecorator[];
  readonly initEveryRequest: boolean;
  readonly prototype: object;
}

/** What a class of views makes. */
interface ViewObject<Params> {
  dispatchRequest(request: Request<Params>, response: Response): ViewResult;
}

/**
 * A view as a class (Flask's `View`): `dispatchRequest` answers.
 *
 * @typeParam Params - The path's variables.
 * @example
 * class ListView extends ClassBasedView {
 *   constructor(private readonly model: Model) { super(); }
 *   dispatchRequest() { return this.model.all(); }
 * }
 * app.route("/users", ListView.asView("users", userModel));
 */
export abstract class ClassBasedView<Params = Readonly<Record<string, unknown>>> {
  /** The methods it answers. @default GET; for a {@link MethodView} those it has functions for */
  static readonly methods: readonly string[] | undefined;
  /** Wrap the view, the last one outermost, as a stack of decorators does. */
  static readonly decorators: readonly ViewDecorator[] = [];
  /** Whether each request gets an object of its own; without, one object serves all and must not keep anything. */
  static readonly initEveryRequest: boolean = true;

  /** Answers a request. */
  abstract dispatchRequest(request: Request<Params>, response: Response): ViewResult;

  /**
   * The view to register.
   *
   * @param name - The name of the endpoint.
   * @param values - For the constructor.
   * @throws MicroError `MICRO_ROUTE_METHOD` for a `MethodView` without a method.
   */
  static asView<ViewParams, Values extends readonly unknown[]>(
    this: ViewClass<ViewParams, Values>,
    name: string,
    ...values: Values
  ): ClassView<ViewParams> {
    const methods = this.methods ?? methodsOf(this.prototype, name);
    const shared = this.initEveryRequest ? undefined : new this(...values);
    const dispatchRequest = (request: Request<ViewParams>, response: Response): ViewResult =>
      (shared ?? new this(...values)).dispatchRequest(request, response);
    const view = this.decorators.reduce<View<never>>((inner, decorate) => decorate(inner), dispatchRequest);
    return Object.defineProperties(
      (request: Request<ViewParams>, response: Response) => view(request as never, response),
      {
        name: { value: name },
        methods: { value: methods },
      },
    ) as ClassView<ViewParams>; // a function with the two properties it lacked
  }
}

const METHODS = ["get", "post", "put", "patch", "delete", "head", "options"] as const;

/** The functions of a {@link MethodView}. */
type MethodFunctions<Params> = {
  [Method in (typeof METHODS)[number]]?: (request: Request<Params>, response: Response) => ViewResult;
};

/**
 * A view as a class with a function for each method (Flask's `MethodView`); HEAD goes to `get` unless there is a `head`.
 *
 * A subclass answers what its base class answers; a function set to `undefined` takes a method away.
 *
 * @typeParam Params - The path's variables.
 * @example
 * class UserView extends MethodView<{ id: number }> {
 *   get({ params }: Request<{ id: number }>) { return findUser(params.id); }
 *   delete({ params }: Request<{ id: number }>) { removeUser(params.id); return reply(null, 204); }
 * }
 * app.route("/users/<int:id>", UserView.asView("user"));
 */
export abstract class MethodView<Params = Readonly<Record<string, unknown>>> extends ClassBasedView<Params> {
  /** Calls the function of the request's method. */
  override dispatchRequest(request: Request<Params>, response: Response): ViewResult {
    const functions: MethodFunctions<Params> = this as object; // what a subclass may have
    const method = request.method.toLowerCase();
    const name = METHODS.find((known) => known === method);
    const own = name === undefined ? undefined : functions[name];
    const answer = own ?? (method === "head" ? functions.get : undefined);
    if (answer === undefined) throw noFunction(this.constructor.name, request.method);
    return answer.call(this, request, response);
  }
}

/** The methods that a class has functions for; GET for one that is no {@link MethodView}. */
function methodsOf(prototype: object, name: string): readonly string[] {
  if (!(prototype instanceof MethodView)) return ["GET"];
  const methods = METHODS.filter((method) => typeof Reflect.get(prototype, method) === "function");
  if (methods.length > 0) return methods.map((method) => method.toUpperCase());
  throw new MicroError(
    "MICRO_ROUTE_METHOD",
    `The class of the view ${JSON.stringify(name)} has no function for a method. Give it one: get(), post() and so on.`,
  );
}

function noFunction(className: string, method: string): MicroError {
  return new MicroError(
    "MICRO_ROUTE_METHOD",
    `${className} is registered for ${method} but has no function for it. Write ${method.toLowerCase()}() in the class, or leave ` +
      "the method out of the route.",
  );
}
