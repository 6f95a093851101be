/** The place where a host runs: a worker, or this page. In both cases the host is reached through the lane's port. Page. */
import { laneVersion, type HostInit } from "@swarmlane/contract";
import type { PartSource } from "./host-part.ts";
import { trustAddress } from "./trusted-address.ts";

export interface HostPlace {
  readonly kind: "worker" | "page";
  /** Owned by the caller that opened the place. */
  readonly port: MessagePort;
  /** Ends the thread, if there is one. A host on this page is ended with `HostApi.destroy`. */
  end(): void;
}

/** `onBroken` is never called while the place is being opened. */
export type OpenPlace = (onBroken: (reason: string) => void) => HostPlace;

export interface HostPlaces {
  /** Returns undefined if no worker is possible or wanted. Throws the platform's exceptions. */
  readonly worker: OpenPlace | undefined;
  readonly page: OpenPlace;
}

/** The code that a build embeds. */
export interface EmbeddedHost {
  /** The text of the classic worker script. Undefined if none is embedded. */
  readonly script: string | undefined;
  /** Runs a host on this page. Rejects if its code cannot be loaded. */
  readonly start: (port: MessagePort) => Promise<void>;
  readonly findPart: PartSource["findPart"];
}

export function createHostPlaces(
  embedded: EmbeddedHost,
  { worker, workerUrl }: { worker: boolean; workerUrl?: string | URL | undefined },
): HostPlaces {
  const { script } = embedded;
  const isWanted = worker && (workerUrl !== undefined || script !== undefined);
  return {
    worker: isWanted ? openWorker(() => addressOf(workerUrl, script ?? "")) : undefined,
    page: openPage(embedded),
  };
}

function openPage({ start }: EmbeddedHost): OpenPlace {
  return (onBroken) => {
    const { port1, port2 } = new MessageChannel();
    start(port2).catch((thrown: unknown) => onBroken(String(thrown)));
    return { kind: "page", port: port1, end: () => undefined };
  };
}

interface WorkerAddress {
  readonly url: string;
  /** The address of a Blob keeps its memory until it is revoked. */
  readonly isTemporary: boolean;
}

function openWorker(findAddress: () => WorkerAddress): OpenPlace {
  return (onBroken) => {
    const { url, isTemporary } = findAddress();
    const worker = new Worker(trustAddress(url), { name: "swarmlane" });
    const { port1, port2 } = new MessageChannel();
    const end = (): void => {
      worker.onerror = null;
      worker.terminate();
      if (isTemporary) URL.revokeObjectURL(url);
    };
    worker.onerror = (event) => {
      // It is reported as a warning. Without `preventDefault` it would also count as an error of the page.
      event.preventDefault();
      onBroken(event.message || "the worker script could not be loaded");
    };
    const init: HostInit = { type: "p2pml/init", version: laneVersion };
    worker.postMessage(init, [port2]);
    return { kind: "worker", port: port1, end };
  };
}

/** A worker can only be started from the page's own origin. A script on another origin is imported by a Blob worker. */
function addressOf(workerUrl: string | URL | undefined, script: string): WorkerAddress {
  if (workerUrl === undefined) return blobOf(script);
  const url = new URL(workerUrl, document.baseURI);
  // `location.origin` does not work here, because a sandboxed page has an address but no origin.
  if (url.origin === self.origin) return { url: url.href, isTemporary: false };
  return blobOf(`importScripts(${JSON.stringify(url.href)});`);
}

function blobOf(script: string): WorkerAddress {
  const blob = new Blob([script], { type: "text/javascript" });
  return { url: URL.createObjectURL(blob), isTemporary: true };
}
