import { describe, expectTypeOf, it } from "vitest";

import { Micro } from "./app.ts";
import { MethodView } from "./class-view.ts";
import type { Request } from "./http/request.ts";

class Show extends MethodView<{ readonly id: number }> {
  readonly #prefix: string;

  constructor(prefix: string) {
    super();
    this.#prefix = prefix;
  }

  get({ params }: Request<{ readonly id: number }>): string {
    return this.#prefix + params.id.toFixed();
  }
}

describe("asView", () => {
  it("takes the values of the constructor", () => {
    expectTypeOf(Show.asView("show", "x").methods).toEqualTypeOf<readonly string[]>();
    // @ts-expect-error -- the prefix is missing
    Show.asView("show");
    // @ts-expect-error -- the prefix is a text
    Show.asView("show", 3);
  });

  it("fits paths that have the view's variables [F526]", () => {
    const app = new Micro();
    expectTypeOf(
      app.route("/users/<int:id>", Show.asView("show", "x")).path,
    ).toEqualTypeOf<"/users/<int:id>">();
    // @ts-expect-error -- the id is text
    app.route("/names/<id>", Show.asView("show", "x"));
    // @ts-expect-error -- there is no id
    app.route("/users", Show.asView("show", "x"));
  });
});
