/** Maps the configuration of `p2p-media-loader` 2.x to the settings of `HybridLoader`. Pure. */
import type {
  CoreConfig,
  DefinedCoreConfig,
  DynamicCoreConfig,
  StreamConfig,
} from "./config-types.ts";
import { rangeOf, type MappedLimits, type MappedSettings } from "./mapped-settings.ts";
import { createRequestSetup } from "./request-setup.ts";

export interface Mapped {
  readonly settings: Partial<MappedSettings>;
  readonly limits: Partial<MappedLimits>;
  /** Names of options that have no effect. */
  readonly ignored: readonly string[];
}

type Options = Partial<StreamConfig>;

/** Options whose value goes into a setting as it is. */
const direct = {
  isP2PUploadDisabled: "consumeOnly",
  highDemandTimeWindow: "requiredSegmentsPriority",
  httpDownloadTimeWindow: "httpDownloadMaxPriority",
  p2pDownloadTimeWindow: "p2pDownloadMaxPriority",
  httpDownloadInitialTimeoutMs: "httpDownloadInitialTimeout",
  simultaneousHttpDownloads: "simultaneousHttpDownloads",
  simultaneousP2PDownloads: "simultaneousP2PDownloads",
  webRtcMaxMessageSize: "webRtcMaxMessageSize",
  announceTrackers: "trackerAnnounce",
  rtcConfig: "rtcConfig",
} as const satisfies Partial<Record<keyof StreamConfig, keyof MappedSettings>>;

const limited = {
  p2pNotReceivingBytesTimeoutMs: "p2pIdle",
  httpNotReceivingBytesTimeoutMs: "httpIdle",
  p2pInactiveLoaderDestroyTimeoutMs: "swarmLinger",
} as const satisfies Partial<Record<keyof StreamConfig, keyof MappedLimits>>;

const unused = ["httpErrorRetries", "p2pErrorRetries", "trackerClientVersionPrefix"] as const;

const mebibyte = 1024 * 1024;

/** The options of the main stream: there is one loader for both, and they are its settings. */
export function mainOptionsOf({ mainStream, secondaryStream: _, ...both }: CoreConfig): Options {
  return defined({ ...both, ...defined(mainStream ?? {}) });
}

export function mapConfig(config: CoreConfig | DynamicCoreConfig): Mapped {
  const options = mainOptionsOf(config);
  const settings: Record<string, unknown> = {};
  const limits: Partial<MappedLimits> = {};
  const ignored: string[] = unused.filter((name) => options[name] !== undefined);
  for (const [option, setting] of entriesOf(direct)) {
    if (options[option] !== undefined) settings[setting] = options[option];
  }
  for (const [option, limit] of entriesOf(limited)) {
    const value = options[option];
    if (value !== undefined) limits[limit] = value;
  }
  if (options.isP2PDisabled !== undefined) settings["useP2P"] = !options.isP2PDisabled;
  if (config.segmentMemoryStorageLimit !== undefined) {
    // On every device, because the site's value is better than a guess by the device's memory.
    limits.cacheBytes = limits.cacheBytesSmall = config.segmentMemoryStorageLimit * mebibyte;
  }
  if (config.customSegmentStorageFactory !== undefined) ignored.push("customSegmentStorageFactory");
  ignored.push(...differencesOf(config, options));
  const callbacks = { ...validatorOf(options), ...createRequestSetup(options.httpRequestSetup) };
  return { settings: { ...settings, ...callbacks }, limits, ignored };
}

/** The options that were only set for the second stream. */
function differencesOf({ secondaryStream = {} }: CoreConfig, main: Options): string[] {
  return Object.entries(defined(secondaryStream))
    .filter(([name, value]) => main[name as keyof Options] !== value)
    .map(([name]) => `secondaryStream.${name}`);
}

function validatorOf({
  validateP2PSegment,
  validateHTTPSegment,
}: Options): Partial<Pick<MappedSettings, "segmentValidator">> {
  if (validateP2PSegment === undefined && validateHTTPSegment === undefined) return {};
  return {
    async segmentValidator({ url, range, data = new ArrayBuffer() }, method) {
      const validate = method === "p2p" ? validateP2PSegment : validateHTTPSegment;
      const isValid = (await validate?.(url, rangeOf(range), data)) ?? true;
      if (!isValid) throw new Error(`The site's validator rejected ${url}.`);
    },
  };
}

/** The current configuration, by the names of 2.x. */
export function describeConfig(
  given: CoreConfig,
  settings: Omit<MappedSettings, "segmentValidator" | "segmentUrlBuilder" | "xhrSetup">,
): DefinedCoreConfig {
  const stream: Record<string, unknown> = { ...defaults, ...mainOptionsOf(given) };
  for (const [option, setting] of entriesOf(direct)) stream[option] = settings[setting];
  stream["isP2PDisabled"] = !settings.useP2P;
  delete stream["segmentMemoryStorageLimit"];
  delete stream["customSegmentStorageFactory"];
  const main = stream as unknown as StreamConfig;
  return {
    segmentMemoryStorageLimit: given.segmentMemoryStorageLimit,
    ...(given.customSegmentStorageFactory !== undefined && {
      customSegmentStorageFactory: given.customSegmentStorageFactory,
    }),
    mainStream: main,
    secondaryStream: { ...main },
  };
}

/** Of the options that no setting tells. */
const defaults = {
  p2pNotReceivingBytesTimeoutMs: 5000,
  p2pInactiveLoaderDestroyTimeoutMs: 30_000,
  httpNotReceivingBytesTimeoutMs: 8000,
  httpErrorRetries: 0,
  p2pErrorRetries: 0,
  trackerClientVersionPrefix: "",
};

function defined<T extends object>(options: T): T {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as T;
}

function entriesOf<T extends object>(table: T): [keyof T, T[keyof T]][] {
  return Object.entries(table) as [keyof T, T[keyof T]][];
}
