import { describe, expect, it } from "vitest";

import { createRequest } from "../../fixtures/request.ts";
import { createSession } from "../session/session.ts";
import { addFlash, type FlashedMessage, takeFlashes } from "./flash.ts";
import { Markup } from "./markup.ts";
import type { Request } from "./request.ts";
import type { SessionData } from "./session.ts";

/** A request whose session holds these messages as they are kept. */
function createVisit(stored: unknown, messageFlashed?: (...said: unknown[]) => void): Request {
  const session = createSession({ text: JSON.stringify(stored === undefined ? {} : { _flashes: stored }) });
  return createRequest({
    openSession: () => session,
    ...(messageFlashed === undefined ? {} : { messageFlashed }),
  });
}

describe("flashed messages [F242 F243]", () => {
  it("come out in the order they went in, all at once [B90]", () => {
    const request = createVisit(undefined);
    request.flash("Saved.");
    request.flash("Too late.", "error");
    expect(request.session.isModified).toBe(true);
    expect(request.flashedMessages()).toEqual([
      { category: "message", message: "Saved." },
      { category: "error", message: "Too late." },
    ]);
    expect({ ...request.session }).toEqual({});
  });

  it("are none at first, and that is no change", () => {
    const request = createVisit(undefined);
    expect(request.flashedMessages()).toEqual([]);
    expect(request.session.isModified).toBe(false);
  });

  it("wait in the session for the next request, as Flask keeps them", () => {
    const request = createVisit(undefined);
    request.flash("Saved.");
    expect({ ...request.session }).toEqual({ _flashes: [["message", "Saved."]] });
  });

  it("are the same list for the rest of the request, and gone with the next [B92]", () => {
    const request = createVisit([["message", "Saved."]]);
    const messages = request.flashedMessages();
    expect(request.flashedMessages()).toBe(messages);
    expect(messages).toHaveLength(1);
    expect(createVisit(request.session["_flashes"]).flashedMessages()).toEqual([]);
  });

  it("that come after they were taken wait for the next request", () => {
    const request = createVisit([["message", "one"]]);
    request.flashedMessages();
    request.flash("two");
    expect(request.flashedMessages()).toEqual([{ category: "message", message: "one" }]);
    expect({ ...request.session }).toEqual({ _flashes: [["message", "two"]] });
  });

  it("are selected by category, and the others stay for the rest of the request [B91]", () => {
    const request = createVisit([
      ["message", "one"],
      ["error", "two"],
      ["info", "three"],
    ]);
    const texts = (found: readonly FlashedMessage[]): unknown[] => found.map(({ message }) => message);
    expect(texts(request.flashedMessages({ categories: ["error"] }))).toEqual(["two"]);
    expect(texts(request.flashedMessages({ categories: ["message", "info"] }))).toEqual(["one", "three"]);
    expect(texts(request.flashedMessages({ categories: ["none"] }))).toEqual([]);
    expect(texts(request.flashedMessages({ categories: [] }))).toEqual(["one", "two", "three"]);
  });

  it("may be markup, also in the next request [B91]", () => {
    const request = createVisit(undefined);
    request.flash(new Markup("<b>Saved.</b>"));
    const waiting = request.session["_flashes"];
    expect(waiting).toEqual([["message", new Markup("<b>Saved.</b>")]]);
    const [flashed] = request.flashedMessages();
    expect(flashed?.message).toBeInstanceOf(Markup);
    expect(String(flashed?.message)).toBe("<b>Saved.</b>");
    expect(JSON.stringify(flashed)).toBe('{"category":"message","message":"<b>Saved.</b>"}');
  });

  it("are told to whoever listens", () => {
    const said: unknown[] = [];
    const request = createVisit(undefined, (...arguments_) => said.push(arguments_));
    request.flash("Saved.", "info");
    expect(said).toEqual([[request, { category: "info", message: "Saved." }]]);
  });

  it.each([[1], ["x"], [{}], [[1]], [[["only one"]]], [[["a", "b", "c"]]], [[null]]])(
    "are none where %j stands in their place",
    (stored) => {
      const session: SessionData = { _flashes: stored };
      expect(takeFlashes(session)).toEqual([]);
      addFlash(session, "x", "message");
      expect(takeFlashes(session)).toEqual([{ category: "message", message: "x" }]);
    },
  );

  it("are text, whatever stands there", () => {
    expect(createVisit([[1, null]]).flashedMessages()).toEqual([{ category: "1", message: "null" }]);
  });

  it("add to a new list, not to one that somebody holds", () => {
    const list = [["message", "one"]];
    const session: SessionData = { _flashes: list };
    addFlash(session, "two", "message");
    expect(list).toHaveLength(1);
  });
});
