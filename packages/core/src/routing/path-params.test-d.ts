import { describe, expectTypeOf, it } from "vitest";

import { Micro } from "../app.ts";
import type { PathParams, QueryValues, RouteParams, UrlArguments } from "./path-params.ts";

declare module "@micro-web/core" {
  interface ConverterTypes {
    "test-date": Date;
    test_hex: number;
  }
}

describe("PathParams [F521 W3]", () => {
  it("has nothing for a path without variables", () => {
    expectTypeOf<keyof PathParams<"/">>().toEqualTypeOf<never>();
    expectTypeOf<keyof PathParams<"/about/us">>().toEqualTypeOf<never>();
  });

  it("has a text for <name>", () => {
    expectTypeOf<PathParams<"/users/<name>">>().toEqualTypeOf<{ readonly name: string }>();
  });

  it("has the type of each converter", () => {
    expectTypeOf<PathParams<"/<string:a>">["a"]>().toEqualTypeOf<string>();
    expectTypeOf<PathParams<"/<int:a>">["a"]>().toEqualTypeOf<number>();
    expectTypeOf<PathParams<"/<float:a>">["a"]>().toEqualTypeOf<number>();
    expectTypeOf<PathParams<"/<path:a>">["a"]>().toEqualTypeOf<string>();
    expectTypeOf<PathParams<"/<any(x, y):a>">["a"]>().toEqualTypeOf<string>();
    expectTypeOf<PathParams<"/<uuid:a>">["a"]>().toEqualTypeOf<string>();
  });

  it("reads past a converter's arguments", () => {
    expectTypeOf<PathParams<"/<int(min=1):id>">>().toEqualTypeOf<{ readonly id: number }>();
    expectTypeOf<PathParams<"/<int(min=1, max=10):id>/<string(length=2):code>">>().toEqualTypeOf<{
      readonly id: number;
      readonly code: string;
    }>();
    expectTypeOf<PathParams<'/<any("a:b", c):kind>'>>().toEqualTypeOf<{ readonly kind: string }>();
    expectTypeOf<PathParams<"/<int():id>">>().toEqualTypeOf<{ readonly id: number }>();
  });

  it("has every variable of a path", () => {
    expectTypeOf<PathParams<"/<int:year>/<slug>/<path:rest>">>().toEqualTypeOf<{
      readonly year: number;
      readonly slug: string;
      readonly rest: string;
    }>();
  });

  it("has several variables of one segment", () => {
    expectTypeOf<PathParams<"/v<int:major>.<int:minor>/<name>.<kind>/">>().toEqualTypeOf<{
      readonly major: number;
      readonly minor: number;
      readonly name: string;
      readonly kind: string;
    }>();
  });

  it("has the type that an app gives its own converter [F521 W3]", () => {
    expectTypeOf<PathParams<"/<test-date:day>/<test_hex:color>">>().toEqualTypeOf<{
      readonly day: Date;
      readonly color: number;
    }>();
    expectTypeOf<PathParams<"/<test_hex(digits=6):color>">["color"]>().toEqualTypeOf<number>();
  });

  it("knows nothing of the values of a converter without a type", () => {
    expectTypeOf<PathParams<"/<nobody:x>">>().toEqualTypeOf<{ readonly x: unknown }>();
  });

  it("knows nothing of a path that is only known at run time", () => {
    expectTypeOf<PathParams<string>>().toEqualTypeOf<Record<string, unknown>>();
  });

  it("has every path of a union", () => {
    expectTypeOf<PathParams<"/<int:id>"> | PathParams<"/<name>">>().toEqualTypeOf<
      { readonly id: number } | { readonly name: string }
    >();
  });
});

describe("UrlArguments", () => {
  /** Stands for a function that builds the URL of a path. */
  function expectUrl<Path extends string>(path: Path, ...values: UrlArguments<Path>): [Path, unknown] {
    return [path, values];
  }

  it("needs nothing for a path without variables", () => {
    expectTypeOf<UrlArguments<"/about">>().toEqualTypeOf<[values?: QueryValues]>();
    expectUrl("/about");
    expectUrl("/about", { page: 2 });
  });

  it("needs every variable", () => {
    expectUrl("/<int:year>/<slug>", { year: 2026, slug: "a" });
    // @ts-expect-error -- the values are missing
    expectUrl("/<int:year>/<slug>");
    // @ts-expect-error -- the slug is missing
    expectUrl("/<int:year>/<slug>", { year: 2026 });
    // @ts-expect-error -- both are missing
    expectUrl("/<int:year>/<slug>", {});
    // @ts-expect-error -- undefined is no value
    expectUrl("/<slug>", { slug: undefined });
  });

  it("needs values of the variables' types", () => {
    // @ts-expect-error -- a text is no int
    expectUrl("/<int:id>", { id: "3" });
    // @ts-expect-error -- a number is no text
    expectUrl("/<name>", { name: 3 });
    // @ts-expect-error -- a text is no date
    expectUrl("/<test-date:day>", { day: "2026-11-21" });
    expectUrl("/<test-date:day>", { day: new Date() });
  });

  it("takes any other value, for the query", () => {
    expectUrl("/<int:id>", { id: 3, tab: "posts", tags: ["a", "b"], none: undefined });
  });

  it("takes anything for a path that is only known at run time", () => {
    const path: string = "/<int:id>";
    expectUrl(path);
    expectUrl(path, { id: "3" });
  });
});

describe("RouteParams", () => {
  it("has the path's variables where the options add none", () => {
    expectTypeOf<RouteParams<"/<int:id>", { name: string }>>().toEqualTypeOf<{ readonly id: number }>();
  });

  it("has the defaults of other names", () => {
    expectTypeOf<RouteParams<"/users/", { defaults: { page: 1; sort: "new"; all: true } }>>().toEqualTypeOf<{
      readonly page: number;
      readonly sort: string;
      readonly all: boolean;
    }>();
    expectTypeOf<RouteParams<"/<lang>/", { defaults: { lang: "en" } }>>().toEqualTypeOf<{
      readonly lang: string;
    }>();
  });

  it("has the variables of host and subdomain", () => {
    expectTypeOf<
      RouteParams<"/<int:id>", { subdomain: "<user>"; host: "<int:n>.example.org" }>
    >().toEqualTypeOf<{
      readonly id: number;
      readonly user: string;
      readonly n: number;
    }>();
    expectTypeOf<keyof RouteParams<"/", { subdomain: "api" }>>().toEqualTypeOf<never>();
  });
});

describe("a route with defaults", () => {
  it("gives them to its view, and its URL needs no value for them", () => {
    const app = new Micro();
    const users = app.get("/<lang>/users/", { defaults: { page: 1, lang: "en" } }, ({ params }) => {
      expectTypeOf(params.page).toEqualTypeOf<number>();
      expectTypeOf(params.lang).toEqualTypeOf<string>();
      return "x";
    });
    expectTypeOf(users.url()).toEqualTypeOf<string>();
    users.url({ lang: "de" });
    // @ts-expect-error -- a number is no text
    users.url({ lang: 3 });
    const both = app.get("/<lang>/<int:id>", { defaults: { lang: "en" } }, () => "x");
    both.url({ id: 3 });
    both.url({ id: 3, lang: "de" });
    // @ts-expect-error -- the id is missing
    both.url({ lang: "de" });
  });

  it("gives the variables of its subdomain to its view", () => {
    new Micro().get("/", { subdomain: "<int:tenant>" }, ({ params }) => {
      expectTypeOf(params.tenant).toEqualTypeOf<number>();
      return "x";
    });
  });
});
