/** Which addresses count as one when offences are charged. */
import { expect, test } from "vitest";
import { networkOf } from "./network.ts";

test.each([
  ["2001:db8:0:1:aaaa:bbbb:cccc:dddd", "2001:db8:0:1::/64"],
  ["2001:0DB8:0000:0001::1", "2001:db8:0:1::/64"],
  ["[2001:db8:0:1::9]", "2001:db8:0:1::/64"],
  ["2001:db8::", "2001:db8:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["::ffff:203.0.113.9", "203.0.113.9"],
])("%s is a part of %s", (address, network) => {
  expect(networkOf(address)).toBe(network);
});

test.each([
  "203.0.113.9",
  "",
  "peer.local",
  "1::2::3",
  "1:2:3",
  "1:2:3:4:5:6:7:8:9",
  "::zz",
  ":::",
])("%j stays as it is", (address) => {
  expect(networkOf(address)).toBe(address);
});
