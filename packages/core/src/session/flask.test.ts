import { beforeEach, describe, expect, it, vi } from "vitest";

import { requestWith, SETTINGS, visit } from "../../fixtures/sessions.ts";
import { takeFlashes } from "../http/flash.ts";
import type { Session } from "../http/session.ts";
import { CookieSessions } from "./cookie-sessions.ts";

const NOW = 1_795_262_400;
const sessions = new CookieSessions({
  ...SETTINGS,
  secrets: ["a-secret-of-32-bytes-for-testing", "old-secret-of-32-bytes-for-tests"],
});

/** The session of a cookie that Flask 3.1 made, at NOW. */
function open(session: string): Session {
  return sessions.open(requestWith(session));
}

beforeEach(() => {
  vi.spyOn(Date, "now").mockReturnValue((NOW + 60) * 1000);
});
describe("a session of Flask's", () => {
  it.each([
    ["eyJ1c2VyX2lkIjozfQ.awGHwA.QksUlu2i5YSd8lQfZ9syuJKk1xQ", { user_id: 3 }],
    ["eyJuYW1lIjoiY2FmXHUwMGU5IFx1ZDgzY1x1ZGZhYyJ9.awGHwA.N1lcqRM7RzJpx735GPPdCAMLJio", { name: "café 🎬" }],
    ["e30.awGHwA.xVc4SFy8ST6Yz2jf7ppY4zzuTRg", {}],
  ])("is read: %s", (cookie, data) => {
    expect({ ...open(cookie) }).toEqual(data);
  });

  it("is read with an older secret", () => {
    expect({ ...open("eyJ1c2VyX2lkIjozfQ.awGHwA.ZPISdd3ZUl-jHK8PHlanpON-sas") }).toEqual({ user_id: 3 });
  });

  it("is read when Flask has compressed it [F231]", () => {
    const cookie = ".eJyrVipJrShRslKqGAVEA6VaAECykCA.awGHwA.FabAlMU_gUS5VZCygYwrTW6Cqgo";
    expect({ ...open(cookie) }).toEqual({ text: "x".repeat(300) });
  });

  it("has its flashed messages when Flask has compressed it [F231]", () => {
    const cookie =
      ".eJyrVopPy0kszkgtVrKKrlZSKAFSSrmpxcWJ6alKOkrBiWWpKXpKsbU6MLnUoqL8IqCMW2pGTmqRlUJyYlpMqYFBqiVQUayOUp6SlWEtAJYaGq4" +
      ".awGHwA.YG5u6Wqiael9-49ELfxt5KYzXSQ";
    expect(takeFlashes(open(cookie))).toEqual([
      { category: "message", message: "Saved." },
      { category: "error", message: "Fehler: café" },
    ]);
  });

  it.each([
    [
      "inflates to 200 kB",
      ".eJztwUENADAIBDAvJwM3c0FC8D4N_NtOXioNAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAJxlP1VJTY4.awGHwA._3XqWLgSyVrmNjxRZI14IzlUQXM",
    ],
    ["is no zlib stream", ".bm90IHpsaWI.awGHwA.dLx2JP8HGSyBxBH_6VE_ie9bnx8"],
    ["is empty", "..awGHwA.4ESLYJPus-OGxIq0eSuZJUqNywQ"],
  ])("is an anonymous one when what is compressed %s (A337)", (_, cookie) => {
    expect({ ...open(cookie) }).toEqual({});
  });

  it("is written so that Flask reads it", async () => {
    vi.mocked(Date.now).mockReturnValue(NOW * 1000);
    const { cookie } = await visit(sessions, undefined, (session) => (session["user_id"] = 3));
    expect(cookie).toBe("eyJ1c2VyX2lkIjozfQ.awGHwA.QksUlu2i5YSd8lQfZ9syuJKk1xQ");
  });
});
