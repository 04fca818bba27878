import { type Extension, Micro, type SessionStore } from "@micro-web/core";
import { describe, expectTypeOf, it } from "vitest";

import { keyValue, type KeyValueConfig, type KeyValueSessions, KeyValueStore } from "./index.ts";

describe("keyValue", () => {
  it("gives the store, typed, to the app that registers it", () => {
    const store = new Micro(null).use(keyValue());
    expectTypeOf(store).toEqualTypeOf<KeyValueStore>();
    expectTypeOf(store.increment("a")).toBeNumber();
    // @ts-expect-error -- a value has to be looked at before it is used
    store.get("a").toFixed();
  });

  it("has a store that keeps values by key, and itself in a file", () => {
    const { file, interval }: ConstructorParameters<typeof KeyValueStore>[0] = { file: "", interval: 1000 };
    const store = new KeyValueStore({ file, interval });
    expectTypeOf(store.size).toBeNumber();
    expectTypeOf(store.get("a")).toBeUnknown();
    expectTypeOf(store.set("a", { any: "value" }, 60)).toBeVoid();
    expectTypeOf(store.delete("a")).toBeBoolean();
    expectTypeOf(store.keys()).toEqualTypeOf<string[]>();
    expectTypeOf<KeyValueStore["open" | "flush" | "close"]>().returns.resolves.toBeVoid();
    expectTypeOf<KeyValueStore>().toHaveProperty("check");
  });

  it("is configured by the app", () => {
    expectTypeOf<KeyValueConfig>().toEqualTypeOf<{
      KEY_VALUE_FILE: string;
      KEY_VALUE_INTERVAL: number;
      KEY_VALUE_SESSIONS: boolean;
    }>();
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
