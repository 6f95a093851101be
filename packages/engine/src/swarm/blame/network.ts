/**
 * What an address counts as when offences are charged. Either thread. An IPv6 subscriber has at least a /64 to itself and
 * may use another of its addresses for each connection (RFC 6177, RFC 8981), so the /64 stands for all of them.
 */

/** `2001:db8:0:1::/64` for an IPv6 address; anything else stays as it is: an IPv4 address, or "" when it is not known. */
export function networkOf(address: string): string {
  const bare = address.replace(/^\[|\]$|%.*$/g, "").toLowerCase();
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(bare)?.[1];
  if (mapped !== undefined) return mapped;
  const groups = groupsOf(bare);
  return groups === undefined ? address : `${groups.slice(0, 4).join(":")}::/64`;
}

/** The eight groups without leading zeros; undefined when it is no IPv6 address. */
function groupsOf(address: string): string[] | undefined {
  const halves = address.split("::");
  const [start = [], end] = halves.map((half) => (half === "" ? [] : half.split(":")));
  if (halves.length > 2 || (end === undefined && start.length !== 8)) return undefined;
  const missing = 8 - start.length - (end?.length ?? 0);
  if (missing < 0 || (end !== undefined && missing === 0)) return undefined;
  const groups = [...start, ...Array<string>(missing).fill("0"), ...(end ?? [])];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/.test(group))) return undefined;
  return groups.map((group) => parseInt(group, 16).toString(16));
}
