export { createPeerHub } from "./peer-hub.ts";
export type { PeerHub, PeerHubOptions } from "./peer-hub.ts";
export { generatePeerId } from "./peer-id.ts";
export { infoHash } from "./tracker/info-hash.ts";
export { isSupported } from "./connection/rtc-opener.ts";
