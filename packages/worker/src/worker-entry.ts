/** The entry of the classic worker script. Uncaught exceptions reach the page as the worker's `error` event. */
import { laneVersion, type HostInit } from "@swarmlane/contract";
import { reportRejections } from "./report-rejections.ts";
import { startHost } from "./start-host.ts";

addEventListener("message", function onInit({ data, ports }: MessageEvent<unknown>) {
  if (!isInit(data)) return;
  removeEventListener("message", onInit);
  const [port] = ports;
  if (port === undefined) throw new Error("the first message has no port");
  // a page of another build sees the error at once and need not wait for the handshake's deadline
  if (data.version !== laneVersion) {
    throw new Error(`lane version ${laneVersion}, the page has ${String(data.version)}`);
  }
  startHost(port);
});

reportRejections();

function isInit(data: unknown): data is { type: HostInit["type"]; version: unknown } {
  return typeof data === "object" && data !== null && "type" in data && data.type === "p2pml/init";
}
