/** `window.measureStore`: passes requests to the worker that stores segments. Browser. */
import type { StoreReports, StoreRequest } from "./store.worker.ts";

declare global {
  interface Window {
    measureStore<Task extends StoreRequest["task"]>(
      request: StoreRequest & { readonly task: Task },
    ): Promise<StoreReports[Task]>;
  }
}

window.measureStore = <Task extends StoreRequest["task"]>(request: StoreRequest) => {
  const worker = new Worker("/pages/store.worker.js");
  return new Promise<StoreReports[Task]>((resolve, reject) => {
    worker.addEventListener("message", ({ data }: MessageEvent<StoreReports[Task]>) =>
      resolve(data),
    );
    worker.addEventListener("error", (event) => reject(new Error(event.message)));
    worker.postMessage(request);
  }).finally(() => worker.terminate());
};
