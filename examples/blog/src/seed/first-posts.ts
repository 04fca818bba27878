/** A post that is there from the beginning. */
export interface FirstPost {
  readonly title: string;
  readonly names: readonly string[];
  readonly body: string;
}

/** The latest posts of a new blog: they tell what it can do. The last one is the latest. */
export const FIRST_POSTS: readonly FirstPost[] = [
  {
    title: "How to write here",
    names: ["about", "notebook"],
    body: `Posts are written in [Markdown](https://commonmark.org/help/): plain text that says what it *means*. The field shows
it while you type, a button shows the page, and both are only a help. Without them it is a text field, and works.

## A few marks

A word is *important* or **very important**, and what was wrong is ~~struck out~~. A name of a thing in the machine is
\`code\`, and so is what you would like to be left alone:

\`\`\`
for (const letter of letters) {
  await patience();
}
\`\`\`

> Somebody else’s words stand to the right of a line.

1. First things
2. come first,
3. and have numbers.

| What        | How          |
| ----------- | ------------ |
| a heading   | \`## Heading\` |
| a quotation | \`> words\`    |
| a link      | \`[text](url)\` |

HTML is not needed, and taken out where it could do harm.`,
  },
  {
    title: "On letters that take a week",
    names: ["paper", "patience"],
    body: `My grandmother’s letters took a week, and nobody called that slow. They arrived on Thursdays, in blue, and began with
the weather of a day that was over. By the time we read that the plums were ripe, there was jam.

It is hard to be hurried by something that is already past. You read it standing, then sitting, then aloud; you put it
behind the clock, and answer on Sunday. In between you have an answer in your pocket, and improve it on the stairs.

## What a week does to a sentence

It takes out the clever part. I have tried it: I wrote to a friend every evening and posted it at the end of the week. Of
five clever parts none was left by Saturday. What stayed was that the heating is loud, that I had seen a heron on the
roof of the bank, and that I would like to know how she is.

> The heron has come again. I think he has an account.

So this is a place for posts like that. There is no counter at the end of them, and nothing blinks.`,
  },
  {
    title: "Welcome to Slow Letters",
    names: ["about"],
    body: `This is a blog by several hands, about things that take their time: bread, bees, long walks, printing by hand, and
repairing what was cheaper to replace.

Everybody may join in. [Register](/account/register), confirm your address, and write; what you write is a draft until you
say that it is not. Comments are open below every post, and they too understand *a little* Markdown.

There is a [feed](/feed.xml) for those who like to be told, and an [API](/api/posts) for those who like to ask.`,
  },
];
