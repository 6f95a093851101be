/** Where a host runs: a worker, or this page. The lane's port leads to it either way. Page. */
import { laneVersion, type HostInit } from "@swarmlane/contract";
import type { PartSource } from "./host-part.ts";
import { trustAddress } from "./trusted-address.ts";

export interface HostPlace {
  readonly kind: "worker" | "page";
  /** Owned by whoever opened the place. */
  readonly port: MessagePort;
  /** Ends the thread, if it has one; a host on this page ends by `HostApi.destroy`. */
  end(): void;
}

/** `onBroken` is called later, if at all: never while the place is being opened. */
export type OpenPlace = (onBroken: (reason: string) => void) => HostPlace;

export interface HostPlaces {
  /** Undefined where there can be none or none is wanted. Throws what the platform throws. */
  readonly worker: OpenPlace | undefined;
  readonly page: OpenPlace;
}

/** What a build embeds. */
export interface EmbeddedHost {
  /** Text of the classic worker script; undefined when none is embedded. */
  readonly script: string | undefined;
  /** Runs a host on this page. Rejects when its code cannot be had. */
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
  /** A Blob's address holds its memory until it is given back. */
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
      // It is told as a warning; unprevented it would count as an error of the page.
      event.preventDefault();
      onBroken(event.message || "the worker script could not be loaded");
    };
    const init: HostInit = { type: "p2pml/init", version: laneVersion };
    worker.postMessage(init, [port2]);
    return { kind: "worker", port: port1, end };
  };
}

/** A worker may only be started from our own origin: a script elsewhere is imported by one from a Blob. */
function addressOf(workerUrl: string | URL | undefined, script: string): WorkerAddress {
  if (workerUrl === undefined) return blobOf(script);
  const url = new URL(workerUrl, document.baseURI);
  // Not that of `location`: a sandboxed page has an address, but no origin.
  if (url.origin === self.origin) return { url: url.href, isTemporary: false };
  return blobOf(`importScripts(${JSON.stringify(url.href)});`);
}

function blobOf(script: string): WorkerAddress {
  const blob = new Blob([script], { type: "text/javascript" });
  return { url: URL.createObjectURL(blob), isTemporary: true };
}
