import { mkdtempSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { TestTransaction } from "@micro-web/orm";
import type { ConfigValues, Micro } from "micro-web";
import type { TestClient } from "micro-web/testing";

import { auth } from "../src/accounts/auth.ts";
import { passwords } from "../src/accounts/passwords.ts";
import { User } from "../src/accounts/user.ts";
import { createApp } from "../src/create-app.ts";
import { db } from "../src/database.ts";
import { Mailbox } from "../src/mail/mailbox.ts";
import { createPost, type PostDraft } from "../src/posts/post-draft.ts";

/** With which all people of the site log in. */
export const PASSWORD = "correct horse";

/** Hashing takes its time by intent: once is enough for all tests. */
const passwordHash = passwords.hash(PASSWORD);

/** The site that tests share. */
let shared: Promise<Site> | undefined;

/** What browsers say of a form that is sent from a page of the site. */
const BROWSER = { "Sec-Fetch-Site": "same-origin" };

/** A site with Ann and Bob, who write, and Ada, who is an admin; its database is in memory. */
export class Site implements AsyncDisposable {
  readonly app: Micro;
  readonly mailbox: Mailbox = new Mailbox();
  readonly pictures: string = mkdtempSync(join(tmpdir(), "micro-blog-"));

  #undo: TestTransaction | null = null;

  private constructor(config: Partial<ConfigValues>) {
    const { mailbox, pictures } = this;
    this.app = createApp({ environment: "testing", mailbox, config: { PICTURES: pictures, ...config } });
  }

  /**
   * A site for one test: all of them share an app, and what a test has done to the database is undone. What apps remember
   * themselves, how often something was tried, they share too.
   */
  static async open(): Promise<Site> {
    shared ??= Site.openOwn();
    const site = await shared;
    site.#undo = await db.beginTest(site.app);
    return site;
  }

  /** A site with an app of its own. @param config - What is not as in other tests. */
  static async openOwn(config: Partial<ConfigValues> = {}): Promise<Site> {
    const site = new Site(config);
    const hash = await passwordHash;
    await site.run(async () => {
      await db.createAll();
      for (const name of ["Ann", "Bob", "Ada"]) {
        const slug = name.toLowerCase();
        const role = name === "Ada" ? "admin" : "author";
        const email = `${slug}@example.org`;
        db.em.create(User, { name, slug, email, role, passwordHash: hash, confirmedAt: new Date() });
      }
      await db.commit();
    });
    return site;
  }

  /** Runs something that needs the database. */
  run<Result>(task: () => Promise<Result>): Promise<Result> {
    return this.app.runInContext(task);
  }

  /** A browser of somebody who is not logged in. */
  visit(): TestClient {
    return this.app.testClient({ headers: BROWSER });
  }

  /** A browser of somebody. */
  async visitAs(slug: "ann" | "bob" | "ada"): Promise<TestClient> {
    const client = this.visit();
    const user = await this.run(() => db.firstOr404(User, { slug }));
    await auth.loginAs(client, user);
    return client;
  }

  /** Adds a post of somebody. @returns Its slug. */
  addPost(author: "ann" | "bob", draft: Partial<PostDraft> & { readonly title: string }): Promise<string> {
    return this.run(async () => {
      const user = await db.firstOr404(User, { slug: author });
      const post = await createPost(user, { body: "Some text.", tags: [], isPublished: true, ...draft });
      await db.commit();
      return post.slug;
    });
  }

  /** The link in the latest mail, without its host. */
  get mailedLink(): string {
    return /https?:\/\/[^/]+(\S+)/.exec(this.mailbox.mails[0]?.text ?? "")?.[1] ?? "";
  }

  /** Closes the site, or makes it what it was. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const name of readdirSync(this.pictures)) rmSync(join(this.pictures, name));
    this.mailbox.clear();
    if (this.#undo === null) await this.#close();
    await this.#undo?.rollback();
  }

  async #close(): Promise<void> {
    await this.app.close();
    rmdirSync(this.pictures);
  }
}
