/** Checks the types of settings. Throws a `TypeError` that names a setting of the wrong type. Pure. */
import { defaultLimits, isStorageDescription } from "@swarmlane/contract";
import { indexedDBStorage } from "../storage/indexeddb-storage.ts";
import type { HybridLoaderOptions, SegmentsStorage } from "./settings.ts";

interface Rule {
  readonly accepts: (value: unknown) => boolean;
  readonly wanted: string;
}

/** Infinity is allowed as "no limit". NaN is an error. */
const amount: Rule = {
  accepts: (value) => typeof value === "number" && value >= 0,
  wanted: "a number that is not negative",
};
const priority: Rule = {
  accepts: (value) => typeof value === "number" && !Number.isNaN(value),
  wanted: "a number",
};
const flag: Rule = { accepts: (value) => typeof value === "boolean", wanted: "a boolean" };
const callback: Rule = { accepts: (value) => typeof value === "function", wanted: "a function" };
const record: Rule = {
  accepts: (value) => typeof value === "object" && !Array.isArray(value),
  wanted: "an object",
};
const addresses: Rule = {
  accepts: (value) => Array.isArray(value) && value.every((item) => typeof item === "string"),
  wanted: "an array of strings",
};
const address: Rule = {
  accepts: (value) => typeof value === "string" || value instanceof URL,
  wanted: "a string or a URL",
};

const inspection: Rule = {
  accepts: (value) => typeof value === "boolean" || record.accepts(value),
  wanted: "a boolean or an object",
};

/** One rule for each setting. docs/settings.md lists the settings. */
export const settingRules: { readonly [Name in keyof Required<HybridLoaderOptions>]: Rule } = {
  bufferedSegmentsCount: amount,
  cachedSegmentExpiration: amount,
  cachedSegmentsCount: amount,
  useP2P: flag,
  consumeOnly: flag,
  prioritiesInSeconds: flag,
  requiredSegmentsPriority: priority,
  simultaneousHttpDownloads: amount,
  httpDownloadProbability: amount,
  httpDownloadProbabilityInterval: amount,
  httpDownloadProbabilitySkipIfNoPeers: flag,
  httpFailedSegmentTimeout: amount,
  httpDownloadMaxPriority: priority,
  httpDownloadInitialTimeout: amount,
  httpDownloadInitialTimeoutPerSegment: amount,
  httpUseRanges: flag,
  simultaneousP2PDownloads: amount,
  p2pDownloadMaxPriority: priority,
  p2pSegmentDownloadTimeout: amount,
  webRtcMaxMessageSize: amount,
  trackerAnnounce: addresses,
  peerRequestsPerAnnounce: amount,
  rtcConfig: record,
  segmentValidator: callback,
  xhrSetup: callback,
  segmentUrlBuilder: callback,
  segmentsStorage: record,
  worker: flag,
  workerUrl: address,
  transferChannels: flag,
  startWithLoad: flag,
  limits: record,
  inspect: inspection,
};

const storageMethods: readonly (keyof SegmentsStorage)[] = [
  "storeSegment",
  "getSegmentsMap",
  "getSegment",
  "clean",
  "destroy",
];

/** Undefined and null count as not given. */
export function checkSettings(settings: HybridLoaderOptions): void {
  const fields = settings as Record<string, unknown>;
  for (const [name, rule] of Object.entries(settingRules)) check(name, fields[name], rule);
  const storage = (settings.segmentsStorage ?? undefined) as Record<string, unknown> | undefined;
  // A description that was created by hand or read from JSON is accepted too.
  if (isStorageDescription(storage)) indexedDBStorage(storage);
  else if (storage !== undefined) {
    for (const method of storageMethods) {
      if (typeof storage[method] !== "function") {
        throw new TypeError(`segmentsStorage.${method}: must be a function`);
      }
    }
  }
  const limits = (settings.limits ?? {}) as Record<string, unknown>;
  for (const name of Object.keys(defaultLimits)) check(`limits.${name}`, limits[name], amount);
}

function check(name: string, value: unknown, { accepts, wanted }: Rule): void {
  if (value === undefined || value === null || accepts(value)) return;
  throw new TypeError(`${name}: must be ${wanted}`);
}
