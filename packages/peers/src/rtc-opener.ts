/** Opens real connections, whatever is in the caller's `rtcConfig`. Page. */
import type { Warn } from "./coalesced-warnings.ts";
import { screenIceServers } from "./rtc-config.ts";

/** Throws when not even a connection without ICE servers can be had; that has been reported then. */
export type OpenConnection = (config: RTCConfiguration) => RTCPeerConnection;

/** Reports each server that is dropped as `ICE_SERVER_INVALID`. */
export function createRtcOpener(warn: Warn): OpenConnection {
  /** The answer for the servers seen last: they hardly ever change. */
  let known: { key: string; servers: RTCIceServer[] } | undefined;

  const complain = (complaint: string) => warn("ICE_SERVER_INVALID", complaint, complaint);

  function remember(key: string, servers: RTCIceServer[]): RTCIceServer[] {
    known = { key, servers };
    return servers;
  }

  function screen(key: string, given: unknown): RTCIceServer[] {
    const { servers, complaints } = screenIceServers(given);
    complaints.forEach(complain);
    return remember(key, [...servers]);
  }

  function isTaken(server: RTCIceServer): boolean {
    try {
      new RTCPeerConnection({ iceServers: [server] }).close();
      return true;
    } catch (error) {
      complain(`an ICE server that the browser refuses: ${String(error)}`);
      return false;
    }
  }

  function open(config: RTCConfiguration): RTCPeerConnection {
    const key = keyOf(config.iceServers);
    const iceServers = known?.key === key ? known.servers : screen(key, config.iceServers);
    try {
      return new RTCPeerConnection({ ...config, iceServers });
    } catch {
      // The browser knows better than our syntax check. If this throws too, the servers are not to blame.
      new RTCPeerConnection({ ...config, iceServers: [] }).close();
    }
    return new RTCPeerConnection({
      ...config,
      iceServers: remember(key, iceServers.filter(isTaken)),
    });
  }

  return (config) => {
    try {
      return open(config);
    } catch (error) {
      // Chromium's name for its limit of connections.
      const isLimit = error instanceof DOMException && error.name === "UnknownError";
      const code = isLimit ? "PEER_BUDGET_EXCEEDED" : "ICE_SERVER_INVALID";
      warn(code, `the browser refuses a connection: ${String(error)}`);
      throw error;
    }
  };
}

/** What cannot be written as JSON is screened anew each time. */
function keyOf(iceServers: unknown): string {
  try {
    return JSON.stringify(iceServers ?? []);
  } catch {
    return String(performance.now());
  }
}
