/** What hls.js makes of a golden playlist: it loads it from memory. */
import type HlsPlayer from "hls.js";
import { goldenBody, type GoldenCase } from "../golden.fake.ts";
import type { Requested } from "./players.fake.ts";

/** Lets hls.js load a playlist by itself, which is how it parses one that is not behind a variant as well. */
export async function fragmentsOf(
  Hls: typeof HlsPlayer,
  golden: GoldenCase,
  manifest: string,
  url: string,
): Promise<Requested[]> {
  const stats = () => ({
    aborted: false,
    loaded: 0,
    retry: 0,
    total: 0,
    chunkCount: 0,
    bwEstimate: 0,
    loading: { start: 0, first: 0, end: 0 },
    parsing: { start: 0, end: 0 },
    buffering: { start: 0, first: 0, end: 0 },
  });
  class Loader {
    context = null;
    stats = stats();
    load(
      context: { url: string },
      _: unknown,
      callbacks: {
        onSuccess: (response: object, stats: object, context: object, details: null) => void;
      },
    ): void {
      const body = goldenBody(golden, context.url);
      queueMicrotask(() =>
        callbacks.onSuccess({ url: context.url, data: body }, this.stats, context, null),
      );
    }
    abort(): void {
      // Nothing is under way.
    }
    destroy(): void {
      // Nothing to release.
    }
  }
  const hls = new Hls({ pLoader: Loader as never, enableWorker: false });
  try {
    const details = await new Promise<{ fragments: readonly HlsFragment[] }>((resolve, reject) => {
      hls.on(Hls.Events.LEVEL_LOADED, (_, data) => resolve(data.details));
      hls.on(Hls.Events.ERROR, (_, data) => reject(data.error));
      hls.loadSource(url === "" ? manifest : url);
    });
    return details.fragments.map((fragment) => ({
      ...resourceOf(fragment),
      start: fragment.start,
      init: fragment.initSegment === null ? undefined : resourceOf(fragment.initSegment),
    }));
  } finally {
    hls.destroy();
  }
}

interface HlsFragment {
  readonly url: string;
  readonly byteRange: readonly [number, number] | readonly [];
  readonly start: number;
  readonly initSegment: HlsFragment | null;
}

function resourceOf({
  url,
  byteRange: [start, end],
}: HlsFragment): Pick<Requested, "url" | "range"> {
  return {
    url,
    range: start === undefined || end === undefined ? undefined : { start, end: end - 1 },
  };
}
