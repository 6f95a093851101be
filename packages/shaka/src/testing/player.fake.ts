/** A Shaka player without a screen: its networking, its events, its configuration. */
import type { ShakaConfiguration, ShakaPlayer } from "../shaka-api.ts";
import { createFakeNetworkingEngine, type FakeNetworkingEngine } from "./shaka.fake.ts";

export interface FakePlayer extends ShakaPlayer {
  readonly engine: FakeNetworkingEngine;
  readonly settings: Record<string, unknown>;
  readonly timeline: { isLive: boolean; delay: number };
  readonly listeners: ReadonlyMap<string, unknown>;
  uri: string | null;
  emit(type: string): void;
}

export function createFakePlayer(): FakePlayer {
  const engine = createFakeNetworkingEngine();
  const listeners = new Map<string, (event: Event) => void>();
  const settings: Record<string, unknown> = {
    "manifest.defaultPresentationDelay": 0,
    "streaming.bufferingGoal": 10,
  };
  const timeline = { isLive: false, delay: 0 };
  return {
    engine,
    settings,
    timeline,
    listeners,
    uri: null,
    getNetworkingEngine: () => engine,
    getMediaElement: () => null,
    getAssetUri() {
      return this.uri;
    },
    getManifest: () => ({
      presentationTimeline: {
        isLive: () => timeline.isLive,
        getDelay: () => timeline.delay,
        setDelay: (seconds) => {
          timeline.delay = seconds;
        },
        getSegmentAvailabilityStart: () => 0,
        getSegmentAvailabilityEnd: () => 0,
      },
    }),
    getConfiguration() {
      const configuration: Record<string, Record<string, unknown>> = {};
      for (const [name, value] of Object.entries(settings)) {
        const [section = "", key = ""] = name.split(".");
        (configuration[section] ??= {})[key] = value;
      }
      return configuration as unknown as ShakaConfiguration;
    },
    configure(name, value) {
      settings[name] = value;
      return true;
    },
    addEventListener: (type, listener) => void listeners.set(type, listener),
    removeEventListener: (type) => void listeners.delete(type),
    emit: (type) => listeners.get(type)?.(new Event(type)),
  };
}
