import { describe, expect, it } from "vitest";

import { createRequest } from "../../fixtures/request.ts";
import { render, type Rendering } from "./rendering.ts";
import type { FlashedMessage, RequestSession, SessionData } from "./request.ts";

/** A session that keeps everything in memory. */
class MemorySession implements RequestSession {
  readonly data: SessionData = {};
  readonly flashes: FlashedMessage[] = [];

  flash(message: string, category: string): void {
    this.flashes.push({ category, message });
  }

  flashedMessages(): readonly FlashedMessage[] {
    return this.flashes;
  }
}

describe("the session of a request", () => {
  it("is opened when it is asked for, once", () => {
    const opened: unknown[] = [];
    const session = new MemorySession();
    const request = createRequest({
      openSession: (asked) => {
        opened.push(asked);
        return session;
      },
    });
    expect(request.openedSession).toBeUndefined();
    expect(request.session).toBe(session.data);
    expect(request.session).toBe(session.data);
    expect(request.openedSession).toBe(session);
    expect(opened).toEqual([request]);
  });

  it.each<[string, (session: SessionData) => unknown, unknown]>([
    ["a key in it", (session) => "user" in session, false],
    ["its keys", (session) => Object.keys(session), []],
    ["its length", (session) => Object.entries(session).length, 0],
    ["its JSON", (session) => JSON.stringify(session), "{}"],
    ["a value", (session) => session["user"], undefined],
  ])("is opened by asking for %s (A4)", (_, ask, answer) => {
    const request = createRequest({ openSession: () => new MemorySession() });
    expect(ask(request.session)).toEqual(answer);
    expect(request.openedSession).toBeDefined();
  });

  it("is not opened by anything else", () => {
    const request = createRequest({ target: "/?a=1", headers: { Cookie: "session=x" } });
    expect([request.cookies["session"], request.query.get("a"), request.g]).toEqual(["x", "1", {}]);
    expect(request.openedSession).toBeUndefined();
  });

  it("keeps flashed messages, with the category message unless told otherwise", () => {
    const session = new MemorySession();
    const request = createRequest({ openSession: () => session });
    request.flash("Saved.");
    request.flash("Too late.", "error");
    expect(session.flashes).toEqual([
      { category: "message", message: "Saved." },
      { category: "error", message: "Too late." },
    ]);
    expect(request.flashedMessages()).toBe(session.flashes);
  });
});

describe("what a request asks of its app", () => {
  it("is the text of a template, at once or later", async () => {
    const texts = [({ template }: Rendering) => String(template), async () => "later"];
    const [atOnce, later] = texts.map((renderText) =>
      createRequest({ render: renderText }).renderText(render("a.html")),
    );
    expect(atOnce).toBe("a.html");
    expect(await later).toBe("later");
  });

  it("is rendered for the request itself", () => {
    const asked: unknown[] = [];
    const request = createRequest({
      render: (rendering, of) => {
        asked.push(rendering, of);
        return "";
      },
    });
    const rendering = render("a.html");
    void request.renderText(rendering);
    expect(asked).toEqual([rendering, request]);
  });

  it.each([null, 0, 3600])("is how long a browser may keep a file: %j", (fileMaxAge) => {
    expect(createRequest({ fileMaxAge }).fileMaxAge).toBe(fileMaxAge);
  });
});

describe("the globals of a request", () => {
  it("are shared by all that have the request", () => {
    const request = createRequest();
    request.g["user"] = "ann";
    expect(request.g).toEqual({ user: "ann" });
    expect(request.g).toBe(request.g);
  });

  it("are not shared between requests (A318)", () => {
    const [one, other] = [createRequest(), createRequest()];
    one.g["user"] = "ann";
    expect(other.g).toEqual({});
  });
});
