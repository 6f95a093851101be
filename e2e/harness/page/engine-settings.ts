/** What the 0.6.2 engines are made with. Browser. */
import type { ViewerOptions } from "./viewer-options.ts";

declare const p2pml: {
  core: { indexedDBStorage(options: { name: string }): object };
  storage: { indexedDBAssetsStorage(options: { name: string }): object };
};

export function engineSettings({ loader, segments, storage }: ViewerOptions): object {
  if (storage === undefined) return { loader, segments };
  return {
    loader: { ...loader, segmentsStorage: p2pml.core.indexedDBStorage(storage) },
    segments: { ...segments, assetsStorage: p2pml.storage.indexedDBAssetsStorage(storage) },
  };
}
