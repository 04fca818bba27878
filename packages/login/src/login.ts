import {
  type AppSetup,
  type Extension,
  Forbidden,
  isPromise,
  type MaybePromise,
  MicroError,
  type Request,
  type Response,
  safeRedirectTarget,
  type Schema,
  type View,
} from "@micro-web/core";
import type { TestClient } from "@micro-web/core/testing";

import type { AnyRequest } from "./any-request.ts";
import type { ApiToken } from "./api-token-store.ts";
import { Authenticator } from "./authenticator.ts";
import { standIn } from "./current-user.ts";
import { Guard } from "./guard.ts";
import { type LoginConfig, loginConfigSchema } from "./login-config.ts";
import type { LoginOptions, LoginUserOptions } from "./login-options.ts";
import type { LoginSignals } from "./login-signals.ts";
import { isLoginView, refusalError, refuseStale, refuseVisitor } from "./refusal.ts";
import { RememberMe } from "./remember-me.ts";
import { UserTokens, type UserTokensOptions } from "./user-tokens.ts";
import { type LoginMethod, Visit } from "./visit.ts";

/**
 * Lets requests through, or answers them: in the option `use` of a route, or as a before-request hook of a blueprint or
 * app.
 */
export type AccessCheck = (
  request: Request,
  response: Response,
  next?: () => MaybePromise<unknown>,
) => unknown;

/** What a {@link Login} adds to requests. */
export type LoginProperties<User, Name extends string> = { readonly [Key in Name]: User | null };

/** Decides whether a user may do something: `(user, post) => post.authorId === user.id`. */
export type Policy<User, Subjects extends readonly unknown[]> = (
  user: User,
  ...subjects: Subjects
) => MaybePromise<boolean>;

/**
 * Who is logged in: an extension, and what views do with it. {@link login} makes one.
 *
 * @typeParam User - A user of the app.
 * @typeParam Name - What it is called in requests.
 */
export class Login<User extends object, Name extends string = "user"> implements Extension<
  Login<User, Name>,
  LoginConfig,
  LoginProperties<User, Name>
