import {
  AddressList,
  Forbidden,
  type MaybePromise,
  MicroError,
  type Request,
  type Response,
} from "@micro-web/core";

/** Which addresses may come in. */
export interface IpFilterOptions {
  /** Addresses and networks: "10.0.0.0/8", "2001:db8::/32", "127.0.0.1". @default all */
  readonly allow?: readonly string[];
  /** Those that may not, also when they are allowed. @default none */
  readonly deny?: readonly string[];
}

/** Lets requests in by the address they come from: for `use` of a route, `beforeRequest` and `app.use()`. */
export type IpFilter = (request: Request, response: Response, next?: () => MaybePromise<unknown>) => unknown;

/** Whoever has an address. */
const EVERYBODY = ["0.0.0.0/0", "::/0"];

/**
 * Lets requests in by the address they come from, 403 for the others; an address that is none may not.
 *
 * Behind a proxy the address is the proxy's, unless `TRUSTED_PROXIES` says that it is to be believed.
 *
 * @throws MicroError `MICRO_SECURITY_OPTION` for what is no address, such as "010.0.0.1", which some read as octal.
 * @example
 * admin.beforeRequest(ipFilter({ allow: ["10.0.0.0/8", "::1"] }));
 */
export function ipFilter({ allow = EVERYBODY, deny = [] }: IpFilterOptions): IpFilter {
  const allowed = toList(allow);
  const denied = toList(deny);
  return function filterByAddress({ remoteAddress }, _response, next) {
    if (allowed.has(remoteAddress) && !denied.has(remoteAddress)) return next?.();
    throw new Forbidden();
  };
}

function toList(entries: readonly string[]): AddressList {
  const wrong = entries.find((entry) => !AddressList.accepts(entry));
  if (wrong !== undefined) throw notAnAddress(wrong);
  return new AddressList(entries);
}

function notAnAddress(entry: string): MicroError {
  return new MicroError(
    "MICRO_SECURITY_OPTION",
    `ipFilter() was given ${JSON.stringify(entry)}, which is no address and no network. Write "10.0.0.0/8" or "::1".`,
  );
}
