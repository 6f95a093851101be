/** What the 0.6.2 engines are made with. Browser. */
import type { ViewerOptions } from "./viewer-options.ts";

declare global {
  interface Window {
    /** Set by a test: what the validator says to the next segment, once. */
    rejection?: string | undefined;
  }
}

declare const p2pml: {
  core: { indexedDBStorage(options: { name: string }): object };
  storage: { indexedDBAssetsStorage(options: { name: string }): object };
};

export function engineSettings(options: ViewerOptions): object {
  const { segments, storage } = options;
  const loader = options.validated
    ? { ...options.loader, segmentValidator: validate }
    : options.loader;
  if (storage === undefined) return { loader, segments };
  return {
    loader: { ...loader, segmentsStorage: p2pml.core.indexedDBStorage(storage) },
    segments: { ...segments, assetsStorage: p2pml.storage.indexedDBAssetsStorage(storage) },
  };
}

function validate(): Promise<void> {
  const words = window.rejection;
  window.rejection = undefined;
  return words === undefined ? Promise.resolve() : Promise.reject(new Error(words));
}
