import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { afterEach, describe, expect, it } from "vitest";

import { Micro } from "./app.ts";
import { diagnostics } from "./diagnostics.ts";

const heard: string[] = [];
const listeners = ["start", "finish", "error"].map((name) => {
  const listener = (message: unknown): void =>
    void heard.push(`${name} ${Object.keys(message as object).join()}`);
  return { name: `micro.request.${name}`, listener };
});

afterEach(() => {
  for (const { name, listener } of listeners) unsubscribe(name, listener);
});

describe("diagnostics", () => {
  it("publishes the start, the end and the errors of requests to channels [F162]", async () => {
    const app = new Micro(null, { logger: { error: () => undefined } });
    app.use(diagnostics());
    app.get("/", () => "x");
    app.get("/failed", () => {
      throw new Error("x");
    });
    for (const { name, listener } of listeners) subscribe(name, listener);
    await app.testClient().get("/");
    expect(heard.splice(0)).toEqual(["start request", "finish request,response"]);
    await app.testClient().get("/failed");
    expect(heard.splice(0)).toEqual(["start request", "error request,error", "finish request,response"]);
  });
});
