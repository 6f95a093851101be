/** Browser: importable by browser tests, and bundled for other pages by `evilPeerScript`. */
export * from "./behaviours.ts";
export * from "./evil-peer.ts";
export * from "./own-peer.ts";
export type { EvilBehaviour, EvilPeerOptions, EvilSession, WireCommand } from "./evil-session.ts";
