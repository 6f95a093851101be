/**
 * Global script: the worker script is included once, as a function. Its text becomes the Blob of the worker. If it is called
 * here, with this module in place of the worker's global scope, it runs on the page without `eval`.
 */
import { laneVersion, type HostInit } from "@swarmlane/contract";
import type { EmbeddedHost } from "./host/host-place.ts";

type InitListener = (event: { data: HostInit; ports: readonly MessagePort[] }) => void;

/** The build creates it from the worker's bundle. The free variables of that script are its parameters. */
declare const __SWARMLANE_HOST__: (
  addEventListener: (type: string, listener: InitListener) => void,
  removeEventListener: () => void,
) => void;

const host = __SWARMLANE_HOST__;
/** The parts are in the same folder as this script. */
const ownAddress = (document.currentScript as HTMLScriptElement | null)?.src || location.href;

export const embeddedHost: EmbeddedHost = {
  script: `(${String(host)})(addEventListener.bind(self), removeEventListener.bind(self));`,
  start(port) {
    host(
      (type, listener) => {
        if (type !== "message") return;
        listener({ data: { type: "p2pml/init", version: laneVersion }, ports: [port] });
      },
      () => undefined,
    );
    return Promise.resolve();
  },
  findPart: (part) => Promise.resolve(new URL(`swarmlane-${part}.js`, ownAddress).href),
};
