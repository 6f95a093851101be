/**
 * The common part of all adapters: a `PlayerStream` with the configuration and the events of `p2p-media-loader` 2.x.
 */
import type { IdentityScheme, ManifestFormat } from "@swarmlane/manifest";
import { createPlayerStream } from "../stream/create-player-stream.ts";
import type { PlayerStream, Playhead } from "../stream/player-stream.ts";
import type { StreamLoader } from "../stream/stream-loader.ts";
import type { CoreConfig, DefinedCoreConfig, DynamicCoreConfig } from "./config-types.ts";
import { createCoreEvents } from "./event-target.ts";
import type { CoreEventMap } from "./event-types.ts";
import { forwardEvents } from "./forward-events.ts";
import { describeConfig, mainOptionsOf, mapConfig } from "./map-config.ts";

/** The configuration of an adapter. `LoaderOptions`: the settings of `HybridLoader`, by their own names. */
export interface EngineConfig<LoaderOptions extends object> {
  /** By the names of 2.x. */
  readonly core?: CoreConfig | undefined;
  /** Addition: the settings of `HybridLoader`, which override `core`. Priorities are seconds until a segment is needed. */
  readonly loader?: LoaderOptions | undefined;
  /** Addition. Default: `swarmlane-1`. */
  readonly identity?: IdentityScheme | undefined;
}

export interface EngineCoreOptions<LoaderOptions extends object, Loader extends StreamLoader> {
  readonly config: EngineConfig<LoaderOptions> | undefined;
  /** `(settings) => new HybridLoader(settings)`. Called once, at once. */
  readonly createLoader: (settings: LoaderOptions) => Loader;
  readonly formats: readonly ManifestFormat[];
  readonly playhead: () => Playhead;
  /** Default settings of `HybridLoader`. The site's own settings override them. */
  readonly defaults?: object | undefined;
  /** Names the adapter in warnings. */
  readonly name: string;
}

export interface EngineCore<Loader extends StreamLoader = StreamLoader> {
  /** Its queue belongs to the stream. Undefined if it could not be created. */
  readonly loader: Loader | undefined;
  /** Undefined if the loader could not be created. The player then loads everything itself. */
  readonly stream: PlayerStream | undefined;
  addEventListener<K extends keyof CoreEventMap>(eventName: K, listener: CoreEventMap[K]): void;
  removeEventListener<K extends keyof CoreEventMap>(eventName: K, listener: CoreEventMap[K]): void;
  getConfig(): DefinedCoreConfig;
  applyDynamicConfig(config: DynamicCoreConfig): void;
  /** Sets a loader setting, unless the site has set it or the corresponding option of 2.x. */
  setDefault(name: string, value: unknown): void;
  /** Whether the site prepares the loader's own requests (`httpRequestSetup`, `xhrSetup`), like those of the player. */
  hasRequestSetup(): boolean;
  /** One warning on the console for each text. */
  warn(message: string, cause?: unknown): void;
}

/** The settings that differ from the defaults of `HybridLoader`. */
const ourDefaults = {
  prioritiesInSeconds: true,
  requiredSegmentsPriority: 6,
  httpDownloadMaxPriority: 60,
  p2pDownloadMaxPriority: 120,
  // Without peers, a viewer only loads what its player asks for.
  httpDownloadProbabilitySkipIfNoPeers: true,
  // One more than the player's own requests for audio and video.
  simultaneousHttpDownloads: 3,
  simultaneousP2PDownloads: 4,
  // The cache is bounded by bytes (`limits.cacheBytes`).
  cachedSegmentsCount: 10_000,
  cachedSegmentExpiration: 60 * 60 * 1000,
};

interface StartSettings {
  readonly startWithLoad?: boolean;
  readonly httpDownloadInitialTimeout?: number;
  readonly segmentsStorage?: unknown;
  readonly segmentValidator?: unknown;
  readonly segmentUrlBuilder?: unknown;
  readonly xhrSetup?: unknown;
}

/**
 * Whether the player may load its first segments itself. Not where the site wants a say in how segments are requested or
 * checked, where they may be in a storage, or where peers are to have the first chance.
 */
