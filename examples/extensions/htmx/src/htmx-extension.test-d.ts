import { type Extension, Micro, type Rendering } from "@micro-web/core";
import { describe, expectTypeOf, it } from "vitest";

import { htmx, type HtmxConfig, type HtmxRequest, HtmxResponse } from "./index.ts";

describe("htmx [F528]", () => {
  it("adds request.htmx where it is registered, and nowhere else", () => {
    new Micro(null).register(htmx()).get("/", (request) => {
      expectTypeOf(request.htmx).toEqualTypeOf<HtmxRequest>();
      return request.htmx.render("index.html", "list");
    });
    // @ts-expect-error -- this app has no htmx
    new Micro(null).get("/", (request) => request.htmx);
  });

  it("says all that htmx does of a request", () => {
    type Text = string | undefined;
    expectTypeOf<HtmxRequest>().toExtend<{
      readonly isRequest: boolean;
      readonly isBoosted: boolean;
      readonly isHistoryRestore: boolean;
      readonly wantsPart: boolean;
    }>();
    type Texts = Pick<HtmxRequest, "target" | "trigger" | "prompt" | "currentUrl">;
    expectTypeOf<Texts>().toEqualTypeOf<{
      readonly target: Text;
      readonly trigger: Text;
      readonly prompt: Text;
      readonly currentUrl: Text;
    }>();
  });

  it("says in an answer all that htmx understands, one after the other", () => {
    new Micro(null).afterRequest((_, response) => {
      const answer = new HtmxResponse(response)
        .trigger("saved", { id: 1 })
        .pushUrl("/movies")
        .retarget("#list");
      expectTypeOf(answer.reswap("beforeend").refresh()).toEqualTypeOf<HtmxResponse>();
    });
  });

  it("is configured by the app", () => {
    expectTypeOf<HtmxConfig>().toEqualTypeOf<{ HTMX_SCRIPT: string; HTMX_REDIRECTS: boolean }>();
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
