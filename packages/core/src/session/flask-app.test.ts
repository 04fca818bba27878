import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { SECRET, SETTINGS, type Visit, visit } from "../../fixtures/sessions.ts";
import { findFlask, Flask } from "../../test/flask.ts";
import { addFlash, takeFlashes } from "../http/flash.ts";
import { Markup } from "../http/markup.ts";
import type { Session } from "../http/session.ts";
import { TimedSerializer } from "../timed-serializer.ts";
import { CookieSessions } from "./cookie-sessions.ts";

const python = findFlask();

/** A request to a Micro app whose view uses the session. */
function micro(
  cookie: string | null | undefined,
  use: (session: Session) => void,
  secrets = [SECRET],
): Promise<Visit> {
  return visit(new CookieSessions({ ...SETTINGS, secrets }), cookie ?? undefined, use);
}

describe.skipIf(python === null)("a Flask app and a Micro app with one SECRET_KEY [F231]", () => {
  let flask: Flask;

  beforeAll(() => {
    flask = new Flask(python ?? "");
  });

  afterAll(() => flask.stop());

  /** What Flask has in a session, as Python writes it. */
  async function readByFlask(cookie: string | undefined, secret: string = SECRET): Promise<unknown> {
    return (await flask.visit({ secret, path: "/read", cookie })).body["session"];
  }

  it("share a login, whoever began it", async () => {
    const { cookie } = await flask.visit({
      secret: SECRET,
      path: "/write",
      body: { user_id: 3, name: "café 🎬" },
    });
    const changed = await micro(cookie, (session) => {
      expect({ ...session }).toEqual({ user_id: 3, name: "café 🎬" });
      session["role"] = "admin";
    });
    expect(await readByFlask(changed.cookie)).toEqual({ name: "'café 🎬'", role: "'admin'", user_id: "3" });
  });

  it("do not write a session that the other has written and they only read", async () => {
    const { cookie } = await flask.visit({ secret: SECRET, path: "/special" });
    const read = await micro(cookie, (session) => void session["nested"]);
    expect(read.setCookie).toBe("");
  });

  it("share what Flask tags [F234 B85]", async () => {
    const { cookie } = await flask.visit({ secret: SECRET, path: "/special" });
    const { session } = await micro(cookie, () => undefined);
    expect({ ...session }).toEqual({
      when: new Date(Date.UTC(2026, 10, 21, 12, 30, 15)),
      bytes: Uint8Array.of(0, 255, 123, 125),
      tuple: [1, ["a"]],
      markup: new Markup("<b>x</b>"),
      uuid: "12345678-1234-5678-1234-567812345678",
      tag: { " t": "not a tuple" },
      nested: { list: [{ " d": "not a date" }, Uint8Array.of(120)] },
    });
  });

  it("share what Micro tags, as far as Flask has a tag [F234 B85]", async () => {
    const { cookie } = await micro(undefined, (session) => {
      session["date"] = new Date(Date.UTC(2026, 10, 21, 12, 30, 15, 123));
      session["bytes"] = Uint8Array.of(0, 255);
      session["markup"] = new Markup("<b>x</b>");
      session["tag"] = { " b": "not bytes" };
    });
    expect(await readByFlask(cookie)).toEqual({
      bytes: String.raw`b'\x00\xff'`,
      date: "datetime.datetime(2026, 11, 21, 12, 30, 15, tzinfo=datetime.timezone.utc)",
      markup: "Markup('<b>x</b>')",
      tag: "{' b': 'not bytes'}",
    });
    const { session } = await micro(cookie, () => undefined);
    expect(session["date"]).toEqual(new Date(Date.UTC(2026, 10, 21, 12, 30, 15, 123)));
  });

  it("keep what only Micro tags through Flask", async () => {
    const data = { map: new Map([["a", 1n]]), set: new Set(["x"]), big: 12345678901234567890n };
    const { cookie } = await micro(undefined, (session) => void Object.assign(session, data));
    const written = await flask.visit({ secret: SECRET, path: "/write", cookie, body: { more: 1 } });
    const { session } = await micro(written.cookie, () => undefined);
    expect({ ...session }).toEqual({ ...data, more: 1 });
  });

  it("share compressed sessions", async () => {
    const text = "long ".repeat(300);
    const byFlask = await flask.visit({ secret: SECRET, path: "/write", body: { text } });
    expect(byFlask.cookie).toMatch(/^\.eJ/);
    const { session } = await micro(byFlask.cookie, () => undefined);
    expect(session["text"]).toBe(text);
    const byMicro = await micro(undefined, (fresh) => (fresh["text"] = text));
    expect(byMicro.cookie).toMatch(/^\.eJ/);
    expect(await readByFlask(byMicro.cookie)).toEqual({ text: `'${text}'` });
  });

  it("share flashed messages [F242]", async () => {
    const { cookie } = await flask.visit({ secret: SECRET, path: "/flash" });
    const { session } = await micro(cookie, () => undefined);
    expect(takeFlashes(session)).toEqual([
      { category: "message", message: "Saved." },
      { category: "error", message: new Markup("<i>Fehler: café</i>") },
    ]);
    const added = await micro(cookie, (waiting) => addFlash(waiting, "Third.", "info"));
    const { body } = await flask.visit({ secret: SECRET, path: "/flashes", cookie: added.cookie });
    expect(body["flashes"]).toEqual([
      ["message", "Saved."],
      ["error", "<i>Fehler: café</i>"],
      ["info", "Third."],
    ]);
  });

  it("share whether a session is permanent [B82]", async () => {
    const byFlask = await flask.visit({ secret: SECRET, path: "/permanent" });
    expect((await micro(byFlask.cookie, () => undefined)).session.permanent).toBe(true);
    const byMicro = await micro(undefined, (session) => (session.permanent = true));
    expect(await readByFlask(byMicro.cookie)).toEqual({ _permanent: "True" });
  });

  it("rotate their keys together [B81]", async () => {
    const { cookie } = await flask.visit({ secret: "old", path: "/write", body: { a: 1 } });
    const rotated = await micro(cookie, (session) => (session["b"] = 2), ["new", "old"]);
    expect(await readByFlask(rotated.cookie, "new")).toEqual({ a: "1", b: "2" });
    expect(await readByFlask(rotated.cookie, "old")).toEqual({});
    expect({ ...(await micro(cookie, () => undefined, ["new"])).session }).toEqual({});
  });

  it("share tokens of itsdangerous [F246]", async () => {
    const tokens = new TimedSerializer(SECRET, { salt: "email-confirm" });
    for (const value of [{ user: 3 }, "x".repeat(2000), ["é", 1.5, null]]) {
      expect(tokens.verify(await flask.dumps(SECRET, "email-confirm", value), { maxAge: 60 }).value).toEqual(
        value,
      );
      expect(await flask.loads(SECRET, "email-confirm", tokens.sign(value))).toEqual(value);
    }
  });
});
