/** What a site writes against the loader, with every entry. Compiled, never run. */
import {
  Events,
  HybridLoader,
  LoaderError,
  Segment,
  indexedDBStorage,
  version,
  type ErrorCode,
  type HybridLoaderOptions,
  type HybridLoaderSettings,
} from "swarmlane";
import { openStorageCatalog, type StorageUsage } from "swarmlane/storage";

const options: HybridLoaderOptions = {
  trackerAnnounce: ["wss://tracker.example"],
  segmentsStorage: indexedDBStorage({ maxBytes: 500e6 }),
  inspect: { redact: "all" },
};
const loader = new HybridLoader(options);
loader.on(Events.SegmentLoaded, (segment, peerId) => {
  const length: number | undefined = segment.data?.byteLength;
  console.log(length, peerId);
});
loader.on(Events.Warning, (error) => {
  const code: ErrorCode | undefined = error instanceof LoaderError ? error.code : undefined;
  console.log(code);
});
const settings: HybridLoaderSettings = loader.getSettings();
void loader.load([new Segment("1", "https://cdn.example/1.ts", undefined, 0)], "swarm");
const usage: Promise<StorageUsage> = openStorageCatalog().usage();
console.log(version.length, settings, usage);

// @ts-expect-error a setting of the wrong type is found at compile time
new HybridLoader({ simultaneousHttpDownloads: "three" });
