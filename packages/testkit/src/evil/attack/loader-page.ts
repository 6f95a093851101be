/** A loader with the API of 0.6 among attackers, as `window.loaderPage`. Browser. Plain data in and out: Node drives it. */
import { sha256 } from "../../origin/synthetic-bytes.ts";

export interface LoaderPage {
  /** Makes the loader. Once. Returns its peer id. */
  open(settings: Readonly<Record<string, unknown>>): string;
  /** Resolves when the segments `until` are loaded, or after `timeout` ms. */
  load(request: LoadRequest): Promise<LoadOutcome>;
  /** Resolves to whether that peer was connected within `timeout` ms. */
  meet(peerId: string, timeout: number): Promise<boolean>;
  report(): Promise<LoaderReport>;
}

export interface LoadRequest {
  readonly segments: readonly AttackSegment[];
  readonly swarm: string;
  /** Ids. */
  readonly until: readonly string[];
  readonly timeout: number;
  /** Settings that change with this call. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** As the 0.6 engines make them. */
export interface AttackSegment {
  readonly id: string;
  readonly url: string;
  readonly masterSwarmId: string;
  readonly masterManifestUri: string;
  readonly streamId: undefined;
  readonly sequence: string;
  readonly range: undefined;
  readonly priority: number;
}

export interface LoadOutcome {
  /** Of those that were waited for. */
  readonly loaded: number;
  /** From the call to the last of them; undefined when some did not come. */
  readonly ms: number | undefined;
}

export interface LoaderReport {
  readonly loaded: readonly LoadRecord[];
  readonly errors: readonly LoaderComplaint[];
  readonly warnings: readonly LoaderComplaint[];
  /** Peers that are connected now. */
  readonly peers: readonly string[];
}

export interface LoadRecord {
  readonly id: string;
  readonly sha256: string;
  /** Undefined when it came from the origin. */
  readonly peerId: string | undefined;
}

/** A SegmentError or a warning. */
export interface LoaderComplaint {
  readonly code: string;
  readonly message: string;
  /** Undefined when no peer is blamed. */
  readonly peerId: string | undefined;
}

interface Loader {
  on(event: string, listener: (...args: never[]) => void): unknown;
  load(segments: readonly object[], streamSwarmId: string): unknown;
  getSettings(): Record<string, unknown>;
  getDetails(): { peerId: string };
}

interface EmittedError {
  readonly code?: string;
  readonly message?: string;
  readonly peerId?: string;
}

declare const p2pml: { core: { HybridLoader: new (settings: object) => Loader } };

export function createLoaderPage(): LoaderPage {
  const loaded: Promise<LoadRecord>[] = [];
  /** `performance.now()` of the first delivery, by id. */
  const loadedAt = new Map<string, number>();
  const errors: LoaderComplaint[] = [];
  const warnings: LoaderComplaint[] = [];
  /** Connections, by peer: another one may be up before the first one is closed. */
  const peers = new Map<string, number>();
  const waiting = new Set<() => void>();
  let loader: Loader;

  /** Resolves to whether it is so within `timeout` ms; looked at after each event. */
  function until(isSo: () => boolean, timeout: number): Promise<boolean> {
    return new Promise((resolve) => {
      const settle = () => {
        waiting.delete(look);
        clearTimeout(timer);
        resolve(isSo());
      };
      const look = () => {
        if (isSo()) settle();
      };
      const timer = setTimeout(settle, timeout);
      waiting.add(look);
      look();
    });
  }

  function on(event: string, listener: (...args: never[]) => void): void {
    loader.on(event, (...args: never[]) => {
      listener(...args);
      for (const look of [...waiting]) look();
    });
  }

  function count(peerId: string, change: 1 | -1): void {
    peers.set(peerId, (peers.get(peerId) ?? 0) + change);
  }

  return {
    open(settings) {
      loader = new p2pml.core.HybridLoader(settings);
      on("segment_loaded", (segment: { id: string; data: ArrayBuffer }, peerId?: string) => {
        const { id, data } = segment;
        if (!loadedAt.has(id)) loadedAt.set(id, performance.now());
        loaded.push(sha256(data.slice(0)).then((digest) => ({ id, sha256: digest, peerId })));
      });
      on("segment_error", ({ id }: { id: string }, error?: EmittedError, peerId?: string) => {
        const { code = "", message = "" } = error ?? {};
        errors.push({ code, message: `${id}: ${message}`, peerId });
      });
      on("warning", ({ code = "", message = "", peerId }: EmittedError) => {
        warnings.push({ code, message, peerId });
      });
      on("peer_connect", ({ id }: { id: string }) => count(id, 1));
      on("peer_close", (peerId: string) => count(peerId, -1));
      return loader.getDetails().peerId;
    },
    async load({ segments, swarm, until: ids, timeout, settings = {} }) {
      const started = performance.now();
      // Both loaders read their settings when they use them.
      Object.assign(loader.getSettings(), settings);
      void loader.load(segments, swarm);
      const isLoaded = (id: string) => loadedAt.has(id);
      const isDone = await until(() => ids.every(isLoaded), timeout);
      return {
        loaded: ids.filter(isLoaded).length,
        ms: isDone ? Math.max(0, ...ids.map((id) => loadedAt.get(id) ?? 0)) - started : undefined,
      };
    },
    meet: (peerId, timeout) => until(() => (peers.get(peerId) ?? 0) > 0, timeout),
    report: async () => ({
      loaded: await Promise.all(loaded),
      ...{ errors, warnings },
      peers: [...peers].filter(([, connections]) => connections > 0).map(([id]) => id),
    }),
  };
}
