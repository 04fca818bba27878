import { type Extension, Micro, type SessionStore } from "@micro-web/core";
import { describe, expectTypeOf, it } from "vitest";

import { keyValue, type KeyValueConfig, type KeyValueSessions, type KeyValueStore } from "./index.ts";

describe("keyValue", () => {
  it("gives the store, typed, to the app that registers it", () => {
    const store = new Micro(null).use(keyValue());
    expectTypeOf(store).toEqualTypeOf<KeyValueStore>();
    expectTypeOf(store.increment("a")).toBeNumber();
    // @ts-expect-error -- a value has to be looked at before it is used
    store.get("a").toFixed();
  });

  it("is made of these parts of the public API", () => {
    type Setup = Parameters<ReturnType<typeof keyValue>["setup"]>[0];
    expectTypeOf(keyValue).returns.toExtend<Extension<KeyValueStore, KeyValueConfig>>();
    expectTypeOf<KeyValueSessions>().toExtend<SessionStore>();
    expectTypeOf<Setup>().toHaveProperty("onStart");
    expectTypeOf<Setup>().toHaveProperty("onClose");
    expectTypeOf<Setup>().toHaveProperty("setSessions");
    expectTypeOf<Setup>().toHaveProperty("shellContext");
    expectTypeOf<Setup["health"]>().toHaveProperty("add");
  });
});
