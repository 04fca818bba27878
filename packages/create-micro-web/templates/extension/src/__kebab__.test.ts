import { testExtension } from "micro-web/testing";
import { Micro } from "micro-web";
import { describe, expect, expectTypeOf, it } from "vitest";

import { type __Pascal__, __camel__ } from "./__kebab__.ts";

describe("as an extension", () => {
  it.each(
    testExtension(__camel__, {
      configs: [{ __UPPER___GREETING: "Hi" }, { __UPPER___GREETING: "Good morning" }],
      invalidConfigs: [{ __UPPER___GREETING: "" }],
      observe: (_app, api) => api.greet("Ann"),
    }),
  )("$name", ({ run }) => expect(run()).resolves.toBeUndefined());
});

describe("__camel__", () => {
  it("greets in views and templates", async () => {
    const app = new Micro(null).register(__camel__());
    app.get("/", async (request) => {
      expectTypeOf(request.__camel__).toEqualTypeOf<__Pascal__>();
      return request.__camel__.greet("Ann");
    });
    expect((await app.testClient().get("/")).text).toBe("Hello, Ann!");
    expect(await app.templates.renderString("{{ __snake__('Bob') }}", {})).toBe("Hello, Bob!");
  });

  it("has a command", async () => {
    const app = new Micro(null).register(__camel__());
    expect((await app.testCommand(["__kebab__", "Ann"])).stdout).toBe("Hello, Ann!\n");
  });

  it("is on requests of apps that have it only", () => {
    const app = new Micro(null);
    // @ts-expect-error -- this one has not
    app.get("/", (request) => request.__camel__);
    expect(app.extensions).toEqual({});
  });
});
