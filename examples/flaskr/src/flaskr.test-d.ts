import { type Request, Micro } from "micro-web";
import { currentApp, g } from "micro-web/context";
import { describe, expectTypeOf, it } from "vitest";

import { currentUser } from "./auth.ts";
import { createApp } from "./create-app.ts";
import { addPost, type PostText } from "./post.ts";
import type { User } from "./user.ts";

declare const request: Request;

describe("the app's own names", () => {
  it("are typed in g [F167 W29]", () => {
    expectTypeOf(request.g.user).toEqualTypeOf<User | null>();
    expectTypeOf(g.user).toEqualTypeOf<User | null>();
    // @ts-expect-error -- nobody may be logged in
    String(request.g.user.username);
    // @ts-expect-error -- a user is more than a name
    request.g.user = "test";
  });

  it("are typed in the session [F167 W29]", () => {
    expectTypeOf(request.session.userId).toEqualTypeOf<number | undefined>();
    // @ts-expect-error -- an id is a number
    request.session.userId = "1";
  });

  it("are typed in the configuration of the app and the current app [W29]", () => {
    expectTypeOf(new Micro().config.DATABASE).toBeString();
    expectTypeOf(currentApp().config.DATABASE).toBeString();
    // @ts-expect-error -- a path, not a connection
    createApp({ DATABASE: null });
    // @ts-expect-error -- there is no such key
    createApp({ DATABSE: "flaskr.sqlite" });
  });
});

describe("currentUser()", () => {
  it("is somebody [W29]", () => {
    expectTypeOf(currentUser(request)).toEqualTypeOf<User>();
  });
});

describe("addPost()", () => {
  it("needs a title, a body and an author", () => {
    expectTypeOf(addPost).parameters.toEqualTypeOf<[PostText, number]>();
    // @ts-expect-error -- the body is missing
    addPost({ title: "a" }, 1);
    // @ts-expect-error -- the author is an id
    addPost({ title: "a", body: "b" }, "test");
  });
});
