import { describe, expect, it } from "vitest";

import { Micro } from "./app.ts";
import { reply } from "./http/reply.ts";
import { abort } from "./http-errors.ts";

const QUIET = { logger: { error: () => undefined } };

describe("the signals of a request", () => {
  it("come before the first hook and after the last [F159 B167]", async () => {
    const app = new Micro();
    const trace: string[] = [];
    app.signals.requestStarted.connect(({ request }) => trace.push(`started ${request.path}`));
    app.signals.requestFinished.connect(({ response }) => trace.push(`finished ${response.status}`));
    app.signals.requestTearingDown.connect(({ error }) => trace.push(`tearing down ${String(error)}`));
    app.beforeRequest(() => void trace.push("before"));
    app.afterRequest(() => void trace.push("after"));
    app.teardownRequest(() => void trace.push("teardown"));
    app.get("/", () => {
      trace.push("view");
      return "x";
    });
    await app.testClient().get("/");
    expect(trace).toEqual([
      "started /",
      "before",
      "view",
      "after",
      "finished 200",
      "teardown",
      "tearing down undefined",
    ]);
  });

  it("tell of errors that no handler took, and of no others [F159 F177 B168]", async () => {
    const app = new Micro(null, QUIET);
    const errors: unknown[] = [];
    const failure = new Error("view");
    app.signals.gotRequestException.connect(({ error, request }) => errors.push([request.path, error]));
    app.signals.requestTearingDown.connect(({ error }) => errors.push(error));
    app.onError(RangeError, () => reply("range", 400));
    app.get("/failed", () => {
      throw failure;
    });
    app.get("/handled", () => {
      throw new RangeError("handled");
    });
    app.get("/aborted", () => abort(404));
    const client = app.testClient();
    await client.get("/handled");
    await client.get("/aborted");
    expect(errors.splice(0)).toEqual([undefined, undefined]);
    await client.get("/failed");
    expect(errors).toEqual([["/failed", failure], failure]);
  });

  it("come once, also when the session cannot be saved", async () => {
    const app = new Micro(null, QUIET);
    let times = 0;
    app.signals.requestFinished.connect(() => times++);
    app.get("/", ({ session }) => {
      session["a"] = 1;
      return "x";
    });
    expect((await app.testClient().get("/")).status).toBe(500);
    expect(times).toBe(1);
  });

  it("make a 500 of what a receiver throws", async () => {
    const app = new Micro(null, QUIET);
    app.signals.requestStarted.connect(() => {
      throw new Error("receiver");
    });
    app.get("/", () => "x");
    expect((await app.testClient().get("/")).status).toBe(500);
  });

  it("are each app's own", async () => {
    const [one, two] = [new Micro(), new Micro()];
    let times = 0;
    one.signals.requestStarted.connect(() => times++);
    await two.testClient().get("/");
    expect(times).toBe(0);
  });
});
