import { normalizeAccount } from "@micro-web/login";

import { db } from "../database.ts";
import { chooseSlug, toSlug } from "../slug.ts";
import { passwords } from "./passwords.ts";
import { User } from "./user.ts";

/** What a visitor gives to register. */
export interface Registration {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

/**
 * Makes an account that waits for its address to be confirmed. One that has been waiting gets the new name and password:
 * whoever registered with somebody else's address before does not know the password that is confirmed in the end.
 *
 * @returns The account; one with `confirmedAt` has been there before, and nothing of it was changed.
 */
export async function registerUser({ name, email, password }: Registration): Promise<User> {
  const passwordHash = await passwords.hash(password); // in any case, so that it takes as long
  const address = normalizeAccount(email);
  const known = await db.em.findOne(User, { email: address });
  if (known !== null && known.confirmedAt != null) return known;
  const user =
    known ?? db.em.create(User, { name, slug: await freeUserSlug(name), email: address, passwordHash });
  user.name = name;
  user.passwordHash = passwordHash;
  await db.commit();
  return user;
}

async function freeUserSlug(name: string): Promise<string> {
  const wanted = toSlug(name, "author");
  const similar = await db.em.find(User, { slug: { $like: `${wanted}%` } }, { fields: ["slug"] });
  return chooseSlug(wanted, new Set(similar.map(({ slug }) => slug)));
}
