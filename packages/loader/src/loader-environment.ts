/** What a loader needs of the page it lives on. Tests bring a page of their own. */
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
  /** What `localStorage.debug` says. */
  readonly debugSetting: () => string;
  /** Prints to the console where the namespace is on. */
  readonly log: (namespace: string) => Log;
}
