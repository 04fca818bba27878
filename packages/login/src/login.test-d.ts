import { Blueprint, Micro, type Request } from "@micro-web/core";
import type { TestClient } from "@micro-web/core/testing";
import { describe, expectTypeOf, it } from "vitest";

import { currentUser } from "./context.ts";
import { type AccessCheck, login, type Login } from "./index.ts";

interface User {
  readonly id: number;
  readonly name: string;
}
interface Admin {
  readonly id: string;
  readonly level: number;
}

const auth = login({
  loadUser: async (id: string): Promise<User | null> => ({ id: Number(id), name: "Ann" }),
});
const admins = login({ name: "admin", loadUser: (id): Admin => ({ id, level: 1 }) });

describe("login() [F328 F332 W27 W29]", () => {
  it("knows the users by the loader", () => {
    expectTypeOf(auth).toEqualTypeOf<Login<User>>();
    expectTypeOf(admins).toEqualTypeOf<Login<Admin, "admin">>();
    // @ts-expect-error -- a user is an object
    login({ loadUser: () => "ann" });
    // @ts-expect-error -- a user has no such property
    login({ loadUser: (): User | null => null, getStamp: (user) => user.passwordHash });
  });

  it("types request.user where it is registered, and nowhere else", () => {
    const app = new Micro(null).register(auth);
    app.get("/<int:id>", ({ user, params }) => {
      expectTypeOf(user).toEqualTypeOf<User | null>();
      expectTypeOf(params.id).toBeNumber();
      return user?.name ?? "";
    });
    app.beforeRequest(({ user }) => void user?.name);
    // @ts-expect-error -- there may be no user
    app.get("/x", ({ user }) => user.name);
    // @ts-expect-error -- this app has no logins
    new Micro(null).get("/", ({ user }) => String(user));
    // @ts-expect-error -- nor has this blueprint
    new Blueprint("blog").get("/", ({ user }) => String(user));
  });

  it("types several kinds of users apart", () => {
    const app = new Micro(null).register(auth, admins);
    app.get("/", ({ user, admin }) => {
      expectTypeOf(user).toEqualTypeOf<User | null>();
      expectTypeOf(admin).toEqualTypeOf<Admin | null>();
      return "";
    });
    // @ts-expect-error -- an admin is no user
    app.get("/x", async (request) => String(await auth.loginUser(request, { id: "1", level: 2 })));
  });

  it("gives views a user who is there", () => {
    const app = new Micro(null).register(auth);
    app.get(
      "/a/<int:id>",
      auth.withUser(({ user, params }) => {
        expectTypeOf(user).toEqualTypeOf<User>();
        expectTypeOf(params.id).toBeNumber();
        return user.name;
      }),
    );
    app.get("/b", (request) => {
      expectTypeOf(auth.requireUser(request)).toEqualTypeOf<User>();
      expectTypeOf(auth.user(request)).toEqualTypeOf<User | null>();
      return "";
    });
    expectTypeOf(currentUser(auth)).toEqualTypeOf<User | null>();
    expectTypeOf(currentUser(admins)).toEqualTypeOf<Admin | null>();
  });

  it("gives checks for routes, blueprints and apps", () => {
    const app = new Micro(null).register(auth);
    const check = auth.rolesRequired("admin");
    expectTypeOf(check).toEqualTypeOf<AccessCheck>();
    app.beforeRequest(auth.loginRequired);
    new Blueprint("blog").beforeRequest(check);
    app.get("/", { use: [auth.loginRequired, auth.freshLoginRequired, check] }, () => "x");
  });

  it("takes requests of any route, whatever its schemas", () => {
    const take = (request: Request<{ id: number }, { page: number }, { name: string }>) => auth.user(request);
    expectTypeOf(take).returns.toEqualTypeOf<User | null>();
  });

  it("checks what policies are about", () => {
    const mayEdit = (user: User, post: { readonly authorId: number }) => user.id === post.authorId;
    const app = new Micro(null).register(auth);
    app.get("/", async (request) => {
      expectTypeOf(await auth.authorize(request, mayEdit, { authorId: 3 })).toEqualTypeOf<User>();
      // @ts-expect-error -- a post has an author
      await auth.allows(request, mayEdit, { author: 3 });
      // @ts-expect-error -- and there has to be one
      return { mayEdit: await auth.allows(request, mayEdit) };
    });
  });

  it("logs test clients in as the right kind of user", () => {
    expectTypeOf(auth.loginAs).parameter(1).toEqualTypeOf<User>();
    expectTypeOf<TestClient>().toExtend<Parameters<typeof auth.loginAs>[0]>();
  });
});
