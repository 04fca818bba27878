import { describe, expect, it } from "vitest";

import { CookieSession } from "./session.ts";

/** A session with this data. */
function createSession(data: Record<string, unknown> = {}): CookieSession {
  return new CookieSession(JSON.stringify(data), true);
}

describe("flashed messages", () => {
  it("come out in the order they went in", () => {
    const session = createSession();
    session.flash("Saved.", "message");
    session.flash("Too late.", "error");
    expect(session.flashedMessages()).toEqual([
      { category: "message", message: "Saved." },
      { category: "error", message: "Too late." },
    ]);
  });

  it("are none at first, and that is no change", () => {
    const session = createSession({ a: 1 });
    expect(session.flashedMessages()).toEqual([]);
    expect(session.changedJson()).toBeNull();
  });

  it("wait in the session for the next request", () => {
    const first = createSession({ a: 1 });
    first.flash("Saved.", "message");
    const json = first.changedJson();
    expect(json).toBe('{"a":1,"_flashes":[["message","Saved."]]}');
    expect(new CookieSession(json ?? "", true).flashedMessages()).toEqual([
      { category: "message", message: "Saved." },
    ]);
  });

  it("are taken once, and are the same list for the rest of the request", () => {
    const session = createSession({ _flashes: [["message", "Saved."]] });
    const messages = session.flashedMessages();
    expect(session.flashedMessages()).toBe(messages);
    expect(session.changedJson()).toBe("{}");
  });

  it("that come after they were taken wait for the next request", () => {
    const session = createSession({ _flashes: [["message", "one"]] });
    session.flashedMessages();
    session.flash("two", "message");
    expect(session.flashedMessages()).toEqual([{ category: "message", message: "one" }]);
    expect(session.changedJson()).toBe('{"_flashes":[["message","two"]]}');
  });

  it("are added to those that wait", () => {
    const session = createSession({ _flashes: [["message", "one"]] });
    session.flash("two", "message");
    expect(session.flashedMessages().map(({ message }) => message)).toEqual(["one", "two"]);
  });

  it("are read as Flask tags them", () => {
    const session = createSession({ _flashes: [{ " t": ["error", "x"] }, ["message", "y"]] });
    expect(session.flashedMessages()).toEqual([
      { category: "error", message: "x" },
      { category: "message", message: "y" },
    ]);
  });

  it.each([[1], ["x"], [{}], [[1]], [[["only one"]]], [[["a", "b", "c"]]], [[null]], [[{ " t": 1 }]]])(
    "are none where %j stands in their place",
    (stored) => {
      expect(createSession({ _flashes: stored }).flashedMessages()).toEqual([]);
    },
  );

  it("are text, whatever stands there", () => {
    expect(createSession({ _flashes: [[1, null]] }).flashedMessages()).toEqual([
      { category: "1", message: "null" },
    ]);
  });
});

describe("CookieSession.changedJson", () => {
  it("is nothing while nothing changed", () => {
    expect(createSession({ a: 1 }).changedJson()).toBeNull();
    expect(createSession().changedJson()).toBeNull();
  });

  it("is the data that changed", () => {
    const session = createSession({ a: 1 });
    session.data["b"] = [2];
    expect(session.changedJson()).toBe('{"a":1,"b":[2]}');
  });

  it("sees through a cookie that was written in another way", () => {
    expect(new CookieSession(' { "a" : 1 } ', true).changedJson()).toBeNull();
  });
});
