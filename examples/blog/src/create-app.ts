import { mkdir } from "node:fs/promises";

import { forms } from "@micro-web/forms";
import { csrf, security } from "@micro-web/security";
import { type ConfigValues, HttpError, Micro, render, reply } from "micro-web";

import { admin } from "./admin/admin.ts";
import { api } from "./api/api.ts";
import { createAccounts } from "./accounts/accounts.ts";
import { auth } from "./accounts/auth.ts";
import { tokens } from "./accounts/tokens.ts";
import { db } from "./database.ts";
import { demoCommand } from "./seed/demo-command.ts";
import type { Mailer } from "./mail/mail.ts";
import { Mailbox } from "./mail/mailbox.ts";
import { SmtpMailer } from "./mail/smtp-mailer.ts";
import { people } from "./people/people.ts";
import { posts } from "./posts/posts.ts";
import { currentEnvironment, type Environment, INSTANCE, settingsFor, settingsSchema } from "./settings.ts";

/** What an app is made of, for tests and for other ways to run it. */
export interface AppOptions {
  /** @default that of NODE_ENV */
  readonly environment?: Environment;
  /** Values that win over those of the environment. */
  readonly config?: Partial<ConfigValues>;
  /** Keeps mails where the configuration says `MAILBOX`. @default an empty one */
  readonly mailbox?: Mailbox;
}

/** Makes the app. */
export function createApp({
  environment = currentEnvironment(),
  config = {},
  mailbox = new Mailbox(),
}: AppOptions = {}): Micro {
  const app = new Micro(import.meta, {
    name: "blog",
    instancePath: INSTANCE,
    configSchema: settingsSchema,
    config: { ...settingsFor(environment), ...config },
  });
  app.use(security({ contentSecurityPolicy: { imgSrc: ["https:"] }, frameAncestors: ["none"] })); // https: pictures in posts
  app.use(csrf());
  app.use(db);
  app.use(auth);
  app.use(forms({ rowTemplate: "forms/row.html" }));

  app.mount(posts);
  app.mount(people);
  app.mount(createAccounts(chooseMailer(app, mailbox)));
  app.mount(tokens);
  app.mount(admin);
  app.mount(api);
  if (app.config.MAILBOX) app.mount(mailbox.createPages());
  app.get("/health", { name: "health" }, async () => {
    const report = await app.health.check();
    return reply(report, report.isHealthy ? 200 : 503);
  });
  addTemplateNames(app);
  app.command("demo", demoCommand);
  app.onStart(async () => void (await mkdir(app.config.PICTURES, { recursive: true, mode: 0o700 })));
  app.onError(HttpError, ({ status, reason, message }) => render("error.html", { status, reason, message }));
  return app;
}

/** Mails go where the configuration says; an app that would lose them does not start. */
function chooseMailer({ config }: { readonly config: ConfigValues }, mailbox: Mailbox): Mailer {
  if (config.MAIL_URL !== null) return new SmtpMailer(config.MAIL_URL, config.MAIL_FROM);
  if (config.MAILBOX) return mailbox;
  throw new Error("Set MICRO_MAIL_URL to a server that takes mails: smtps://user:password@mail.example.org");
}

/** What every template sees. */
function addTemplateNames({ templates }: Micro): void {
  const days = new Intl.DateTimeFormat("en", { dateStyle: "long", timeZone: "UTC" });
  templates.addFilter("day", (date: Date | number) => days.format(date));
  const clock = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" });
  templates.addFilter("clock", (date: Date) => clock.format(date));
  templates.addFilter("iso", (date: Date) => date.toISOString());
  templates.addFilter("minutes", (text: string) => Math.max(1, Math.round(text.split(/\s+/).length / 220)));
}