> {
  /** "login", or "login-admin" for the users called "admin". */
  readonly name: string;
  /** Checks the app's configuration. */
  readonly config: Schema<LoginConfig> = loginConfigSchema;
  /** What happens to logins. */
  readonly signals: LoginSignals<User>;
  declare readonly "~properties"?: (properties: LoginProperties<User, Name>) => void;
  readonly #guard: Guard<User>;
  readonly #authenticator: Authenticator<User>;
  readonly #key: string;

  /** @param options - Of the app's author. */
  constructor(options: LoginOptions<User, Name>) {
    this.#guard = new Guard(options);
    this.#authenticator = new Authenticator(this.#guard);
    this.#key = `~login-${this.#guard.name}`;
    this.name = this.#guard.name === "user" ? "login" : `login-${this.#guard.name}`;
    this.signals = this.#guard.signals;
  }

  /** Adds `request.user`, `current_user` for templates, and the hook that loads the user; for `app.register()`. */
  setup(setup: AppSetup<LoginProperties<User, Name>>, config: LoginConfig): this {
    const guard = this.#guard;
    const { rememberStore = null } = guard.options;
    const services = { guard, config, rememberMe: new RememberMe(config, guard.name, rememberStore) };
    setup.addRequestProperty(this.#key, (request) => new Visit(services, request) as never); // for visitOf()
    setup.addRequestProperty(guard.name, (request) => this.user(request) as never, { isLive: true }); // as declared
    setup.templates.addContextProcessor((request) => ({
      [`current_${guard.name}`]: standIn(
        () => this.user(request),
        (user) => guard.idOf(user),
      ),
    }));
    setup.beforeRequest((request) => this.#admit(request));
    return this;
  }

  /** The user who makes a request; `null` for nobody. The same as `request.user`. */
  user(request: AnyRequest): User | null {
    return this.#visitOf(request).user;
  }

  /**
   * The user who makes a request; for nobody it answers as {@link loginRequired} does.
   *
   * @throws Unauthorized
   * @example
   * app.post("/posts", async (request) => createPost(auth.requireUser(request), await request.form()));
   */
  requireUser(request: AnyRequest): User {
    const user = this.user(request);
    if (user === null) throw refusalError(this.#guard, request);
    return user;
  }

  /** Loads the user, for code that runs before the hooks of the app: middleware. Elsewhere it is done already. */
  async load(request: AnyRequest): Promise<User | null> {
    const visit = this.#visitOf(request);
    await visit.load();
    return visit.user;
  }

  /** How the user was recognized: "session", "remember", "request"; `null` for nobody. */
  method(request: AnyRequest): LoginMethod | null {
    return this.#visitOf(request).method;
  }

  /** Whether the user has shown a password in this session, and was not just remembered (Flask-Login's `login_fresh`). */
  isFresh(request: AnyRequest): boolean {
    return this.#visitOf(request).isFresh;
  }

  /**
   * Logs a user in, whose password has been checked. The session is a new one; what was in the old one is gone, except
   * messages and what `keepInSession` names.
   *
   * @returns `false` for a user who is not active.
   * @throws MicroError `MICRO_SESSION_NO_SECRET`, `MICRO_LOGIN_USER`, `MICRO_LOGIN_REMEMBER`, `MICRO_LOGIN_MISSING`.
   * @example
   * await auth.loginUser(request, user, { remember: form.get("remember") === "yes" });
   */
  loginUser(request: AnyRequest, user: User, options: LoginUserOptions = {}): Promise<boolean> {
    return this.#visitOf(request).login(user, options);
  }

  /**
   * The user with this name and password; `null` for nobody. It takes as long for a name that nobody has, guesses are
   * counted, and a hash that is outdated is replaced.
   *
   * @param account - What the visitor says to be. @param password - As it came.
   * @throws TooManyRequests with Retry-After; ServiceUnavailable when too many passwords are being checked; MicroError
   *   `MICRO_LOGIN_CREDENTIALS` without the option `credentials`.
   * @example
   * const user = await auth.authenticate(request, form.get("email") ?? "", form.get("password") ?? "");
   * if (user === null) return render("login.html", { error: "Wrong e-mail address or password." });
   */
  async authenticate(request: AnyRequest, account: string, password: string): Promise<User | null> {
    const user = await this.#authenticator.authenticate(request, account, password);
    if (user === null) this.signals.loginFailed.send({ request, account });
    return user;
  }

  /** Logs the user out: the session is emptied, and the browser does not remember them. */
  logoutUser(request: AnyRequest): Promise<void> {
    return this.#visitOf(request).logout();
  }

  /**
   * Makes the login fresh, once the user has shown the password again (Flask-Login's `confirm_login`).
   *
   * @param user - Whose password it was.
   * @returns `false`, and nothing changes, when it is not this user who is logged in by a session.
   */
  confirmLogin(request: AnyRequest, user: User): boolean {
    return this.#visitOf(request).confirm(user);
  }

  /**
   * Keeps this login, and this browser's remember-me cookie, when the stamp of the user has changed: all others end
   * (Django's `update_session_auth_hash`).
   *
   * @param user - As they are now.
   * @returns `false`, and nothing changes, when it is not this user who is logged in by a session.
   * @example
   * const user = await updateUser(known.id, { passwordHash: await hashPassword(password) });
   * await auth.renewLogin(request, user);
   */
  renewLogin(request: AnyRequest, user: User): Promise<boolean> {
    return this.#visitOf(request).renew(user);
  }

  /**
   * Tokens for links in mails, each for one use.
   *
   * @example
   * const resets = auth.tokens({ purpose: "password-reset", getStamp: (user) => user.passwordHash });
   * const token = resets.create(request, user);
   * const { user } = (await resets.verify(request, token)) ?? abort(400, "This link is not valid any more.");
   */
  tokens(options: UserTokensOptions<User>): UserTokens<User> {
    return new UserTokens(this.#guard, options, (request) => this.#visitOf(request).config);
  }

  /** The API token that a request was made with; `null` for one of a session. */
  token(request: AnyRequest): ApiToken | null {
    return this.#guard.options.apiTokens?.of(request) ?? null;
  }

  /**
   * Logs a test client in, without a password and a login view (Flask-Login's `FlaskLoginClient`).
   *
   * @param options - `fresh`: whether the user has just shown a password. @default true
   * @example
   * const client = app.testClient();
   * await auth.loginAs(client, ann);
   * expect((await client.get("/account")).status).toBe(200);
   */
  async loginAs(
    client: Pick<TestClient, "session">,
    user: User,
    { fresh = true }: { readonly fresh?: boolean } = {},
  ): Promise<void> {
    const record = this.#guard.recordOf(user, { isFresh: fresh, isForced: false, fingerprint: null });
    await client.session((session) => this.#guard.sessions.begin(session, record, Object.keys(session)));
  }

  /** Makes all browsers forget a user: for "log out everywhere". Needs `rememberStore`. @returns How many did. */
  async forgetUser(user: User): Promise<number> {
    return (await this.#guard.options.rememberStore?.deleteOfUser(this.#guard.idOf(user))) ?? 0;
  }

  /**
   * Where to send a visitor after the login: the path of this site that `next` names in the query, or the fallback.
   *
   * @example
   * return redirect(auth.nextUrl(request, "/home"));
   */
  nextUrl(request: AnyRequest, fallback: string = `${request.rootPath}/`): string {
    return safeRedirectTarget(request.queryValues.get("next"), request, fallback);
  }

  /**
   * Lets users through; sends browsers to the login view, answers others 401.
   *
   * @example
   * app.get("/account", { use: [auth.loginRequired] }, showAccount);
   * blog.beforeRequest(auth.loginRequired);
   */
  readonly loginRequired: AccessCheck = (request, _response, next) =>
    this.#check(request, next, () => undefined);

  /** Lets users through who have shown their password in this session; sends others to the refresh view. */
  readonly freshLoginRequired: AccessCheck = (request, _response, next) =>
    this.#check(request, next, (_user, visit) =>
      visit.isFresh || this.#leadsHere(request, next) ? undefined : refuseStale(this.#guard, request),
    );

  /** Lets users with all of these roles through; answers others 403. */
  rolesRequired(...roles: readonly string[]): AccessCheck {
    return this.#checkUser((user) => hasAll(this.#rolesOf(user), roles));
  }

  /** Lets users with one of these roles through; answers others 403. */
  rolesAccepted(...roles: readonly string[]): AccessCheck {
    return this.#checkUser((user) => hasSome(this.#rolesOf(user), roles));
  }

  /** Lets users with all of these permissions through; answers others 403. */
  permissionsRequired(...permissions: readonly string[]): AccessCheck {
    return this.#checkUser((user) => hasAll(this.#permissionsOf(user), permissions));
  }

  /** Lets users with one of these permissions through; answers others 403. */
  permissionsAccepted(...permissions: readonly string[]): AccessCheck {
    return this.#checkUser((user) => hasSome(this.#permissionsOf(user), permissions));
  }

  /** Lets API tokens with all of these abilities through, and users with a session; answers others 403. */
  abilitiesRequired(...abilities: readonly string[]): AccessCheck {
    return (request, _response, next) =>
      this.#check(request, next, () => {
        if (this.#guard.options.apiTokens?.allows(request, abilities) === false) throw new Forbidden();
      });
  }

  /** Whether the user has a role; nobody has one. */
  hasRole(request: AnyRequest, role: string): boolean {
    const user = this.user(request);
    return user !== null && hasAll(this.#rolesOf(user), [role]);
  }

  /** Whether the user has a permission; nobody has one. */
  hasPermission(request: AnyRequest, permission: string): boolean {
    const user = this.user(request);
    return user !== null && hasAll(this.#permissionsOf(user), [permission]);
  }

  /**
   * Whether the user may do something by a policy of the app; nobody may.
   *
   * @example
   * const editPost = (user: User, post: Post) => post.authorId === user.id;
   * if (await auth.allows(request, editPost, post)) showEditLink();
   */
  async allows<Subjects extends readonly unknown[]>(
    request: AnyRequest,
    policy: Policy<User, Subjects>,
    ...subjects: Subjects
  ): Promise<boolean> {
    const user = this.user(request);
    return user !== null && (await policy(user, ...subjects)) === true;
  }

  /**
   * The user, if they may do something by a policy of the app.
   *
   * @throws Forbidden; Unauthorized for nobody, as {@link requireUser}
   * @example
   * await auth.authorize(request, editPost, post);
   */
  async authorize<Subjects extends readonly unknown[]>(
    request: AnyRequest,
    policy: Policy<User, Subjects>,
    ...subjects: Subjects
  ): Promise<User> {
    const user = this.requireUser(request);
    if ((await policy(user, ...subjects)) === true) return user;
    throw new Forbidden();
  }

  /**
   * A view for users alone, in which `request.user` is one.
   *
   * @example
   * app.get("/account", auth.withUser(({ user }) => `Hello, ${user.name}!`));
   */
  withUser<Params, Query, Input>(
    view: View<Params, Query, Input, { readonly [Key in Name]: User }>,
  ): View<Params, Query, Input> {
    return (request, response) => {
      const show = (): unknown => view(request as Parameters<typeof view>[0], response); // it has a user by then
      return this.#check(request, show, () => undefined) as ReturnType<typeof view>; // or the answer of a refusal
    };
  }

  /** Runs before the app's own hooks. */
  #admit(request: Request): MaybePromise<unknown> {
    const { loaders, options } = this.#guard;
    if (options.isRequired === true && !this.#isOpen(request))
      return this.#check(request, undefined, () => undefined);
    if (loaders.length === 0 && !request.headers.has("cookie")) return undefined;
    return isStatic(request) ? undefined : this.#visitOf(request).load();
  }

  /** Whether a page is for visitors too, with `isRequired`: there is no view, or it says so. */
  #isOpen(request: Request): boolean {
    return request.endpoint === "" || isStatic(request) || request.meta["loginRequired"] === false;
  }

  #checkUser(isAllowed: (user: User) => boolean): AccessCheck {
    return (request, _response, next) =>
      this.#check(request, next, (user) => {
        if (!isAllowed(user)) throw new Forbidden();
      });
  }

  /** @param check - Gives the answer for a user who may not; nothing for one who may. */
  #check(
    request: AnyRequest,
    next: (() => unknown) | undefined,
    check: (user: User, visit: Visit<User>) => unknown,
  ): unknown {
    const visit = this.#visitOf(request);
    const decide = (): unknown => {
      const { user } = visit;
      if (user !== null) return check(user, visit) ?? next?.();
      return this.#leadsHere(request, next) ? undefined : refuseVisitor(this.#guard, request);
    };
    const loaded = visit.load();
    return isPromise(loaded) ? loaded.then(decide) : decide();
  }

  /** Whether a hook would send a visitor of the login view to the login view. */
  #leadsHere(request: AnyRequest, next: (() => unknown) | undefined): boolean {
    return next === undefined && isLoginView(this.#guard, request);
  }

  #rolesOf(user: User): ReadonlySet<string> {
    const { getRoles = (known: User): Iterable<string> => textsOf(known, "roles") } = this.#guard.options;
    return new Set(getRoles(user));
  }

  #permissionsOf(user: User): ReadonlySet<string> {
    const { getPermissions = (known: User): Iterable<string> => textsOf(known, "permissions") } =
      this.#guard.options;
    return new Set(getPermissions(user));
  }

  #visitOf(request: AnyRequest): Visit<User> {
    const visit: unknown = Reflect.get(request, this.#key);
    if (visit instanceof Visit) return visit as Visit<User>; // under the key of this guard
    throw new MicroError(
      "MICRO_LOGIN_MISSING",
      `The extension "${this.name}" was asked about ${request.method} ${request.path}, of an app or blueprint on which it ` +
        "is not registered. Call app.register() with it.",
    );
  }
}

