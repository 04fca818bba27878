import { defineCommand } from "micro-web";

import { db } from "../database.ts";
import { removeWhatIsOver } from "./auth.ts";
import { User } from "./user.ts";

const DAY = 86_400_000;

/** `micro accounts prune`: for a timer of the server, once a day. */
export const pruneCommand = defineCommand({
  description: "Remove accounts whose address nobody has confirmed, and logins and tokens that are over.",
  options: { days: { type: "integer", default: 2, description: "how long they had" } },
  async run({ days }) {
    const until = new Date(Date.now() - days * DAY);
    const count = await db.em.nativeDelete(User, { confirmedAt: null, createdAt: { $lt: until } });
    await removeWhatIsOver();
    console.log(`${count} removed.`);
  },
});
