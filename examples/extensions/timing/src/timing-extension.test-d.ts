import { type Extension, Micro } from "@micro-web/core";
import { describe, expectTypeOf, it } from "vitest";

import { type RequestTiming, timing, type TimingConfig, type TimingOptions } from "./index.ts";

describe("timing", () => {
  it("adds request.timing where it is registered, and nowhere else", () => {
    new Micro(null).register(timing()).get("/", async (request) => {
      expectTypeOf(request.timing).toEqualTypeOf<RequestTiming>();
      return { count: await request.timing.measure("count", () => 3) };
    });
    // @ts-expect-error -- this app has no timing
    new Micro(null).get("/", (request) => request.timing);
  });

  it("knows how long a request takes, and says so as a header", () => {
    expectTypeOf<RequestTiming["total"]>().toBeNumber();
    expectTypeOf<RequestTiming["toHeader"]>().returns.toBeString();
  });

  it("is configured by the app, and tells of slow requests", () => {
    expectTypeOf<TimingConfig>().toEqualTypeOf<{ TIMING_HEADER: boolean; TIMING_SLOW: number }>();
    const options: TimingOptions = {
      onSlow: (path, milliseconds) => console.log(path.length, milliseconds.toFixed()),
    };
    expectTypeOf(timing(options)).toEqualTypeOf(timing());
  });

  it("is made of these parts of the public API", () => {
    type Setup = Parameters<ReturnType<typeof timing>["setup"]>[0];
    expectTypeOf(timing).returns.toExtend<
      Extension<void, TimingConfig, { readonly timing: RequestTiming }>
    >();
    expectTypeOf<Setup>().toHaveProperty("addRequestProperty");
    expectTypeOf<Setup>().toHaveProperty("command");
    expectTypeOf<Setup>().toHaveProperty("use");
  });
});
