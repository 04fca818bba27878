import { Micro } from "@micro-web/core";
import { liveServer, testExtension } from "@micro-web/core/testing";
import { describe, expect, it } from "vitest";

import { timing } from "./timing-extension.ts";

describe("timing, as an extension [F543]", () => {
  it.each(
    testExtension(timing, {
      configs: [{ TIMING_HEADER: true }, { TIMING_HEADER: false }],
      invalidConfigs: [{ TIMING_HEADER: "yes" }, { TIMING_SLOW: 0 }],
      prepare: (app) => app.get("/page", () => "page"),
      observe: async (app) => (await app.testClient().get("/page")).headers.has("Server-Timing"),
    }),
  )("$name", ({ run }) => expect(run()).resolves.toBeUndefined());
});

describe("timing", () => {
  const createApp = () => {
    const app = new Micro(null, { config: { TESTING: true } }).register(timing());
    app.get("/movies", async (request) => [
      await request.timing.measure("database", () => "Ran"),
      await request.timing.measure("database", async () => "Ikiru"),
      await request.timing.measure("render", () => "page"),
    ]);
    return app;
  };

  it("says how long the request and each measured task took", async () => {
    const response = await createApp().testClient().get("/movies");
    expect(response.json()).toEqual(["Ran", "Ikiru", "page"]);
    expect(response.headers.get("Server-Timing")).toMatch(
      /^total;dur=\d+\.\d, database;dur=\d+\.\d, render;dur=\d+\.\d$/,
    );
  });

  it("measures tasks that fail, and refuses a name that the header cannot have", async () => {
    const app = createApp();
    app.get("/fail", (request) => request.timing.measure("a b", () => "x"));
    await expect(app.testClient().get("/fail")).rejects.toThrow('A timing cannot be named "a b".');
  });

  it("tells of slow requests", async () => {
    const slow: string[] = [];
    const app = new Micro(null, { config: { TIMING_SLOW: 20 } }).register(
      timing({ onSlow: (path, milliseconds) => slow.push(`${path} ${milliseconds >= 20}`) }),
    );
    app.get("/fast", () => "fast");
    app.get("/slow", () => new Promise<string>((resolve) => setTimeout(() => resolve("slow"), 30)));
    await app.testClient().get("/fast");
    await app.testClient().get("/slow");
    expect(slow).toEqual(["/slow true"]);
  });
});

describe("micro timing", () => {
  it("requests a page and shows a table", async () => {
    const app = new Micro(null).register(timing());
    app.get("/", () => "home");
    await using server = await liveServer(app);
    const { exitCode, stdout } = await app.testCommand(["timing", server.url, "3"]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^name  +min  +median  +max\ntotal( +\d+\.\d){3}\n$/);
  });

  it.each([
    [["timing"], "The argument <url> is missing."],
    [["timing", "here"], 'url is "here". Invalid URL'],
    [["timing", "http://127.0.0.1/", "none"], 'requests is "none". It has to be a number from 1.'],
  ])("says how it is used: %j", async (words, reason) => {
    const app = new Micro(null).register(timing());
    const { exitCode, stdout, stderr } = await app.testCommand(words);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(
      new RegExp(`^${reason}\nUsage: micro timing \\[options\\] <url> \\[requests\\]\n`),
    );
  });

  it("says so when a page sends no timing", async () => {
    const app = new Micro(null, { config: { TIMING_HEADER: false } }).register(timing());
    await using server = await liveServer(app);
    const { exitCode, stderr } = await app.testCommand(["timing", server.url]);
    expect([exitCode, stderr]).toEqual([1, `${server.url}/ sends no Server-Timing. Is TIMING_HEADER on?\n`]);
  });
});
