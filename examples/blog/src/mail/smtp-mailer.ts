import { createTransport, type Transporter } from "nodemailer";

import type { Mail, Mailer } from "./mail.ts";

/** Gives mails to a server that sends them. */
export class SmtpMailer implements Mailer {
  readonly #transport: Transporter;
  readonly #from: string;

  /** @param url - `smtps://user:password@mail.example.org`. @param from - `Slow Letters <blog@example.org>`. */
  constructor(url: string, from: string) {
    this.#transport = createTransport(url);
    this.#from = from;
  }

  /** Sends a mail. @throws Error when the server does not take it. */
  async send(mail: Mail): Promise<void> {
    await this.#transport.sendMail({ from: this.#from, ...mail });
  }
}
