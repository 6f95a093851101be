/** The parts of the page that a loader needs. Tests provide their own. */
import type { Clock, Log, PeerId } from "@swarmlane/contract";
import type { PeerHub, PeerHubOptions } from "@swarmlane/peers";
import type { PartSource } from "./host/host-part.ts";
import type { HostPlaces } from "./host/host-place.ts";
import type { WatchLifecycle } from "./page-lifecycle.ts";
import type { HybridLoaderSettings } from "./settings/settings.ts";

export interface LoaderEnvironment {
  readonly clock: Clock;
  readonly places: (settings: HybridLoaderSettings) => HostPlaces;
  readonly findPart: PartSource["findPart"];
  readonly openHub: (options: PeerHubOptions) => PeerHub;
  readonly generatePeerId: () => PeerId;
  readonly watchLifecycle: WatchLifecycle;
  /** Asks the browser to keep what is stored. */
  readonly askToPersist: () => void;
  /** Relative addresses of segments are resolved against it. */
  readonly baseUrl: () => string;
  /** The value of `localStorage.debug`. */
  readonly debugSetting: () => string;
  /** Prints to the console if the namespace is enabled. */
  readonly log: (namespace: string) => Log;
}
