/**
 * Code written for p2p-media-loader-shaka 2.x, and Shaka's own types, against ours: it is enough that this file compiles
 * (`npm run typecheck`).
 */
import type * as theirs from "p2p-media-loader-shaka-2";
import type shaka from "shaka-player-5/dist/shaka-player.compiled.d.ts";
import * as ours from "./index.ts";

/** A class with private members is only ever its own kind: what callers can reach is its public part. */
type Public<T> = { [Name in keyof T]: T[Name] };

declare function use(...values: unknown[]): void;

export function bind(library: typeof shaka, player: shaka.Player): void {
  ours.ShakaP2PEngine.registerPlugins(library);
  const engine = new ours.ShakaP2PEngine({ core: { swarmId: "a" } }, library);
  engine.bindShakaPlayer(player);
  use(engine.loader?.getDetails().peerId satisfies string | undefined);
  ours.ShakaP2PEngine.unregisterPlugins(library);
}

/** Places that expect theirs take ours. */
export function engines(engine: ours.ShakaP2PEngine): void {
  const asEngine: Omit<Public<theirs.ShakaP2PEngine>, "getConfig"> = engine;
  const statics: Pick<typeof theirs.ShakaP2PEngine, "registerPlugins" | "unregisterPlugins"> =
    ours.ShakaP2PEngine;
  use(asEngine, statics);
}

/** Configurations typed with theirs are taken by ours, and ours say what theirs say. */
export function configurations(
  partial: theirs.PartialShakaEngineConfig,
  dynamic: theirs.DynamicShakaP2PEngineConfig,
  engine: ours.ShakaP2PEngine,
  library: typeof shaka,
): void {
  use(new ours.ShakaP2PEngine(partial, library));
  engine.applyDynamicConfig(dynamic);
  // The storage that a site brings is of this loader's kind: a documented difference.
  const { mainStream, secondaryStream } = engine.getConfig().core;
  const asStreams: Pick<theirs.ShakaP2PEngineConfig["core"], "mainStream" | "secondaryStream"> = {
    mainStream,
    secondaryStream,
  };
  use(asStreams);
}
