import { abort, Blueprint, redirect, render, type Request, type ViewWrapper } from "micro-web";

import { hashPassword, verifyPassword } from "./password.ts";
import { addUser, findUser, findUserByName, type User } from "./user.ts";

declare module "micro-web" {
  interface RequestGlobals {
    /** Who is logged in. */
    user: User | null;
  }

  interface SessionData {
    /** Who is logged in. */
    userId?: number;
  }
}

/** Accounts: register, log in, log out. */
export const auth: Blueprint<"auth", "/auth"> = new Blueprint("auth", import.meta, { prefix: "/auth" });

auth.beforeAppRequest(({ session, g }) => {
  g.user = session.userId === undefined ? null : findUser(session.userId);
});

auth.route("/register", { name: "register", methods: ["GET", "POST"] }, async (request) => {
  if (request.method !== "POST") return render("auth/register.html");
  const { username, password } = await readCredentials(request);
  const error = await registerUser(username, password);
  if (error === null) return redirect(request.urlFor("auth.login"));
  request.flash(error, "error");
  return render("auth/register.html", { username });
});

auth.route("/login", { name: "login", methods: ["GET", "POST"] }, async (request) => {
  if (request.method !== "POST") return render("auth/login.html");
  const { username, password } = await readCredentials(request);
  const user = findUserByName(username);
  if (user !== null && (await verifyPassword(password, user.passwordHash))) {
    request.session.clear();
    request.session.regenerate();
    request.session.userId = user.id;
    return redirect(request.urlFor("blog.index"));
  }
  request.flash(user === null ? "Incorrect username." : "Incorrect password.", "error");
  return render("auth/login.html", { username });
});

auth.get("/logout", { name: "logout" }, (request) => {
  request.session.clear();
  return redirect(request.urlFor("blog.index"));
});

/** Sends visitors who are not logged in to the login page. */
export const loginRequired: ViewWrapper = (request, response, next) =>
  request.g.user === null ? redirect(request.urlFor("auth.login")) : next();

/** Who is logged in, in a view behind {@link loginRequired}. */
export function currentUser({ g }: Pick<Request, "g">): User {
  return g.user ?? abort(401);
}

async function readCredentials(
  request: Pick<Request, "form">,
): Promise<Record<"username" | "password", string>> {
  const form = await request.form();
  return { username: form.get("username", ""), password: form.get("password", "") };
}

/** Adds an account, or says why not. */
async function registerUser(username: string, password: string): Promise<string | null> {
  if (username === "") return "Username is required.";
  if (password === "") return "Password is required.";
  return addUser(username, await hashPassword(password)) ? null : `User ${username} is already registered.`;
}
