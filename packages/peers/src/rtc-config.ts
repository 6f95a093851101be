/** Drops ICE servers that no browser takes: one of them makes the whole configuration fail (threats B1). Pure. */

export interface ScreenedServers {
  readonly servers: readonly RTCIceServer[];
  /** What was dropped, and why, in words. */
  readonly complaints: readonly string[];
}

/** RFC 7064: no query. */
const stunAddress = /^stuns?:[^\s/?#@]+$/i;
/** RFC 7065. */
const turnAddress = /^turns?:[^\s/?#@]+(\?transport=(udp|tcp))?$/i;

/** A server of several addresses keeps those that are valid. `iceServers` as the caller gave it. */
export function screenIceServers(iceServers: unknown): ScreenedServers {
  if (iceServers === undefined) return { servers: [], complaints: [] };
  if (!Array.isArray(iceServers)) return { servers: [], complaints: ["iceServers is no array"] };
  const servers: RTCIceServer[] = [];
  const complaints: string[] = [];
  for (const server of iceServers as unknown[]) {
    if (typeof server !== "object" || server === null) {
      complaints.push(`an ICE server that is ${server === null ? "null" : `a ${typeof server}`}`);
      continue;
    }
    const { urls } = server as { urls?: unknown };
    const addresses: readonly unknown[] = Array.isArray(urls) ? urls : [urls];
    const valid = addresses.filter((address) => {
      const complaint = complaintAbout(address, server);
      if (complaint !== undefined) complaints.push(complaint);
      return complaint === undefined;
    });
    if (valid.length > 0) servers.push({ ...server, urls: valid as string[] });
  }
  return { servers, complaints };
}

function complaintAbout(address: unknown, server: object): string | undefined {
  if (typeof address !== "string") return `an ICE server address that is a ${typeof address}`;
  const shown = address.slice(0, 200);
  if (stunAddress.test(address)) return undefined;
  if (!turnAddress.test(address)) return `not an ICE server address: ${shown}`;
  const { username, credential } = server as Partial<RTCIceServer>;
  const hasCredentials = typeof username === "string" && typeof credential === "string";
  return hasCredentials ? undefined : `a TURN server without username and credential: ${shown}`;
}
