import { describe, expect, it } from "vitest";

import { Micro } from "./app.ts";
import { reply } from "./http/reply.ts";
import { abort, BadRequest, InternalServerError } from "./http-errors.ts";

const FAILURE = new Error("view");

/** An app with a view that fails, and what it logs. */
function createApp(config: Record<string, unknown> = {}): { app: Micro; logged: string[] } {
  const logged: string[] = [];
  const app = new Micro(null, { config, logger: { error: (message) => logged.push(message) } });
  app.get("/", () => {
    throw FAILURE;
  });
  app.get("/missing", () => abort(404));
  app.get("/bad", () => abort(400, "no name"));
  return { app, logged };
}

describe("an error that no handler took", () => {
  it.each([{ TESTING: true }, { PROPAGATE_EXCEPTIONS: true }, { TESTING: true, DEBUG: true }])(
    "reaches the test client with %j [F178 F362 B115]",
    async (config) => {
      const { app } = createApp(config);
      await expect(app.testClient().get("/")).rejects.toBe(FAILURE);
    },
  );

  it.each([{}, { DEBUG: true }, { TESTING: true, PROPAGATE_EXCEPTIONS: false }])(
    "is a 500 with %j [B115]",
    async (config) => {
      expect((await createApp(config).app.testClient().get("/")).status).toBe(500);
    },
  );

  it("reaches the test client after the teardown, past the handler for 500 [F178]", async () => {
    const { app } = createApp({ TESTING: true });
    const seen: unknown[] = [];
    app.onError(500, () => "handled");
    app.teardownRequest((request, error) => void seen.push(error));
    await expect(app.testClient().get("/")).rejects.toBe(FAILURE);
    expect(seen).toEqual([FAILURE]);
  });

  it("does not reach it when a handler takes it [B107 B112]", async () => {
    const { app } = createApp({ TESTING: true });
    app.onError(Error, (error) => reply(`took ${error.message}`, 409));
    expect((await app.testClient().get("/")).text).toBe("took view");
  });

  it("is logged once with path and method, and its stack [F177 B118]", async () => {
    const { app, logged } = createApp();
    await app.testClient().get("/");
    expect(logged).toHaveLength(1);
    expect(logged[0]).toMatch(/^Exception on \/ \[GET\]\nError: view\n {4}at /);
  });

  it("is given to the handler for 500 as the cause of an InternalServerError [F177 B106]", async () => {
    const { app } = createApp();
    app.get("/direct", () => abort(500));
    app.onError(500, (error) => ({
      is: error instanceof InternalServerError,
      cause: error.cause === FAILURE,
    }));
    const client = app.testClient();
    expect(await (await client.get("/")).json()).toEqual({ is: true, cause: true });
    expect(await (await client.get("/direct")).json()).toEqual({ is: false, cause: false });
  });
});

describe("TRAP_HTTP_EXCEPTIONS", () => {
  it("treats HTTP errors like any other [F179 B116]", async () => {
    const { app } = createApp({ TRAP_HTTP_EXCEPTIONS: true, TESTING: true });
    await expect(app.testClient().get("/missing")).rejects.toThrow("Not Found");
    await expect(app.testClient().get("/no/route")).rejects.toMatchObject({ status: 404 });
  });

  it("leaves alone what is answered by a handler or on purpose [F179]", async () => {
    const { app } = createApp({ TRAP_HTTP_EXCEPTIONS: true, TESTING: true });
    app.get("/on-purpose", () => abort(reply("gone", 410)));
    app.onError(404, () => "handled");
    expect((await app.testClient().get("/on-purpose")).status).toBe(410);
    expect((await app.testClient().get("/missing")).text).toBe("handled");
  });
});

describe("TRAP_BAD_REQUEST_ERRORS", () => {
  it("treats bad requests like any other error [F179]", async () => {
    const { app } = createApp({ TRAP_BAD_REQUEST_ERRORS: true, TESTING: true });
    await expect(app.testClient().get("/bad")).rejects.toBeInstanceOf(Error);
    expect((await app.testClient().get("/missing")).status).toBe(404);
    expect(BadRequest.status).toBe(400);
  });
});