/** Whether a request is for a file of an app's or blueprint's static folder, and not for a view that is called like one. */
function isStatic({ endpoint, rule }: Request): boolean {
  return (endpoint === "static" || endpoint.endsWith(".static")) && rule.endsWith("/<path:filename>");
}

function textsOf(user: object, property: string): readonly string[] {
  const values: unknown = Reflect.get(user, property);
  return Array.isArray(values) ? values.filter((value) => typeof value === "string") : [];
}

function hasAll(known: ReadonlySet<string>, wanted: readonly string[]): boolean {
  return wanted.every((name) => known.has(name));
}

function hasSome(known: ReadonlySet<string>, wanted: readonly string[]): boolean {
  return wanted.some((name) => known.has(name));
}

/**
 * Logins for an app: `app.register(auth)` adds `request.user`, typed, and `current_user` for templates. Users are any
 * objects, from any database.
 *
 * @example
 * export const auth = login({
 *   loadUser: (id) => database.findUser(Number(id)),
 *   getStamp: (user) => user.passwordHash,
 *   loginView: "auth.login",
 * });
 * export const app = new Micro(import.meta).register(auth);
 * app.get("/account", { use: [auth.loginRequired] }, ({ user }) => `Hello, ${user?.name}!`);
 */
export function login<User extends object, const Name extends string = "user">(
  options: LoginOptions<User, Name>,
): Login<User, Name> {
  return new Login(options);
}
