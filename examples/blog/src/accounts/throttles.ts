import { LoginThrottle } from "@micro-web/login";
import type { Request } from "micro-web";
import { currentApp } from "micro-web/context";

/** Where a visitor is: the peer, or what the server in front says in the header `ADDRESS_HEADER`. */
function addressOf({ headers, remoteAddress }: Pick<Request, "headers" | "remoteAddress">): string {
  const { ADDRESS_HEADER } = currentApp().config;
  return ADDRESS_HEADER === null ? remoteAddress : (headers.get(ADDRESS_HEADER) ?? "");
}

/** Slows the guessing of passwords down. */
export function createLoginThrottle(): LoginThrottle {
  return new LoginThrottle({ addressOf });
}

/** Keeps visitors from asking for mails to an address without end. */
export function createMailThrottle(): LoginThrottle {
  return new LoginThrottle({
    perAccount: { attempts: 5, seconds: 3600 },
    perAddress: { attempts: 50, seconds: 3600 },
    addressOf,
  });
}
