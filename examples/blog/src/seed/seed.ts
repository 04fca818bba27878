import type { EntityManager } from "@micro-web/orm";

import { passwords } from "../accounts/passwords.ts";
import { User } from "../accounts/user.ts";
import { Comment } from "../posts/comment.ts";
import { summarize } from "../posts/markdown.ts";
import { Post } from "../posts/post.ts";
import { Tag } from "../posts/tag.ts";
import { toSlug } from "../slug.ts";
import { FIRST_POSTS } from "./first-posts.ts";
import { COMMENTS, SENTENCES, TOPICS, type Topic } from "./phrases.ts";
import { createRandom, type Random } from "./random.ts";

/** With which anybody may look around: an author and an admin. */
export const DEMO_ACCOUNTS = ["demo@example.org", "admin@example.org"] as const;

/** The password of the demo accounts; the others have none that anybody knows. */
export const DEMO_PASSWORD = "slow letters";

const AUTHORS = [
  { name: "Demo Author", email: DEMO_ACCOUNTS[0], about: "Everybody may write under this name. It shows." },
  { name: "Ada Admin", email: DEMO_ACCOUNTS[1], about: "Looks after the place, and waters the plants." },
  {
    name: "Mira Okafor",
    email: "mira@example.org",
    about: "Bakes, repairs, and writes down what went wrong.",
  },
  { name: "Jonas Lindqvist", email: "jonas@example.org", about: "Walks. Sometimes he arrives." },
  {
    name: "Elif Demir",
    email: "elif@example.org",
    about: "Keeps bees on a roof, and a notebook beside them.",
  },
  { name: "Tomás Rivera", email: "tomas@example.org", about: "A printer of small editions, in two colours." },
] as const;

const DAY = 86_400_000;

/** What a seed makes. */
export interface SeedOptions {
  /** How many posts, besides the first ones, which explain the blog. @default 220 */
  readonly count?: number;
  /** When the latest of them is published. @default now */
  readonly now?: Date;
}

/** Fills an empty database: people, posts of three years, comments. The same each time, but for the dates. */
export async function seed(
  em: EntityManager,
  { count = 220, now = new Date() }: SeedOptions = {},
): Promise<void> {
  const random = createRandom(2026);
  const authors = await createAuthors(em, now);
  const tags = new Map<string, Tag>();
  const slugs = new Set<string>();
  const tagged = (names: readonly string[]): Tag[] =>
    names.map((name) => {
      const tag = tags.get(name) ?? em.create(Tag, { name });
      tags.set(name, tag);
      return tag;
    });
  const add = ({ title, body, names, author, at }: SeedPost): Post => {
    const slug = toSlug(title, "post");
    slugs.add(slug);
    const dates = { createdAt: at, updatedAt: at, publishedAt: at };
    const post = em.create(Post, { title, slug, body, summary: summarize(body), author, ...dates });
    post.tags.set(tagged(names));
    return post;
  };

  for (let index = count; index > 0; index--) {
    const at = new Date(now.getTime() - index * 5 * DAY - random.below(3 * DAY));
    let made = makePost(random);
    while (slugs.has(toSlug(made.title, "post"))) made = makePost(random); // no title twice
    const post = add({ ...made, author: random.pick(authors.slice(2)), at });
    addComments(em, post, { random, authors, now });
  }
  for (const [index, { title, body, names }] of FIRST_POSTS.entries()) {
    const at = new Date(now.getTime() - (FIRST_POSTS.length - index) * 6 * 3_600_000);
    const author = authors[(index + 1) % authors.length] ?? random.pick(authors);
    addComments(em, add({ title, body, names, author, at }), { random, authors, now });
  }
  await em.flush();
}

/** What a post of the seed is made of. */
interface SeedPost {
  readonly title: string;
  readonly body: string;
  readonly names: readonly string[];
  readonly author: User;
  readonly at: Date;
}

async function createAuthors(em: EntityManager, now: Date): Promise<User[]> {
  const passwordHash = await passwords.hash(DEMO_PASSWORD);
  const confirmedAt = new Date(now.getTime() - 1200 * DAY);
  return AUTHORS.map(({ name, email, about }, index) =>
    em.create(User, {
      name,
      email,
      about,
      confirmedAt,
      createdAt: confirmedAt,
      slug: toSlug(name, "author"),
      role: index === 1 ? "admin" : "author",
      passwordHash: index < DEMO_ACCOUNTS.length ? passwordHash : "!", // no hash: nobody logs in with it
    }),
  );
}

/** A title and a text out of phrases, about one of the topics. */
function makePost(random: Random): Pick<SeedPost, "title" | "body" | "names"> {
  const topic = random.pick(TOPICS);
  const title = random.pick(topic.titles).replace("%", () => random.pick(topic.things));
  const paragraphs = [paragraphAbout(topic, random, 3)];
  paragraphs.push(paragraphAbout(topic, random, 4));
  if (random.below(3) === 0) paragraphs.push(`> ${random.pick(topic.sentences)}`);
  if (random.below(2) === 0) {
    paragraphs.push(
      `## ${random.pick(["What I would do again", "The second try", "Afterwards", "In the end"])}`,
    );
    paragraphs.push(paragraphAbout(topic, random, 3));
  }
  if (random.below(3) === 0)
    paragraphs.push(
      topic.things
        .slice(0, 3)
        .map((thing) => `- ${thing}`)
        .join("\n"),
    );
  paragraphs.push(paragraphAbout(topic, random, 2));
  return {
    title: title.charAt(0).toUpperCase() + title.slice(1),
    body: paragraphs.join("\n\n"),
    names: [topic.tag, random.pick(topic.tags)],
  };
}

function paragraphAbout(topic: Topic, random: Random, length: number): string {
  const sentences = [...topic.sentences, ...SENTENCES];
  const chosen = new Set<string>();
  while (chosen.size < length) chosen.add(random.pick(sentences));
  return [...chosen].map((sentence) => sentence.replace("%", () => random.pick(topic.things))).join(" ");
}

function addComments(
  em: EntityManager,
  post: Post,
  {
    random,
    authors,
    now,
  }: { readonly random: Random; readonly authors: readonly User[]; readonly now: Date },
): void {
  const published = post.publishedAt?.getTime() ?? now.getTime();
  for (let count = Math.max(0, random.below(6) - 2); count > 0; count--) {
    const createdAt = new Date(Math.min(now.getTime(), published + random.below(2 * DAY)));
    em.create(Comment, { body: random.pick(COMMENTS), author: random.pick(authors), post, createdAt });
  }
}
