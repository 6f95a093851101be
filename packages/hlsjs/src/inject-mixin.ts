/** Creates an hls.js class whose players each have an engine. */
import { isSecondary } from "./fragment-loader.ts";

// TypeScript asks for `any[]` in the constructor of a mixin's base.
// oxlint-disable-next-line typescript/no-explicit-any
export type HlsConstructor = new (...args: any[]) => any;

/** The part of the engine that a player needs. */
export interface PlayerEngine {
  getConfigForHlsJs(): object;
  bindHls(hls: unknown): void;
}

interface GivenConfig extends Record<string, unknown> {
  readonly p2p?: { onHlsJsCreated?: (hls: unknown) => void };
}

export function injectMixin(
  HlsClass: HlsConstructor,
  createEngine: (config: object | undefined) => PlayerEngine,
): HlsConstructor {
  return class HlsWithP2P extends HlsClass {
    readonly #p2pEngine: PlayerEngine | undefined;

    // oxlint-disable-next-line typescript/no-explicit-any
    constructor(...args: any[]) {
      const { p2p, ...config } = (args[0] ?? {}) as GivenConfig;
      // A player inside the player. It has the main player's configuration, including the loaders.
      if (isSecondary(config)) {
        super(config);
        return;
      }
      const engine = createEngine(p2p);
      super({ ...config, ...engine.getConfigForHlsJs() });
      engine.bindHls(this);
      this.#p2pEngine = engine;
      p2p?.onHlsJsCreated?.(this);
    }

    get p2pEngine(): PlayerEngine | undefined {
      return this.#p2pEngine;
    }
  };
}
