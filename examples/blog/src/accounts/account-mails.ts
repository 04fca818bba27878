import { type Rendering, type Request, render } from "micro-web";
import { currentApp } from "micro-web/context";

import type { Mailer } from "../mail/mail.ts";
import { publicUrl } from "../public-url.ts";
import { auth } from "./auth.ts";
import type { User } from "./user.ts";

const HOUR = 3600;

/** For the link that confirms an address: good until it is confirmed, or somebody registers with it anew. */
export const confirmations = auth.tokens({
  purpose: "confirm",
  maxAge: 24 * HOUR,
  getStamp: (user) => `${user.email} ${user.passwordHash} ${user.confirmedAt?.getTime() ?? ""}`,
});

/** For the link that sets a new password: good until there is one. */
export const resets = auth.tokens({
  purpose: "reset",
  maxAge: HOUR,
  getStamp: (user) => user.passwordHash,
});

/** The mails about accounts. None is waited for: how long an answer takes must not tell who has an account. */
export class AccountMails {
  readonly #mailer: Mailer;

  /** @param mailer - Sends them. */
  constructor(mailer: Mailer) {
    this.#mailer = mailer;
  }

  /** Asks whether an address is the visitor's own. */
  async sendConfirmation(request: Request, user: User): Promise<void> {
    const token = confirmations.create(request, user);
    const url = publicUrl(request, "accounts.confirm", { token });
    await this.#send(request, user, {
      subject: "Confirm your address",
      text: render("mails/confirm.txt", { user, url }),
    });
  }

  /** Tells somebody who registers again that there is an account. */
  async sendAlreadyRegistered(request: Request, user: User): Promise<void> {
    const url = publicUrl(request, "accounts.forgotten");
    await this.#send(request, user, {
      subject: "You have an account already",
      text: render("mails/registered.txt", { user, url }),
    });
  }

  /** Sends the link that sets a new password. */
  async sendReset(request: Request, user: User): Promise<void> {
    const token = resets.create(request, user);
    const url = publicUrl(request, "accounts.reset", { token });
    await this.#send(request, user, {
      subject: "A new password",
      text: render("mails/reset.txt", { user, url }),
    });
  }

  async #send(
    request: Request,
    user: User,
    { subject, text }: { readonly subject: string; readonly text: Rendering },
  ): Promise<void> {
    const { logger, config } = currentApp();
    const mail = {
      to: user.email,
      subject: `${config.BLOG_NAME}: ${subject}`,
      text: await request.renderText(text),
    };
    void this.#mailer
      .send(mail)
      .catch((error: unknown) => logger.error(`The mail "${subject}" was not sent.`, error));
  }
}
