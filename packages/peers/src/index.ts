export { createPeerHub } from "./peer-hub.ts";
export type { PeerHub, PeerHubOptions } from "./peer-hub.ts";
export { generatePeerId } from "./peer-id.ts";
export { infoHash } from "./info-hash.ts";
export { isSupported } from "./support.ts";
