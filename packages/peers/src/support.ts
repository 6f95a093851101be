/** Whether this platform can have peers at all. Touches no global that may be missing (SSR). */

export function isSupported(): boolean {
  return (
    typeof RTCPeerConnection === "function" && "createDataChannel" in RTCPeerConnection.prototype
  );
}
