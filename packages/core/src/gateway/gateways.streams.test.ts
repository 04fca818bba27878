import { Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { type Driver, GATEWAYS } from "../../test/gateway-drivers.ts";
import { MemoryLogger } from "../../test/memory-logger.ts";
import { Micro } from "../app.ts";
import { abort } from "../http-errors.ts";

/** A promise to settle from outside. */
interface Signal {
  readonly came: Promise<void>;
  fire(): void;
}

function createSignal(): Signal {
  let fire = (): void => undefined;
  const came = new Promise<void>((resolve) => {
    fire = resolve;
  });
  return { came, fire };
}

/** Whether something happens within two seconds. */
async function happens(what: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), 2000);
  });
  return Promise.race([what.then(() => true), late]).finally(() => clearTimeout(timer));
}

describe.each(GATEWAYS)("an app behind $name", ({ open }) => {
  let app: Micro;
  let driver: Driver;
  let logger: MemoryLogger;

  beforeEach(async () => {
    logger = new MemoryLogger();
    app = new Micro(null, { logger });
    driver = await open(app);
  });

  afterEach(() => driver.close());

  describe("streams", () => {
    it("sends each chunk as it comes [F127]", async () => {
      const second = createSignal();
      app.get("/", async function* stream() {
        yield "one";
        await second.came;
        yield new Uint8Array([33]);
      });
      const response = await driver.send({ path: "/" });
      expect(await response.read()).toBe("one");
      second.fire();
      expect(await response.read()).toBe("!");
      expect(await response.read()).toBeNull();
    });

    it("sends a synchronous generator", async () => {
      app.get("/", function* stream() {
        yield "a";
        yield "";
        yield "b";
      });
      expect(await (await driver.send({ path: "/" })).text()).toBe("ab");
    });

    it("sends a web ReadableStream", async () => {
      app.get("/", () => new Blob(["from a ", "blob"]).stream());
      expect(await (await driver.send({ path: "/" })).text()).toBe("from a blob");
    });

    it("sends a web Response with its cookies", async () => {
      app.get(
        "/",
        () =>
          new globalThis.Response("body", {
            status: 418,
            headers: [
              ["X-A", "1"],
              ["Set-Cookie", "a=1"],
              ["Set-Cookie", "b=2"],
            ],
          }),
      );
      const response = await driver.send({ path: "/" });
      expect([response.status, response.header("x-a"), response.header("set-cookie")]).toEqual([
        418,
        ["1"],
        ["a=1", "b=2"],
      ]);
      expect(await response.text()).toBe("body");
    });

    it("asks the source for no more than the client reads (A265)", async () => {
      let produced = 0;
      app.get("/", async function* flood() {
        for (; produced < 2000; produced++) yield new Uint8Array(64 * 1024);
      });
      const response = await driver.send({ path: "/" });
      await response.read();
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(produced).toBeLessThan(400);
      await response.leave();
    });

    it("gives every byte to a client that reads slowly", async () => {
      app.get("/", async function* numbers() {
        for (let index = 0; index < 64; index++) yield String(index % 10).repeat(32 * 1024);
      });
      const response = await driver.send({ path: "/" });
      let size = 0;
      for (let piece = await response.read(); piece !== null; piece = await response.read()) {
        size += piece.length;
        if (size < 300_000) await new Promise((resolve) => setImmediate(resolve));
      }
      expect(size).toBe(64 * 32 * 1024);
    });

    it("breaks off when the source fails, so that no truncated body looks whole (F12) [F186]", async () => {
      app.get("/", async function* broken() {
        yield "half";
        throw new Error("the disk is gone");
      });
      const response = await driver.send({ path: "/" });
      expect(await response.isWhole()).toBe(false);
      expect(logger.text).toContain("the disk is gone");
    });

    it("runs the teardown hooks after a source failed [F186]", async () => {
      const tornDown = createSignal();
      app.teardownRequest(tornDown.fire);
      app.get("/", async function* broken() {
        yield "half";
        throw new Error("gone");
      });
      await (await driver.send({ path: "/" })).isWhole();
      expect(await happens(tornDown.came)).toBe(true);
    });

    it("breaks off when a chunk is neither text nor bytes", async () => {
      app.get("/", async function* numbers() {
        yield "one";
        yield 2 as never;
      });
      const response = await driver.send({ path: "/" });
      expect(await response.isWhole()).toBe(false);
      expect(logger.messages).toHaveLength(1);
    });
  });

  describe("a client that leaves (F14)", () => {
    it("makes the generator's finally run", async () => {
      const ended = createSignal();
      app.get("/", async function* endless() {
        try {
          for (;;) {
            yield "tick";
            await new Promise((resolve) => setTimeout(resolve, 5));
          }
        } finally {
          ended.fire();
        }
      });
      const response = await driver.send({ path: "/" });
      await response.read();
      await response.leave();
      expect(await happens(ended.came)).toBe(true);
    });

    it("makes the teardown hooks run, once", async () => {
      let times = 0;
      const tornDown = createSignal();
      app.teardownRequest(() => {
        times++;
        tornDown.fire();
      });
      app.get("/", async function* endless() {
        for (;;) {
          yield "tick";
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
      });
      const response = await driver.send({ path: "/" });
      await response.read();
      await response.leave();
      expect(await happens(tornDown.came)).toBe(true);
      expect(times).toBe(1);
    });

    it("makes the teardown hooks run while the generator waits for something that never comes", async () => {
      const tornDown = createSignal();
      app.teardownRequest(tornDown.fire);
      app.get("/", async function* stuck() {
        yield "tick";
        await new Promise(() => undefined);
      });
      const response = await driver.send({ path: "/" });
      await response.read();
      void response.leave();
      expect(await happens(tornDown.came)).toBe(true);
    });

    it("makes the teardown hooks run when the generator's finally fails", async () => {
      const tornDown = createSignal();
      app.teardownRequest(tornDown.fire);
      app.get("/", async function* untidy() {
        try {
          for (;;) {
            yield "tick";
            await new Promise((resolve) => setTimeout(resolve, 5));
          }
        } finally {
          abort(500, "untidy");
        }
      });
      const response = await driver.send({ path: "/" });
      await response.read();
      await response.leave().catch(() => undefined);
      expect(await happens(tornDown.came)).toBe(true);
    });

    it("cancels a web stream", async () => {
      const cancelled = createSignal();
      app.get(
        "/",
        () =>
          new ReadableStream({ pull: (controller) => controller.enqueue("tick"), cancel: cancelled.fire }),
      );
      const response = await driver.send({ path: "/" });
      await response.read();
      await response.leave();
      expect(await happens(cancelled.came)).toBe(true);
    });

    it("leaves the app able to serve the next", async () => {
      app.get("/endless", async function* endless() {
        for (;;) yield "x".repeat(1000);
      });
      app.get("/", () => "still here");
      const response = await driver.send({ path: "/endless" });
      await response.read();
      await response.leave();
      expect(await (await driver.send({ path: "/" })).text()).toBe("still here");
    });
  });

  describe("a source that is not sent", () => {
    /** A view's web stream that tells when it is cancelled. */
    function createStream(): { stream: ReadableStream<string>; cancelled: Promise<void> } {
      const { came, fire } = createSignal();
      return { stream: new ReadableStream<string>({ cancel: fire }, { highWaterMark: 0 }), cancelled: came };
    }

    it("is cancelled after a HEAD", async () => {
      const { stream, cancelled } = createStream();
      app.get("/", () => stream);
      await driver.send({ method: "HEAD", path: "/" });
      expect(await happens(cancelled)).toBe(true);
    });

    it("is cancelled when an after-request hook fails", async () => {
      const { stream, cancelled } = createStream();
      app.afterRequest(() => abort(409));
      app.get("/", () => stream);
      expect((await driver.send({ path: "/" })).status).toBe(409);
      expect(await happens(cancelled)).toBe(true);
    });

    it("is cancelled when an after-request hook gives another answer", async () => {
      const { stream, cancelled } = createStream();
      app.afterRequest(() => "another");
      app.get("/", () => stream);
      expect(await (await driver.send({ path: "/" })).text()).toBe("another");
      expect(await happens(cancelled)).toBe(true);
    });

    it("is destroyed after a HEAD when it is a Node stream (F33)", async () => {
      const stream = Readable.from(["x"]);
      app.get("/", () => stream);
      await driver.send({ method: "HEAD", path: "/" });
      await new Promise((resolve) => setTimeout(resolve, 5));
      expect(stream.destroyed).toBe(true);
    });

    it("is destroyed when the client leaves and it is a Node stream (F14)", async () => {
      const stream = new Readable({ read: () => void stream.push("tick") });
      app.get("/", () => stream);
      const response = await driver.send({ path: "/" });
      await response.read();
      await response.leave();
      const closed = new Promise((resolve) => stream.once("close", resolve));
      expect(stream.destroyed || (await happens(closed))).toBe(true);
    });

    it("is answered 500 when it is a web Response that was sent before", async () => {
      const used = new globalThis.Response("once");
      app.get("/", () => used);
      expect(await (await driver.send({ path: "/" })).text()).toBe("once");
      expect((await driver.send({ path: "/" })).status).toBe(500);
      expect(logger.text).toContain("MICRO_VIEW_RESULT");
    });
  });

  describe("the end of a request", () => {
    it("runs the teardown hooks of a whole response", async () => {
      const tornDown = createSignal();
      app.teardownRequest(tornDown.fire);
      app.get("/", () => "x");
      await (await driver.send({ path: "/" })).text();
      expect(await happens(tornDown.came)).toBe(true);
    });

    it("logs what a teardown hook throws, and answers all the same [F186]", async () => {
      app.teardownRequest(() => {
        throw new Error("teardown broke");
      });
      app.get("/", () => "x");
      expect(await (await driver.send({ path: "/" })).text()).toBe("x");
      await new Promise((resolve) => setTimeout(resolve, 10));
      expect(logger.text).toContain("teardown broke");
    });

    it.each(["throws", "rejects"])("logs the error of a close listener that %s", async (how) => {
      app.get("/", (_, response) => {
        response.onClose(() => {
          const error = new Error("closing broke");
          if (how === "rejects") return Promise.reject(error);
          throw error;
        });
        return "x";
      });
      expect(await (await driver.send({ path: "/" })).text()).toBe("x");
      await new Promise((resolve) => setTimeout(resolve, 10));
      expect(logger.text).toContain("closing broke");
    });

    it("answers one request after another", async () => {
      app.get("/<int:n>", ({ params }) => String(params.n));
      for (const n of [1, 2, 3]) expect(await (await driver.send({ path: `/${n}` })).text()).toBe(String(n));
    });

    it("keeps concurrent requests apart (A318)", async () => {
      app.beforeRequest((request) => {
        request.g["id"] = request.query.get("id");
      });
      app.get("/", async (request) => {
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 5));
        return { id: request.g["id"] };
      });
      const ids = Array.from({ length: 40 }, (_, index) => String(index));
      const answers = await Promise.all(
        ids.map(async (id) => JSON.parse(await (await driver.send({ path: `/?id=${id}` })).text())),
      );
      expect(answers).toEqual(ids.map((id) => ({ id })));
    });
  });
});
