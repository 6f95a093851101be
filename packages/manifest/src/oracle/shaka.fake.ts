/** What Shaka makes of a golden manifest: its parsers load from memory. */
import { parseByteRange } from "../byte-range.ts";
import { goldenBody, goldenFile, type GoldenCase } from "../golden.fake.ts";
import type { Requested } from "./players.fake.ts";

/** The references of every audio and video stream, as the streaming engine would request them. */
export async function shakaStreams(golden: GoldenCase): Promise<Requested[][]> {
  const { default: shaka } = await import("shaka-player/dist/shaka-player.compiled.js");
  const configuration = shaka.util.PlayerConfiguration.createDefault();
  shaka.net.NetworkingEngine.registerScheme("https", (uri, request) => {
    const range = parseByteRange(request.headers["Range"] ?? "");
    const index = golden.indexes.find(([url, start]) => url === uri && start === range?.start);
    // Shaka would decrypt the first segment, and there is none.
    const text = goldenBody(golden, uri).replace(/^#EXT-X-KEY.*$/m, "");
    const bytes = index ? goldenFile(golden.name, index[3]) : Buffer.from(text);
    const data = new Uint8Array(bytes).buffer;
    const response = { uri, originalUri: uri, data, headers: {}, originalRequest: request };
    return shaka.util.AbortableOperation.completed(response);
  });
  const networkingEngine = new shaka.net.NetworkingEngine();
  networkingEngine.configure(configuration.networking);
  const isHls = golden.name.startsWith("hls");
  const parser = isHls ? new shaka.hls.HlsParser() : new shaka.dash.DashParser();
  parser.configure(configuration.manifest, () => false);
  try {
    const nothing = () => undefined;
    const manifest = (await parser.start(golden.manifests[0]?.[0] ?? "", {
      networkingEngine,
      filter: () => Promise.resolve(),
      makeTextStreamsForClosedCaptions: nothing,
      onTimelineRegionAdded: nothing,
      onEvent: nothing,
      onError: nothing,
      isLowLatencyMode: () => false,
      updateDuration: nothing,
      newDrmInfo: nothing,
      onManifestUpdated: nothing,
      onMetadata: nothing,
      getBandwidthEstimate: () => 1_000_000,
      getStreamingRetryParameters: () => configuration.streaming.retryParameters,
      disableStream: nothing,
      addFont: nothing,
      onSegmentReceived: nothing,
    })) as ShakaManifest;
    const streams = new Set(
      manifest.variants
        .flatMap(({ video, audio }) => [video, audio])
        .filter((stream) => stream !== null),
    );
    const requested: Requested[][] = [];
    for (const stream of streams) {
      try {
        await stream.createSegmentIndex();
      } catch {
        // A playlist that is no part of this case.
        continue;
      }
      requested.push(
        [...(stream.segmentIndex ?? [])]
          .filter((reference) => reference !== null)
          .map((reference) => ({
            ...resourceOf(reference),
            start: reference.startTime,
            init: reference.initSegmentReference
              ? resourceOf(reference.initSegmentReference)
              : undefined,
          })),
      );
    }
    return requested;
  } finally {
    await parser.stop();
    await networkingEngine.destroy();
  }
}

interface ShakaManifest {
  readonly variants: readonly {
    readonly video: ShakaStream | null;
    readonly audio: ShakaStream | null;
  }[];
}

interface ShakaStream {
  createSegmentIndex(): Promise<void>;
  readonly segmentIndex: Iterable<ShakaReference | null> | null;
}

interface ShakaResource {
  getUris(): string[];
  getStartByte(): number;
  getEndByte(): number | null;
}

interface ShakaReference extends ShakaResource {
  readonly startTime: number;
  readonly initSegmentReference: ShakaResource | null;
}

function resourceOf(resource: ShakaResource): Pick<Requested, "url" | "range"> {
  const end = resource.getEndByte();
  return {
    url: resource.getUris()[0] ?? "",
    range: end === null ? undefined : { start: resource.getStartByte(), end },
  };
}
