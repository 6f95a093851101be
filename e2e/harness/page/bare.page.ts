/** No player: the core alone, for journeys that load segments themselves through `window.viewerLoader`. Browser. */
import { recordLoader, type LoaderEmitter } from "./record-loader.ts";
import { startViewer } from "./viewer.ts";

interface BareLoader extends LoaderEmitter {
  load(segments: readonly object[], streamSwarmId: string): void;
  getSegment(id: string): Promise<{ data?: ArrayBuffer } | undefined>;
  getDetails(): { peerId: string };
  destroy(): Promise<void>;
}

declare const p2pml: { core: { HybridLoader: new (settings: object) => BareLoader } };
declare global {
  interface Window {
    viewerLoader: BareLoader;
  }
}

const { options, report } = startViewer();
const loader = new p2pml.core.HybridLoader(options.loader);
recordLoader(loader, report);
report.peerId = loader.getDetails().peerId;
window.viewerLoader = loader;
