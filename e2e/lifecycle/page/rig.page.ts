/** Loaders by name on one page, and what each of them said: `window.rig`. Browser; runs before the core. */
import {
  recordLoader,
  type EmittedSegment,
  type LoaderEmitter,
} from "../../harness/page/record-loader.ts";
import { createViewerReport, type ViewerReport } from "../../harness/page/viewer-report.ts";
import {
  currentConnections,
  takeCensus,
  terminateWorkers,
  wrapPlatform,
  type Census,
} from "./census.ts";
import { breakMessage, laneMessages, tapLane } from "./lane-tap.ts";

/** As the engines of 0.6 make them: plain objects. */
export interface RigSegment extends EmittedSegment {
  readonly masterSwarmId: string;
  readonly masterManifestUri: string;
  readonly streamId: string | undefined;
  readonly sequence: string;
  readonly priority: number;
}

export type RigLoader = LoaderEmitter & {
  on(event: "segment_abort", listener: (segment: RigSegment) => void): unknown;
  load(segments: readonly RigSegment[], streamSwarmId: string): Promise<void>;
  getSegment(id: string): Promise<RigSegment | undefined>;
  getDetails(): { peerId: string; storage?: object };
  destroy(): Promise<void>;
};

export interface Rig {
  /** Makes a loader and keeps its report under `name`. Returns its peer id. */
  create(name: string, settings: object): string;
  loader(name: string): RigLoader;
  report(name: string): ViewerReport;
  load(name: string, segments: readonly RigSegment[], streamSwarmId: string): Promise<void>;
  destroy(name: string): Promise<void>;
  census(): Census;
  terminateWorkers(): void;
  breakMessage(): void;
  /** `markConnections` remembers the open ones; `markedOpen` says how many of them still are. */
  markConnections(): number;
  markedOpen(): number;
  laneMessages(): Readonly<Record<string, number>>;
  /** `persisted` of each `pageshow`. */
  readonly shows: boolean[];
}

declare global {
  interface Window {
    rig: Rig;
  }
}
declare const p2pml: { core: { HybridLoader: new (settings: object) => RigLoader } };

wrapPlatform();
tapLane();

const actors = new Map<string, { loader: RigLoader; report: ViewerReport }>();
let marked: readonly RTCPeerConnection[] = [];

function actor(name: string) {
  const found = actors.get(name);
  if (found === undefined) throw new Error(`no loader ${name}`);
  return found;
}

window.rig = {
  create(name, settings) {
    const report = createViewerReport();
    const loader = new p2pml.core.HybridLoader(settings);
    recordLoader(loader, report);
    report.peerId = loader.getDetails().peerId;
    actors.set(name, { loader, report });
    return report.peerId;
  },
  loader: (name) => actor(name).loader,
  report: (name) => actor(name).report,
  load: (name, segments, streamSwarmId) => actor(name).loader.load(segments, streamSwarmId),
  destroy: (name) => actor(name).loader.destroy(),
  census: takeCensus,
  terminateWorkers,
  breakMessage,
  markConnections() {
    marked = currentConnections();
    return marked.length;
  },
  markedOpen: () => marked.filter(({ signalingState }) => signalingState !== "closed").length,
  laneMessages,
  shows: [],
};
window.addEventListener("pageshow", ({ persisted }) => window.rig.shows.push(persisted));
