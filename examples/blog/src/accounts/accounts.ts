import { normalizeAccount } from "@micro-web/login";
import { abort, Blueprint, redirect, render, reply } from "micro-web";

import { db } from "../database.ts";
import type { Mailer } from "../mail/mail.ts";
import { ForgottenForm, LoginForm, PasswordForm, RegisterForm } from "./account-forms.ts";
import { AccountMails, confirmations, resets } from "./account-mails.ts";
import { auth } from "./auth.ts";
import { passwords } from "./passwords.ts";
import { pruneCommand } from "./prune-command.ts";
import { registerUser } from "./registration.ts";
import { createMailThrottle } from "./throttles.ts";
import { User } from "./user.ts";

const FORM = { methods: ["GET", "POST"] } as const;
const STALE_LINK = "This link is not valid any more.";

/**
 * Makes the pages that register visitors and log them in. Whether an address has an account, no page tells.
 *
 * @param mailer - Sends the mails with their links.
 */
export function createAccounts(mailer: Mailer): Blueprint {
  const accounts = new Blueprint("accounts", import.meta, { prefix: "/account" });
  const mails = new AccountMails(mailer);
  addRegistration(accounts, mails);
  addLogin(accounts, mails);
  addForgottenPassword(accounts, mails);
  accounts.cli.add("prune", pruneCommand);
  return accounts;
}

function addRegistration(accounts: Blueprint, mails: AccountMails): void {
  const throttle = createMailThrottle();

  accounts.route("/register", { name: "register", ...FORM }, async (request) => {
    const form = await RegisterForm.from(request);
    if (!form.validateOnSubmit()) return render("accounts/register.html", { form });
    await throttle.attempt(request, form.data.email);
    const user = await registerUser(form.data);
    await (user.confirmedAt == null
      ? mails.sendConfirmation(request, user)
      : mails.sendAlreadyRegistered(request, user));
    return redirect(request.urlFor(".sent"));
  });

  accounts.get("/sent", { name: "sent" }, () => render("accounts/sent.html"));

  // Programs that look into mails follow links: what changes something is a button.
  accounts.route("/confirm/<token>", { name: "confirm", ...FORM }, async (request) => {
    const { user } = (await confirmations.verify(request, request.params.token)) ?? abort(400, STALE_LINK);
    if (request.method === "GET") return render("accounts/confirm.html", { user });
    user.confirmedAt = new Date();
    await db.commit();
    request.flash("Your address is confirmed. You can log in now.");
    return redirect(request.urlFor(".log_in"));
  });
}

function addLogin(accounts: Blueprint, mails: AccountMails): void {
  accounts.route("/login", { name: "log_in", ...FORM }, async (request) => {
    const form = await LoginForm.from(request);
    if (!form.validateOnSubmit()) return render("accounts/login.html", { form });
    const { email, password, remember } = form.data;
    const user = await auth.authenticate(request, email, password);
    if (user !== null && user.confirmedAt == null) {
      await mails.sendConfirmation(request, user);
      return redirect(request.urlFor(".sent"));
    }
    if (user === null || !(await auth.loginUser(request, user, { remember }))) {
      form.addError(null, "The address or the password is not right.");
      return reply(render("accounts/login.html", { form }), 422);
    }
    return redirect(auth.nextUrl(request));
  });

  accounts.post("/logout", { name: "log_out" }, async (request) => {
    await auth.logoutUser(request);
    request.flash("You are logged out.");
    return redirect(request.urlFor("posts.list"));
  });
}

function addForgottenPassword(accounts: Blueprint, mails: AccountMails): void {
  const throttle = createMailThrottle();

  accounts.route("/forgotten", { name: "forgotten", ...FORM }, async (request) => {
    const form = await ForgottenForm.from(request);
    if (!form.validateOnSubmit()) return render("accounts/forgotten.html", { form });
    await throttle.attempt(request, form.data.email);
    const user = await db.em.findOne(User, { email: normalizeAccount(form.data.email) });
    if (user !== null) await mails.sendReset(request, user);
    return redirect(request.urlFor(".sent"));
  });

  accounts.route("/reset/<token>", { name: "reset", ...FORM }, async (request) => {
    const { user } = (await resets.verify(request, request.params.token)) ?? abort(400, STALE_LINK);
    const form = await PasswordForm.from(request);
    if (!form.validateOnSubmit()) return render("accounts/reset.html", { form });
    user.passwordHash = await passwords.hash(form.data.password);
    user.confirmedAt ??= new Date(); // who got the mail has the address
    await db.commit();
    request.flash("Your new password is set, and you are logged out everywhere. Log in with it.");
    return redirect(request.urlFor(".log_in"));
  });
}
