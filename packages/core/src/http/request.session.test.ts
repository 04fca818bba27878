import { describe, expect, it } from "vitest";

import { createRequest } from "../../fixtures/request.ts";
import { render, type Rendering } from "./rendering.ts";
import { createSession } from "../session/session.ts";
import type { SessionData } from "./session.ts";

describe("the session of a request", () => {
  it("is opened when it is asked for, once", () => {
    const opened: unknown[] = [];
    const session = createSession();
    const request = createRequest({
      openSession: (asked) => {
        opened.push(asked);
        return session;
      },
    });
    expect([request.openedSession, request.isSessionUsed]).toEqual([undefined, false]);
    expect(request.session).toBe(session);
    expect(request.session).toBe(session);
    expect([request.openedSession, request.isSessionUsed]).toEqual([session, true]);
    expect(opened).toEqual([request]);
  });

  it("may be there before it is asked for, and is not used until then", () => {
    const request = createRequest();
    const session = createSession();
    request.setSession(session);
    expect([request.openedSession, request.isSessionUsed]).toEqual([session, false]);
    expect(request.session).toBe(session);
    expect(request.isSessionUsed).toBe(true);
  });

  it.each<[string, (session: SessionData) => unknown, unknown]>([
    ["a key in it", (session) => "user" in session, false],
    ["its keys", (session) => Object.keys(session), []],
    ["its length", (session) => Object.entries(session).length, 0],
    ["its JSON", (session) => JSON.stringify(session), "{}"],
    ["a value", (session) => session["user"], undefined],
  ])("is used by asking for %s [A4 B75 B76]", (_, ask, answer) => {
    const request = createRequest({ openSession: () => createSession() });
    expect(ask(request.session)).toEqual(answer);
    expect(request.isSessionUsed).toBe(true);
  });

  it("is not opened by anything else", () => {
    const request = createRequest({ target: "/?a=1", headers: { Cookie: "session=x" } });
    expect([request.cookies["session"], request.query.get("a"), request.g]).toEqual(["x", "1", {}]);
    expect(request.openedSession).toBeUndefined();
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
    expect(createRequest({ fileMaxAge }).fileMaxAgeOf("a.css")).toBe(fileMaxAge);
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
