import { LoginThrottle, type ThrottleStore } from "@micro-web/login";
import { SqlThrottleStore } from "@micro-web/orm/login";
import type { Request } from "micro-web";
import { currentApp } from "micro-web/context";

import { db } from "../database.ts";

/** Counts attempts in the database, for all processes together. */
export const throttleStore: SqlThrottleStore = new SqlThrottleStore(db);

/** Counts of their own, for what has nothing to do with other attempts. */
const mailStore: ThrottleStore = {
  add: (key, amount, seconds) => throttleStore.add(`mail ${key}`, amount, seconds),
  delete: (key) => throttleStore.delete(`mail ${key}`),
};

/** Where a visitor is: the peer, or what the server in front says in the header `ADDRESS_HEADER`. */
function addressOf({ headers, remoteAddress }: Pick<Request, "headers" | "remoteAddress">): string {
  const { ADDRESS_HEADER } = currentApp().config;
  return ADDRESS_HEADER === null ? remoteAddress : (headers.get(ADDRESS_HEADER) ?? "");
}

/** Slows the guessing of passwords down. */
export function createLoginThrottle(): LoginThrottle {
  return new LoginThrottle({ store: throttleStore, addressOf });
}

/** Keeps visitors from asking for mails to an address without end. */
export function createMailThrottle(): LoginThrottle {
  return new LoginThrottle({
    store: mailStore,
    perAccount: { attempts: 5, seconds: 3600 },
    perAddress: { attempts: 50, seconds: 3600 },
    addressOf,
  });
}
