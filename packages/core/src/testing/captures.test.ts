import { describe, expect, it } from "vitest";

import { Micro } from "../app.ts";
import type { Request } from "../http/request.ts";
import { captureFlashes, captureTemplates } from "./captures.ts";

function sendRendered(app: Micro, template: string, request: Request | null = null): void {
  app.signals.templateRendered.send({ template, context: { title: template }, request });
}

describe("captureTemplates", () => {
  it("keeps what is rendered until its block ends [F363 F161]", () => {
    const app = new Micro();
    let seen: readonly unknown[];
    {
      using captured = captureTemplates(app);
      expect([captured.all, captured.last]).toEqual([[], undefined]);
      sendRendered(app, "a.html");
      sendRendered(app, "b.html");
      expect(captured.last).toMatchObject({ template: "b.html", context: { title: "b.html" } });
      seen = captured.all;
    }
    sendRendered(app, "c.html");
    expect(seen).toMatchObject([{ template: "a.html" }, { template: "b.html" }]);
    expect(app.signals.templateRendered.hasReceivers).toBe(false);
  });
});

describe("captureFlashes", () => {
  it("keeps what is flashed until it is stopped [F363]", async () => {
    const app = new Micro();
    const captured = captureFlashes(app);
    const request = await app.testRequest("/");
    app.signals.messageFlashed.send({ request, message: "Added.", category: "info" });
    captured.stop();
    app.signals.messageFlashed.send({ request, message: "late", category: "info" });
    expect(captured.all).toMatchObject([{ message: "Added.", category: "info" }]);
  });
});

describe("a response", () => {
  it("has the templates and flashes of its own request [F363]", async () => {
    const app = new Micro();
    app.get("/<name>", async (request) => {
      await Promise.resolve();
      sendRendered(app, request.params.name, request);
      sendRendered(app, "mail.txt");
      return "x";
    });
    const client = app.testClient();
    const responses = await Promise.all([client.get("/a"), client.get("/b")]);
    expect(responses.map(({ templates }) => templates.map(({ template }) => template))).toEqual([
      ["a"],
      ["b"],
    ]);
    expect(responses.map(({ flashes }) => flashes)).toEqual([[], []]);
    expect(app.signals.templateRendered.hasReceivers).toBe(false);
  });
});
