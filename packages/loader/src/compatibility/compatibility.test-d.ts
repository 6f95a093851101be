/**
 * Code written for the types of 0.6.2, against ours: it is enough that this file compiles (`npm run typecheck`).
 * The declarations are those of the published package.
 */
import type * as theirs from "p2p-media-loader-core";
import * as ours from "../index.ts";

/** A class with private members is only ever its own kind: what callers can reach is its public part. */
type Public<T> = { [Name in keyof T]: T[Name] };

declare function use(...values: unknown[]): void;

/** Places that expect theirs take ours. */
export function useExportsAndMethods(loader: ours.HybridLoader, segment: ours.Segment): void {
  const asLoader: Pick<
    Public<theirs.HybridLoader>,
    "load" | "getSegment" | "getSettings" | "getDetails" | "destroy"
  > = loader;
  const asInterface: theirs.LoaderInterface = loader;
  const asSegment: theirs.Segment = segment;
  const asSettings: theirs.HybridLoaderSettings = loader.getSettings();
  const asClass: Pick<typeof theirs.HybridLoader, "isSupported"> = ours.HybridLoader;
  const constructs: new (
    settings?: Partial<theirs.HybridLoaderSettings>,
  ) => theirs.LoaderInterface = ours.HybridLoader;
  const names: Record<keyof typeof theirs.Events, string> = ours.Events;
  const version: string = ours.version;
  use(asLoader, asInterface, asSegment, asSettings, asClass, constructs, names, version);
}

/** Settings objects, callbacks and storages typed with theirs are taken by ours. */
export function useSettingsAndCallbacks(
  settings: theirs.HybridLoaderSettings,
  partial: Partial<theirs.HybridLoaderSettings>,
  storage: theirs.SegmentsStorage,
  validator: theirs.SegmentValidatorCallback,
  setup: theirs.XhrSetupCallback,
  builder: theirs.SegmentUrlBuilder,
): void {
  use(new ours.HybridLoader(settings), new ours.HybridLoader(partial));
  new ours.HybridLoader({
    segmentsStorage: storage,
    segmentValidator: validator,
    xhrSetup: setup,
    segmentUrlBuilder: builder,
    rtcConfig: { iceServers: [{ urls: "stun:stun.example" }] },
  });
  const back: theirs.SegmentValidatorCallback | undefined = settings.segmentValidator;
  const ourStorage: ours.SegmentsStorage = storage;
  const theirStorage: theirs.SegmentsStorage = ourStorage;
  use(back, theirStorage);
}

/** The ways in which players' code uses a loader. */
export function useLoaderLikeAPlayer(loader: ours.HybridLoader, queue: theirs.Segment[]): void {
  void loader.load(queue, "swarm");
  void loader.load(
    [
      {
        id: "1",
        url: "https://cdn.example/1",
        masterSwarmId: "swarm",
        masterManifestUri: "",
        streamId: undefined,
        sequence: "1",
        range: undefined,
        priority: 0,
      },
    ],
    "swarm",
  );
  const annotated = (segment: theirs.Segment, peerId: string): void => use(segment, peerId);
  const loose = (...args: unknown[]): void => use(...args);
  loader
    .on(ours.Events.SegmentLoaded, annotated)
    .once("segment_error", (segment: theirs.Segment, error: Error) => use(segment, error))
    .addListener(ours.Events.PeerConnect, (peer: { id: string }) => use(peer.id))
    .on(ours.Events.SegmentLoaded, (segment) => use(segment.data.byteLength))
    .on(ours.Events.SegmentError, (segment, error) => use(segment.url, error.message))
    .on(ours.Events.PieceBytesDownloaded, (method, bytes) => use(method, bytes + 1))
    .off(ours.Events.SegmentLoaded, annotated)
    .removeListener(ours.Events.SegmentLoaded, loose);
  for (const event of Object.values(ours.Events)) {
    loader.on(event, (...args: unknown[]) => use(...args));
  }
  loader.removeAllListeners().setMaxListeners(20);
  void loader.getSegment("1").then((segment: theirs.Segment | undefined) => segment?.data);
  const { peerId }: { peerId: string } = loader.getDetails();
  use(peerId);
  class Derived extends ours.HybridLoader {
    readonly label = "mine";
  }
  use(new Derived({ useP2P: false }).label);
}
