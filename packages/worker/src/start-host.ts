/** Runs the engine at one end of a lane: in the worker, or on the page if no worker is available. */
import { createEngine } from "@swarmlane/engine";
import { createHost } from "./host.ts";

/** Takes ownership of `port`. Waits for `HostApi.start`; ends with `HostApi.destroy`. */
export function startHost(port: MessagePort): void {
  createHost(port, { createEngine });
}