function mayStartAlone(settings: StartSettings): boolean {
  const { startWithLoad = true, httpDownloadInitialTimeout: forPeers = 0 } = settings;
  const { segmentsStorage, segmentValidator, segmentUrlBuilder, xhrSetup } = settings;
  const hasSay = segmentsStorage ?? segmentValidator ?? segmentUrlBuilder ?? xhrSetup;
  return startWithLoad && forPeers <= 0 && hasSay === undefined;
}

export function createEngineCore<
  LoaderOptions extends object,
  Loader extends StreamLoader = StreamLoader,
>(options: EngineCoreOptions<LoaderOptions, Loader>): EngineCore<Loader> {
  const { config, name } = options;
  const events = createCoreEvents();
  const warned = new Set<string>();
  let core: CoreConfig = config?.core ?? {};

  function warn(message: string, cause?: unknown): void {
    if (warned.has(message)) return;
    warned.add(message);
    if (cause === undefined) console.warn(`[${name}] ${message}`);
    else console.warn(`[${name}] ${message}`, cause);
  }

  function warnOfIgnored(names: readonly string[]): void {
    if (names.length > 0) warn(`These options have no effect: ${names.join(", ")}.`);
  }

  /** The settings that the site has set. The engine does not change them. */
  function urgentWindow(): number | undefined {
    const own: { requiredSegmentsPriority?: number } = config?.loader ?? {};
    return own.requiredSegmentsPriority ?? mainOptionsOf(core).highDemandTimeWindow;
  }

  function open() {
    const { settings, limits, ignored } = mapConfig(core);
    warnOfIgnored(ignored);
    const own: { limits?: object } = config?.loader ?? {};
    const chosen = { ...ourDefaults, ...options.defaults, ...settings, ...config?.loader };
    const startsAlone = mayStartAlone(chosen);
    const loader = options.createLoader({
      ...{ startWithLoad: startsAlone, ...chosen },
      limits: { ...limits, ...own.limits },
    } as unknown as LoaderOptions);
    // This comes before the stream, which takes the data from the segments.
    forwardEvents({ loader, events, describe: (id) => stream.describe(id), warn });
    const stream: PlayerStream = createPlayerStream({
      ...{ loader, warn, urgentWindow, startsAlone },
      formats: options.formats,
      swarmId: mainOptionsOf(core).swarmId,
      identity: config?.identity,
      playhead: options.playhead,
    });
    settingsOf = () => loader.getSettings();
    return { loader, stream };
  }

  // Without a loader there are still settings to read and to change, of this engine alone.
  const unopened = { ...ourDefaults };
  let settingsOf: () => object = () => unopened;
  let opened: ReturnType<typeof open> | undefined;
  try {
    opened = open();
  } catch (cause) {
    warn("The P2P engine could not start. The player loads everything itself.", cause);
  }

  return {
    loader: opened?.loader,
    stream: opened?.stream,
    addEventListener: (event, listener) => events.add(event, listener),
    removeEventListener: (event, listener) => events.remove(event, listener),
    getConfig: () => describeConfig(core, settingsOf() as Parameters<typeof describeConfig>[1]),
    applyDynamicConfig(dynamic) {
      const { mainStream, secondaryStream } = dynamic;
      core = {
        ...{ ...core, ...dynamic },
        mainStream: { ...core.mainStream, ...mainStream },
        secondaryStream: { ...core.secondaryStream, ...secondaryStream },
      };
      const { settings, limits, ignored } = mapConfig(dynamic);
      const late =
        Object.keys(limits).length > 0 ? ["timeouts and memory limits after the start"] : [];
      warnOfIgnored([...ignored, ...late]);
      // One function of the loader validates both sources, so that the other one's validator is part of it.
      const { segmentValidator } = mapConfig(core).settings;
      Object.assign(settingsOf(), settings, settings.segmentValidator && { segmentValidator });
    },
    setDefault(name, value) {
      const chosen = { ...mapConfig(core).settings, ...config?.loader };
      if (!(name in chosen)) Object.assign(settingsOf(), { [name]: value });
    },
    hasRequestSetup() {
      const own: { xhrSetup?: unknown } = config?.loader ?? {};
      return typeof (mainOptionsOf(core).httpRequestSetup ?? own.xhrSetup) === "function";
    },
    warn,
  };
}
