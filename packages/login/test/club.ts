import { Blueprint, Micro, type MicroOptions } from "@micro-web/core";

import { login, type Login, type LoginOptions } from "../src/index.ts";

/** A user of the tests. */
export interface Member {
  readonly id: number;
  readonly name: string;
  passwordHash: string;
  isActive: boolean;
  roles: string[];
  permissions: string[];
}

/** An app with logins, and what its tests look at. */
export interface Club {
  readonly app: Micro;
  readonly auth: Login<Member>;
  readonly members: Map<string, Member>;
  readonly ann: Member;
  readonly bob: Member;
  /** How often a user was loaded. */
  readonly loads: string[];
}

/** What an app of the tests has of its own. */
export interface ClubOptions {
  readonly login?: Partial<LoginOptions<Member>>;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly app?: MicroOptions;
  /** Whether the loader answers with a promise. @default true */
  readonly isAsync?: boolean;
}

function createMember(id: number, name: string): Member {
  return { id, name, passwordHash: `hash of ${name}`, isActive: true, roles: [], permissions: [] };
}

/** An app with two users, who log in by `POST /login/<id>`. */
export function createClub(options: ClubOptions = {}): Club {
  const [ann, bob] = [createMember(1, "Ann"), createMember(2, "Bob")];
  const members = new Map([ann, bob].map((member) => [String(member.id), member]));
  const loads: string[] = [];
  const find = (id: string): Member | undefined => {
    loads.push(id);
    return members.get(id);
  };
  const auth = login<Member>({
    loadUser: options.isAsync === false ? find : async (id) => find(id),
    getStamp: (member) => member.passwordHash,
    loginView: "login",
    ...options.login,
  });
  const app = new Micro(null, {
    ...options.app,
    config: { SECRET_KEY: "secret of the tests", TESTING: true, ...options.config },
  }).register(auth);
  addViews(app, auth, members);
  return { app, auth, members, ann, bob, loads };
}

function addViews(app: Micro, auth: Login<Member>, members: ReadonlyMap<string, Member>): void {
  app.get("/login", { name: "login", meta: { loginRequired: false } }, (request) => ({
    messages: request.flashedMessages(),
  }));
  app.post("/login/<id>", { name: "log_in", meta: { loginRequired: false } }, async (request) => {
    const member = members.get(request.params.id);
    const json: unknown = await request.json({ silent: true });
    const isIn = member !== undefined && (await auth.loginUser(request, member, { ...(json as object) }));
    return { isIn, name: auth.user(request)?.name ?? null };
  });
  app.post("/logout", async (request) => {
    await auth.logoutUser(request);
    return { name: auth.user(request)?.name ?? null };
  });
  app.get("/me", (request) => ({
    name: auth.user(request)?.name ?? null,
    method: auth.method(request),
    isFresh: auth.isFresh(request),
  }));
  app.get("/public", () => "for everybody");
  app.get("/private", { use: [auth.loginRequired] }, (request) => `for ${auth.requireUser(request).name}`);
  app.get("/fresh", { use: [auth.freshLoginRequired] }, () => "fresh");
  app.post("/confirm/<id>", (request) => {
    const member = members.get(request.params.id);
    return { isConfirmed: member !== undefined && auth.confirmLogin(request, member) };
  });
  app.post("/password/<id>", async (request) => {
    const member = members.get(request.params.id);
    if (member === undefined) return { isRenewed: false };
    member.passwordHash += " changed";
    return { isRenewed: await auth.renewLogin(request, member), isFresh: auth.isFresh(request) };
  });
  app.get("/session", ({ session }) => ({ ...session }));
  app.post("/session", async ({ session }) => Object.assign(session, { cart: 3, language: "de" }));
  const api = new Blueprint("api", null, { prefix: "/api" });
  api.beforeRequest(auth.loginRequired);
  api.get("/me", (request) => ({ name: auth.requireUser(request).name }));
  app.mount(api);
}
