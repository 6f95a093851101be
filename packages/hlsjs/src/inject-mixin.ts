/** A class of hls.js whose players have an engine each. */
import type {
  HlsWithP2PConfig,
  HlsWithP2PInstance,
  PartialHlsJsP2PEngineConfig,
} from "./config.ts";
import { HlsJsP2PEngine } from "./engine.ts";
import { isSecondary } from "./fragment-loader.ts";

// TypeScript asks for `any[]` in the constructor of a mixin's base.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type HlsConstructor = new (...args: any[]) => any;

type WithP2P<HlsType extends HlsConstructor> = new (
  config?: HlsWithP2PConfig<HlsType>,
) => HlsWithP2PInstance<InstanceType<HlsType>>;

interface GivenConfig extends Record<string, unknown> {
  readonly p2p?: PartialHlsJsP2PEngineConfig & { onHlsJsCreated?: (hls: unknown) => void };
}

export function injectMixin<HlsType extends HlsConstructor>(
  HlsClass: HlsType,
): WithP2P<HlsType> & Omit<HlsType, "prototype"> {
  class HlsWithP2P extends HlsClass {
    readonly #p2pEngine: HlsJsP2PEngine | undefined;

    // eslint-disable-next-line @typescript-eslint/no-explicit-any
    constructor(...args: any[]) {
      const { p2p, ...config } = (args[0] ?? {}) as GivenConfig;
      // A player within the player: it has the main player's configuration, loaders included.
      if (isSecondary(config)) {
        super(config);
        return;
      }
      const engine = new HlsJsP2PEngine(p2p);
      super({ ...config, ...engine.getConfigForHlsJs() });
      engine.bindHls(this);
      this.#p2pEngine = engine;
      p2p?.onHlsJsCreated?.(this);
    }

    get p2pEngine(): HlsJsP2PEngine | undefined {
      return this.#p2pEngine;
    }
  }
  return HlsWithP2P;
}
