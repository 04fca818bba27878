import { describe, expect, it } from "vitest";

import { Site } from "../../test/site.ts";
import { createMailThrottle } from "./throttles.ts";

/** Asks for mails to other accounts from an address, until there are no more. @returns How many there were. */
async function countMails(site: Site, from: { remoteAddress: string; headers?: Record<string, string> }) {
  const throttle = createMailThrottle();
  const request = await site.app.testRequest("/", from);
  return await site.run(async () => {
    for (let count = 0; count < 99; count++)
      if (
        await throttle.attempt(request, `guess-${count}`).then(
          () => false,
          () => true,
        )
      )
        return count;
    return 99;
  });
}

describe("mails", () => {
  it("are limited by the address of the peer, which visitors cannot choose", async () => {
    await using site = await Site.open();
    const headers = { "X-Forwarded-For": "203.0.113.8" };
    expect(await countMails(site, { remoteAddress: "203.0.113.7", headers })).toBe(50);
    expect(await countMails(site, { remoteAddress: "203.0.113.7" })).toBe(0); // it is the same visitor
  });

  it("are limited by the address that a server in front says", async () => {
    await using site = await Site.openOwn({ TRUSTED_PROXIES: ["127.0.0.1"] });
    const headers = (address: string) => ({ "X-Forwarded-For": `192.0.2.1, ${address}` });
    const remoteAddress = "127.0.0.1";
    expect(await countMails(site, { remoteAddress, headers: headers("203.0.113.8") })).toBe(50);
    expect(await countMails(site, { remoteAddress, headers: headers("203.0.113.8") })).toBe(0);
    expect(await countMails(site, { remoteAddress, headers: headers("203.0.113.9") })).toBe(50);
  });
});
