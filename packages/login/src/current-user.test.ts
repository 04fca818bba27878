import { describe, expect, it } from "vitest";

import { standIn } from "./current-user.ts";

class Member {
  readonly #name = "Ann";
  readonly is_active = "by its own rule";
  greet(): string {
    return `Hello, ${this.#name}!`;
  }
}

/** As a template reads it. */
type Anything = Readonly<Record<string | symbol, unknown>>;

describe("the stand-in for a user in templates", () => {
  const ofMember = standIn(
    () => new Member(),
    () => "1",
  ) as Anything;
  const ofNobody = standIn(
    () => null,
    () => "",
  ) as Anything;

  it("has the user's members, methods with their own object, and Flask-Login's where there are none [F328]", () => {
    expect((ofMember["greet"] as () => string)()).toBe("Hello, Ann!");
    expect(ofMember["is_active"]).toBe("by its own rule");
    expect(ofMember["is_authenticated"]).toBe(true);
    expect((ofMember["get_id"] as () => string)()).toBe("1");
    expect([ofMember["none"], "none" in ofMember, ofMember[Symbol.iterator]]).toEqual([
      undefined,
      false,
      undefined,
    ]);
    expect(Object.getOwnPropertyDescriptor(ofMember, "none")).toBeUndefined();
    expect(Object.entries(ofMember)).toEqual([["is_active", "by its own rule"]]);
  });

  it("is an anonymous user for nobody [F328]", () => {
    const names = ["is_authenticated", "is_active", "is_anonymous", "name", "constructor", "__proto__"];
    expect(names.map((name) => ofNobody[name])).toEqual([
      false,
      false,
      true,
      undefined,
      undefined,
      undefined,
    ]);
    expect((ofNobody["get_id"] as () => null)()).toBeNull();
    expect(Object.keys(ofNobody)).toEqual([]);
  });
});
