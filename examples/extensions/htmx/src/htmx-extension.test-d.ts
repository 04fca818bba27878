import { type Extension, Micro, type Rendering } from "@micro-web/core";
import { describe, expectTypeOf, it } from "vitest";

import { htmx, type HtmxConfig, type HtmxRequest } from "./index.ts";

describe("htmx [F528]", () => {
  it("adds request.htmx where it is registered, and nowhere else", () => {
    new Micro(null).register(htmx()).get("/", (request) => {
      expectTypeOf(request.htmx).toEqualTypeOf<HtmxRequest>();
      return request.htmx.render("index.html", "list");
    });
    // @ts-expect-error -- this app has no htmx
    new Micro(null).get("/", (request) => request.htmx);
  });

  it("is made of these parts of the public API", () => {
    type Setup = Parameters<ReturnType<typeof htmx>["setup"]>[0];
    expectTypeOf(htmx).returns.toExtend<Extension<void, HtmxConfig, { readonly htmx: HtmxRequest }>>();
    expectTypeOf<HtmxRequest["render"]>().returns.toEqualTypeOf<Rendering>();
    expectTypeOf<Setup>().toHaveProperty("addRequestProperty");
    expectTypeOf<Setup>().toHaveProperty("afterRequest");
    expectTypeOf<Setup["templates"]>().toHaveProperty("addGlobal");
    expectTypeOf<Setup["templates"]>().toHaveProperty("addContextProcessor");
  });
});
