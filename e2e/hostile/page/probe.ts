/** A loader under test, and a plain record of everything that it said. Browser. */
import { sha256 } from "@swarmlane/testkit";

/** As much of a 0.6 loader as the hostile tests use; ours and that of 0.6.2 alike. */
export interface ProbedLoader {
  on(event: string, listener: (...args: never[]) => void): unknown;
  load(segments: unknown, streamSwarmId: unknown): Promise<void> | undefined;
  getSegment(id: string): Promise<{ data?: ArrayBuffer } | undefined>;
  getSettings(): Record<string, unknown>;
  getDetails(): { peerId: string };
  destroy(): Promise<void>;
}

export interface LoadedRecord {
  readonly id: string;
  readonly sha256: string;
  readonly bytes: number;
  /** Undefined when it came from the origin. */
  readonly peerId: string | undefined;
  /** `performance.now()` of the event. */
  readonly at: number;
}

export interface ErrorRecord {
  readonly id: string;
  readonly code: string;
  readonly status: number | undefined;
  readonly message: string;
  /** Undefined when it is not a peer's fault. */
  readonly peerId: string | undefined;
  readonly at: number;
}

/** Grows while the loader lives; plain data. */
export interface ProbeReport {
  readonly peerId: string;
  readonly loaded: LoadedRecord[];
  readonly errors: ErrorRecord[];
  readonly aborted: string[];
  readonly warnings: { readonly code: string; readonly message: string }[];
  readonly connected: string[];
  readonly closed: string[];
  /** `ms id: state (reason)`, for whoever reads why a test failed. */
  readonly history: string[];
  /** By peer. */
  readonly uploaded: Record<string, number>;
}

export interface Probe {
  readonly loader: ProbedLoader;
  readonly report: ProbeReport;
  /** Peers that are connected now. */
  peers(): string[];
  /** Resolves once `isDone` says so, rejects with the report after `timeout` ms. */
  until(what: string, isDone: (report: ProbeReport) => boolean, timeout?: number): Promise<void>;
  /** Resolves when every one of these ids was loaded. */
  untilLoaded(ids: readonly string[], timeout?: number): Promise<void>;
}

interface EmittedSegment {
  readonly id: string;
  readonly data?: ArrayBuffer;
}

interface EmittedError {
  readonly code?: string;
  readonly status?: number;
  readonly message?: string;
}

export function createProbe(loader: ProbedLoader): Probe {
  const report: ProbeReport = {
    peerId: loader.getDetails().peerId,
    ...{
      loaded: [],
      errors: [],
      aborted: [],
      warnings: [],
      connected: [],
      closed: [],
      history: [],
    },
    uploaded: {},
  };
  loader.on("segment_loaded", ({ id, data = new ArrayBuffer(0) }: EmittedSegment, peerId) => {
    const at = performance.now();
    void sha256(data.slice(0)).then((digest) => {
      report.loaded.push({ id, sha256: digest, bytes: data.byteLength, peerId, at });
    });
  });
  loader.on("segment_error", ({ id }: EmittedSegment, error: EmittedError, peerId?: string) => {
    const { code = "", status, message = "" } = error;
    report.errors.push({ id, code, status, message, peerId, at: performance.now() });
  });
  loader.on("segment_abort", ({ id }: EmittedSegment) => report.aborted.push(id));
  loader.on("segment_state_change", ({ id }: EmittedSegment, state: string, reason: string) => {
    report.history.push(`${Math.round(performance.now())} ${id}: ${state} (${reason})`);
  });
  loader.on("warning", ({ code = "", message = "" }: EmittedError) => {
    report.warnings.push({ code, message });
  });
  loader.on("peer_connect", ({ id }: { id: string }) => report.connected.push(id));
  loader.on("peer_close", (peerId: string) => report.closed.push(peerId));
  loader.on("piece_bytes_uploaded", (_method: string, bytes: number, peerId: string) => {
    report.uploaded[peerId] = (report.uploaded[peerId] ?? 0) + bytes;
  });

  const until: Probe["until"] = (what, isDone, timeout) =>
    poll(
      () => isDone(report),
      () => `${what}\n${JSON.stringify(report, null, 1)}`,
      timeout,
    );
  return {
    loader,
    report,
    peers: () => {
      const left = [...report.closed];
      return report.connected.filter((id) => {
        const index = left.indexOf(id);
        if (index >= 0) left.splice(index, 1);
        return index < 0;
      });
    },
    until,
    untilLoaded: (ids, timeout) =>
      until(
        `loaded: ${ids.join(", ")}`,
        ({ loaded }) => ids.every((id) => loaded.some((record) => record.id === id)),
        timeout,
      ),
  };
}

/** ms between two looks. */
const pollInterval = 25;

/** Resolves once `isDone` says so; rejects after `timeout` ms (a minute) with what `describe` says then. */
export async function poll(
  isDone: () => boolean,
  describe: () => string,
  timeout = 60_000,
): Promise<void> {
  const deadline = performance.now() + timeout;
  while (!isDone()) {
    if (performance.now() > deadline) throw new Error(`not within ${timeout} ms: ${describe()}`);
    await new Promise((resolve) => setTimeout(resolve, pollInterval));
  }
}
