import { defineCommand } from "micro-web";

import { User } from "../accounts/user.ts";
import { db } from "../database.ts";
import { DEMO_ACCOUNTS, DEMO_PASSWORD, seed } from "./seed.ts";

/** `micro demo`: fills an empty database, and says with which accounts one may look around. */
export const demoCommand = defineCommand({
  description: "Fill the database with posts, if there is nobody in it, and say how to log in.",
  async run() {
    if ((await db.em.count(User)) === 0) {
      await db.transaction((em) => seed(em));
      console.log("The blog has its first posts.");
    }
    const demo = await db.em.find(User, { email: { $in: [...DEMO_ACCOUNTS] } });
    for (const { email, role } of demo) console.log(`Log in as ${email}, ${role}: ${DEMO_PASSWORD}`);
  },
});
