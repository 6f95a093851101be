/** `window.mapCost`: has a worker measure what maps cost our engine. Browser. */
import type { MapCostReport, MapCostRequest } from "./map-cost.worker.ts";

declare global {
  interface Window {
    mapCost: (request: MapCostRequest) => Promise<MapCostReport>;
  }
}

window.mapCost = (request) => {
  const worker = new Worker("/pages/map-cost.worker.js");
  return new Promise<MapCostReport>((resolve, reject) => {
    worker.addEventListener("message", ({ data }: MessageEvent<MapCostReport>) => resolve(data));
    worker.addEventListener("error", (event) => reject(new Error(event.message)));
    worker.postMessage(request);
  }).finally(() => worker.terminate());
};
