import { LoginThrottle } from "@micro-web/login";
import { SqlThrottleStore } from "@micro-web/orm/login";

import { db } from "../database.ts";

/** Counts attempts in the database, for all processes together. */
export const throttleStore: SqlThrottleStore = new SqlThrottleStore(db);

/** Slows the guessing of passwords down. */
export function createLoginThrottle(): LoginThrottle {
  return new LoginThrottle({ store: throttleStore });
}

/** Keeps visitors from asking for mails to an address without end. */
export function createMailThrottle(): LoginThrottle {
  return new LoginThrottle({
    name: "mails",
    store: throttleStore,
    perAccount: { attempts: 5, seconds: 3600 },
    perAddress: { attempts: 50, seconds: 3600 },
  });
}
