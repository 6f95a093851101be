/** Drops ICE servers that browsers reject: a single one makes the whole configuration fail. Pure. */

export interface ScreenedServers {
  readonly servers: readonly RTCIceServer[];
  /** Describes each address that was dropped, and why. */
  readonly complaints: readonly string[];
}

/** RFC 7064. It allows no query. */
const stunAddress = /^stuns?:[^\s/?#@]+$/i;
/** RFC 7065. */
const turnAddress = /^turns?:[^\s/?#@]+(\?transport=(udp|tcp))?$/i;

/** `iceServers` is whatever the caller passed. A server with several addresses keeps the valid ones. */
export function screenIceServers(iceServers: unknown): ScreenedServers {
  if (iceServers === undefined) return { servers: [], complaints: [] };
  if (!Array.isArray(iceServers))
    return { servers: [], complaints: ["iceServers is not an array. It is ignored."] };
  const servers: RTCIceServer[] = [];
  const complaints: string[] = [];
  for (const server of iceServers as unknown[]) {
    if (typeof server !== "object" || server === null) {
      complaints.push(`An ICE server must be an object, not ${describe(server)}. It is ignored.`);
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
  if (typeof address !== "string")
    return `The address of an ICE server must be a string, not ${describe(address)}. It is ignored.`;
  const shown = address.slice(0, 200);
  if (stunAddress.test(address)) return undefined;
  if (!turnAddress.test(address)) return `Ignored an invalid ICE server address: ${shown}`;
  const { username, credential } = server as Partial<RTCIceServer>;
  const hasCredentials = typeof username === "string" && typeof credential === "string";
  return hasCredentials
    ? undefined
    : `Ignored a TURN server without username and credential: ${shown}`;
}

function describe(value: unknown): string {
  return value === null ? "null" : `of type ${typeof value}`;
}
