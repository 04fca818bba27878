import { describe, expect, it } from "vitest";

import { toAddressKey } from "./address-key.ts";

describe("toAddressKey [F266 F340]", () => {
  it.each([
    ["1.2.3.4", "1.2.3.4"],
    ["::ffff:1.2.3.4", "1.2.3.4"],
    ["::FFFF:102:304", "1.2.3.4"],
    ["0:0:0:0:0:ffff:102:304", "1.2.3.4"],
    ["2001:db8::1", "2001:db8:0:0::/64"],
    ["2001:db8:0:0::2", "2001:db8:0:0::/64"],
    ["2001:0DB8:0000:0000:ffff::", "2001:db8:0:0::/64"],
    ["2001:db8:0:1::2", "2001:db8:0:1::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["1:2:3:4:5:6:7:8", "1:2:3:4::/64"],
    ["", ""],
    ["unknown", "unknown"],
    ["unix:", "unix:"],
    ["a:b", "a:b"],
    ["::ffff:1.2.3.4%eth0", "1.2.3.4"],
    ["2001:db8:1::", "2001:db8:1:0::/64"],
  ])("of %j is %j [A315]", (address, key) => {
    expect(toAddressKey(address)).toBe(key);
  });
});
