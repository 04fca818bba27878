import { abort, Blueprint, escape, Markup, render } from "micro-web";

import type { Mail, Mailer } from "./mail.ts";

/** A mail that was sent, and when. */
interface KeptMail extends Mail {
  readonly sentAt: Date;
}

/** So many of the latest mails are kept. */
const CAPACITY = 50;

/** Keeps mails in memory and shows them to everybody: for development and tests, in place of a server that sends them. */
export class Mailbox implements Mailer {
  readonly #mails: KeptMail[] = [];

  /** The mails, the latest first. */
  get mails(): readonly KeptMail[] {
    return this.#mails;
  }

  /** Keeps a mail. */
  async send(mail: Mail): Promise<void> {
    this.#mails.unshift({ ...mail, sentAt: new Date() });
    this.#mails.splice(CAPACITY);
  }

  /** Throws all mails away. */
  clear(): void {
    this.#mails.length = 0;
  }

  /** The pages that show them. */
  createPages(): Blueprint {
    const pages = new Blueprint("mailbox", import.meta, { prefix: "/mailbox" });
    pages.get("/", { name: "list" }, () => render("mailbox/list.html", { mails: this.#mails }));
    pages.get("/<int:index>", { name: "show" }, ({ params }) => {
      const mail = this.#mails[params.index] ?? abort(404);
      return render("mailbox/show.html", { mail, text: linkUrls(mail.text) });
    });
    return pages;
  }
}

/** Text whose URLs can be followed. */
function linkUrls(text: string): Markup {
  return new Markup(
    escape(text)
      .toString()
      .replaceAll(/https?:\/\/[^\s<>"]+/g, '<a href="$&">$&</a>'),
  );
}
