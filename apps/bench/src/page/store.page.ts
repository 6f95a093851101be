/** `window.measureStore`: hands requests to the worker that stores. Browser. */
import type { StoreReport, StoreRequest } from "./store.worker.ts";

declare global {
  interface Window {
    measureStore(request: StoreRequest): Promise<StoreReport>;
  }
}

window.measureStore = (request) => {
  const worker = new Worker("/pages/store.worker.js");
  return new Promise<StoreReport>((resolve, reject) => {
    worker.addEventListener("message", ({ data }: MessageEvent<StoreReport>) => resolve(data));
    worker.addEventListener("error", (event) => reject(new Error(event.message)));
    worker.postMessage(request);
  }).finally(() => worker.terminate());
};
