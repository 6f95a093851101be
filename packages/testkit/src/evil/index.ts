/** Browser: importable by browser tests, and bundled for other pages by `evilPeerScript`. */
export { installAttackPage } from "./attack/attack-page.ts";
export { attackRows, type AttackRow } from "./attack/attack-rows.ts";
export * from "./behaviours.ts";
export * from "./evil-peer.ts";
export * from "./own-peer.ts";
export type { EvilBehaviour, EvilPeerOptions, EvilSession, RawCommand } from "./evil-session.ts";
