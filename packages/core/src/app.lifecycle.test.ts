import { createServer, request } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";

import { MemoryLogger } from "../test/memory-logger.ts";
import { exchange, head } from "../test/raw-socket.ts";
import { portOf, serveForTest, stopServer } from "../test/running-server.ts";
import { Micro } from "./app.ts";

const view = (): string => "x";

describe("the start of an app [F16]", () => {
  it("runs its listeners before the first request, in order, waiting for each", async () => {
    const app = new Micro();
    const trace: string[] = [];
    app.onStart(async () => {
      await new Promise((resolve) => setTimeout(resolve, 2));
      trace.push("1");
    });
    app.onStart(() => void trace.push("2"));
    app.get("/", () => {
      trace.push("view");
      return "x";
    });
    await app.testClient().get("/");
    expect(trace).toEqual(["1", "2", "view"]);
  });

  it("happens once, however many requests come first", async () => {
    const app = new Micro();
    let times = 0;
    app.onStart(async () => {
      await Promise.resolve();
      times++;
    });
    app.get("/", view);
    const client = app.testClient();
    await Promise.all([client.get("/"), client.get("/"), app.start()]);
    expect(times).toBe(1);
  });

  it("fails with what a listener throws", async () => {
    const app = new Micro();
    app.onStart(() => {
      throw new Error("no database");
    });
    await expect(app.start()).rejects.toThrow("no database");
  });

  it("fails with the mistakes of the routes", async () => {
    const app = new Micro();
    app.get("/<nope:x>", view);
    await expect(app.start()).rejects.toThrow("MICRO_CONVERTER_UNKNOWN");
  });

  it("that failed is told to the test client", async () => {
    const app = new Micro();
    app.get("/<nope:x>", view);
    await expect(app.testClient().get("/")).rejects.toThrow("MICRO_CONVERTER_UNKNOWN");
  });

  it("that failed is answered 500 on a socket and logged, without details for the client", async () => {
    const logger = new MemoryLogger();
    const app = new Micro(null, { logger });
    app.onStart(() => {
      throw new Error("password is hunter2");
    });
    const server = createServer(app.handle);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => stopServer(server));
    const { first } = await exchange(portOf(server), head("GET /"));
    expect([first.status, first.body]).toEqual([500, "500 Internal Server Error\n"]);
    expect(logger.text).toContain("hunter2");
  });

  it("lets requests wait that come while it lasts", async () => {
    const app = new Micro();
    let open = (): void => undefined;
    app.onStart(() => new Promise<void>((resolve) => {
      open = resolve;
    })); // prettier-ignore
    app.get("/", view);
    const server = createServer(app.handle);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => stopServer(server));
    const pending = exchange(portOf(server), head("GET /"));
    await new Promise((resolve) => setTimeout(resolve, 20));
    open();
    expect((await pending).first.body).toBe("x");
  });
});

describe("the close of an app [F16]", () => {
  it("runs its listeners last registered first, waiting for each", async () => {
    const app = new Micro();
    const trace: string[] = [];
    app.onClose(() => void trace.push("1"));
    app.onClose(async () => {
      await new Promise((resolve) => setTimeout(resolve, 2));
      trace.push("2");
    });
    await app.close();
    expect(trace).toEqual(["2", "1"]);
  });

  it("happens once", async () => {
    const app = new Micro();
    let times = 0;
    app.onClose(() => void times++);
    await app.close();
    await app.close();
    expect(times).toBe(1);
  });

  it("runs all listeners and collects what they throw", async () => {
    const app = new Micro();
    let ran = false;
    app.onClose(() => void (ran = true));
    app.onClose(() => {
      throw new Error("one");
    });
    app.onClose(async () => {
      throw new Error("two");
    });
    const failure = await app.close().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(AggregateError);
    expect((failure as AggregateError).errors.map(String)).toEqual(["Error: two", "Error: one"]);
    expect(ran).toBe(true);
  });
});

describe("listen", () => {
  it("serves on a free port of this machine", async () => {
    const app = new Micro();
    app.get("/", view);
    const port = await serveForTest(app);
    expect((await exchange(port, head("GET /"))).first.body).toBe("x");
  });

  it("listens to this machine only", async () => {
    const server = await new Micro().listen({ port: 0 });
    onTestFinished(() => stopServer(server));
    expect(server.address()).toMatchObject({ address: "127.0.0.1" });
  });

  it("takes another host", async () => {
    const server = await new Micro().listen({ port: 0, host: "localhost" });
    onTestFinished(() => stopServer(server));
    expect(server.listening).toBe(true);
  });

  it("fails when the port is taken (F44)", async () => {
    const port = await serveForTest(new Micro());
    await expect(new Micro().listen({ port })).rejects.toThrow("EADDRINUSE");
  });

  it("fails when the app cannot start", async () => {
    const app = new Micro();
    app.get("/<nope:x>", view);
    await expect(app.listen({ port: 0 })).rejects.toThrow("MICRO_CONVERTER_UNKNOWN");
  });

  it("closes the app with the server", async () => {
    const app = new Micro();
    const closed = new Promise<void>((resolve) => app.onClose(resolve));
    const server = await app.listen({ port: 0 });
    await stopServer(server);
    await expect(closed).resolves.toBeUndefined();
  });

  it("logs what fails when the app closes", async () => {
    const logger = new MemoryLogger();
    const app = new Micro(null, { logger });
    app.onClose(() => {
      throw new Error("closing broke");
    });
    await stopServer(await app.listen({ port: 0 }));
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(logger.text).toContain("closing broke");
  });
});

describe("app.handle", () => {
  it("is a listener of a server of one's own", async () => {
    const app = new Micro();
    app.get("/", view);
    const server = createServer(app.handle);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => stopServer(server));
    const body = await new Promise<string>((resolve, reject) => {
      request({ port: portOf(server), host: "127.0.0.1" }, (incoming) => {
        incoming.setEncoding("utf8").on("data", resolve);
      }).on("error", reject).end();
    }); // prettier-ignore
    expect(body).toBe("x");
  });

  it("keeps headers that another listener set (A237)", async () => {
    const app = new Micro();
    app.get("/", view);
    const server = createServer((incoming, outgoing) => {
      outgoing.setHeader("X-Outer", "1");
      app.handle(incoming, outgoing);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => stopServer(server));
    const { first } = await exchange(portOf(server), head("GET /"));
    expect([first.header("x-outer"), first.body]).toEqual(["1", "x"]);
  });
});
