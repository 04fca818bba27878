import { describe, expect, it } from "vitest";

import { createClub } from "../test/club.ts";
import { currentUser } from "./context.ts";

describe("currentUser", () => {
  it("is the user of the request that the code runs for [F328 W29]", async () => {
    const { app, auth } = createClub();
    const greet = async () => {
      await Promise.resolve();
      return `Hello, ${currentUser(auth)?.name ?? "stranger"}!`;
    };
    app.get("/greet", greet);
    const [ann, visitor] = [app.testClient(), app.testClient()];
    await ann.post("/login/1");
    const [one, other] = await Promise.all([ann.get("/greet"), visitor.get("/greet")]);
    expect([one.text, other.text]).toEqual(["Hello, Ann!", "Hello, stranger!"]);
  });

  it("is not there outside a request (MICRO_NO_REQUEST_CONTEXT)", () => {
    expect(() => currentUser(createClub().auth)).toThrow("MICRO_NO_REQUEST_CONTEXT");
  });
});
