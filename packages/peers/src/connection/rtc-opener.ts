/** Opens real connections, even if part of the caller's `rtcConfig` is invalid. */
import type { Warn } from "../coalesced-warnings.ts";
import { screenIceServers } from "./rtc-config.ts";

/** Throws, after a warning, if not even a connection without ICE servers can be created. */
export type OpenConnection = (config: RTCConfiguration) => RTCPeerConnection;

/** Whether this platform can have peers at all. Safe to call during server-side rendering. */
export function isSupported(): boolean {
  return (
    typeof RTCPeerConnection === "function" && "createDataChannel" in RTCPeerConnection.prototype
  );
}

/** Reports each server that is dropped as `ICE_SERVER_INVALID`. */
export function createRtcOpener(warn: Warn): OpenConnection {
  /** The result for the servers of the last call: they hardly ever change. */
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
      complain(`Ignored an ICE server that the browser rejected: ${String(error)}`);
      return false;
    }
  }

  function open(config: RTCConfiguration): RTCPeerConnection {
    const key = keyOf(config.iceServers);
    const iceServers = known?.key === key ? known.servers : screen(key, config.iceServers);
    try {
      return new RTCPeerConnection({ ...config, iceServers });
    } catch {
      // A server passed our syntax check but not the browser's. If this throws too, the servers are not the cause.
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
      // Chromium throws this when its limit of connections is reached.
      const isLimit = error instanceof DOMException && error.name === "UnknownError";
      const code = isLimit ? "PEER_BUDGET_EXCEEDED" : "ICE_SERVER_INVALID";
      warn(code, `The browser cannot create a connection: ${String(error)}`);
      throw error;
    }
  };
}

/** A list that cannot be written as JSON gets a new key each time, and so is screened each time. */
function keyOf(iceServers: unknown): string {
  try {
    return JSON.stringify(iceServers ?? []);
  } catch {
    return String(performance.now());
  }
}
