/** Turns the caller's settings into those of the loader, with defaults and limits, and those for the other thread. Pure. */
import {
  defaultEngineSettings,
  defaultLimits,
  defaultPeerSettings,
  type EngineSettings,
  type Limits,
} from "@swarmlane/contract";
import { checkSettings } from "./check-settings.ts";
import type { HybridLoaderOptions, HybridLoaderSettings } from "./settings.ts";

/** Throws a `TypeError` that names the first bad field. Unknown fields are kept and ignored. */
export function mergeSettings(given: unknown): HybridLoaderSettings {
  if (typeof given !== "object" || given === null) {
    throw new TypeError("settings: must be an object");
  }
  const known = Object.entries(given).filter(([, value]) => value !== undefined && value !== null);
  const { bufferedSegmentsCount, ...rest } = Object.fromEntries(known) as HybridLoaderOptions;
  checkSettings({ bufferedSegmentsCount, ...rest });
  const buffered =
    bufferedSegmentsCount === undefined || bufferedSegmentsCount === 0
      ? {}
      : {
          p2pDownloadMaxPriority: bufferedSegmentsCount,
          httpDownloadMaxPriority: bufferedSegmentsCount,
        };
  return {
    ...defaultEngineSettings,
    ...defaultPeerSettings,
    // A separate list, because callers push to it.
    trackerAnnounce: [...defaultPeerSettings.trackerAnnounce],
    rtcConfig: defaultPeerSettings.rtcConfig as RTCConfiguration,
    worker: true,
    transferChannels: true,
    startWithLoad: false,
    ...buffered,
    // A description is kept as it is, under the type that 0.6.2 promises readers of the settings.
    ...(rest as Omit<typeof rest, "segmentsStorage"> &
      Pick<HybridLoaderSettings, "segmentsStorage">),
  };
}

/** The settings for the other thread. */
export function engineSettingsOf(settings: HybridLoaderSettings): EngineSettings {
  const known: Partial<EngineSettings> = settings;
  const names = Object.keys(defaultEngineSettings) as (keyof EngineSettings)[];
  return Object.fromEntries(
    names.map((name) => [name, known[name] ?? defaultEngineSettings[name]]),
  ) as unknown as EngineSettings;
}

/** Returns the fields that differ. */
export function changedSettings(
  before: EngineSettings,
  after: EngineSettings,
): Partial<EngineSettings> {
  const names = Object.keys(after) as (keyof EngineSettings)[];
  return Object.fromEntries(
    names.filter((name) => before[name] !== after[name]).map((name) => [name, after[name]]),
  );
}

export function limitsOf({ limits }: HybridLoaderSettings): Limits {
  return { ...defaultLimits, ...limits };
}
