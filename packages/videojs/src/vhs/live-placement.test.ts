import { createManifestRegistry, hls } from "@swarmlane/manifest";
import { expect, test } from "vitest";
import { createLivePlacement, type PositionedPlayer } from "./live-placement.ts";
import type { Vhs, VhsSegmentLoader } from "./vhs-types.ts";

test("plays one segment inside the window, and buffers one segment less", () => {
  const { vhs, loaders, placement } = start({ segments: 6 });
  placement.apply();

  expect(vhs.playlists?.main?.suggestedPresentationDelay).toBe(10);
  expect(loaders.map((loader) => loader.goalBufferLength_())).toEqual([8, 8]);
});

test("a distance that was chosen stays while the window grows", () => {
  const { vhs, placement, load } = start({ segments: 6 });
  placement.apply();
  load(9);
  placement.apply();

  expect(vhs.playlists?.main?.suggestedPresentationDelay).toBe(10);
});

test("gives back what it wrote", () => {
  const { vhs, loaders, placement } = start({ segments: 6 });
  placement.apply();
  placement.undo();

  expect(vhs.playlists?.main).toEqual({});
  expect(loaders.map((loader) => loader.goalBufferLength_())).toEqual([30, 30]);
});

test("a smaller buffer of the site is left as it is", () => {
  const { loaders, placement } = start({ segments: 6, goal: 5 });
  placement.apply();

  expect(loaders.map((loader) => loader.goalBufferLength_())).toEqual([5, 5]);
});

test.each([
  ["a recorded stream", { segments: 6, end: "#EXT-X-ENDLIST" }],
  ["a window of three segments", { segments: 3 }],
  ["a stream that says where to begin", { segments: 6, media: { start: { timeOffset: -4 } } }],
])("%s is left alone", (_what, given) => {
  const { vhs, loaders, placement } = start(given);
  placement.apply();

  expect(vhs.playlists?.main).toEqual({});
  expect(loaders.map((loader) => loader.goalBufferLength_())).toEqual([30, 30]);
});

test("a distance that the manifest or the site suggests is not overruled", () => {
  const { vhs, loaders, placement } = start({
    segments: 6,
    main: { suggestedPresentationDelay: 4 },
  });
  placement.apply();
  placement.undo();

  expect(vhs.playlists?.main?.suggestedPresentationDelay).toBe(4);
  expect(loaders.map((loader) => loader.goalBufferLength_())).toEqual([30, 30]);
});

test.each([
  ["has chosen its position, and buffered nothing: it moves back", 6, 0, 2],
  ["has not chosen its position: it does not move", 0, 0, 0],
  ["has begun to play: it does not move", 6, 1, 6],
])("a player that %s", (_what, position, buffered, expected) => {
  const player = playerAt(position, buffered);
  const { placement } = start({ segments: 6 }, player);
  placement.apply();

  expect(player.currentTime()).toBe(expected);
});

test("another version of VHS, with other inner parts, does no harm", () => {
  const registry = createManifestRegistry({ formats: [hls] });
  const bare = createLivePlacement({ xhr: {} } as unknown as Vhs, playerAt(0), () => registry);
  bare.apply();
  bare.undo();
});

interface Given {
  readonly segments: number;
  readonly end?: string;
  readonly goal?: number;
  readonly media?: { readonly start?: unknown };
  readonly main?: { suggestedPresentationDelay?: number };
}

/** What is seekable ends 10 s before the edge, at 12. */
function playerAt(position: number, buffered = 0): PositionedPlayer {
  return {
    currentTime: (seconds) => (position = seconds ?? position),
    buffered: () => ({ length: buffered }),
    seekable: () => ({ length: 1, end: () => 2 }),
  };
}

function start(
  { segments, end, goal = 30, media = {}, main = {} }: Given,
  player: PositionedPlayer = playerAt(0),
) {
  const registry = createManifestRegistry({ formats: [hls] });
  const load = (count: number) => {
    const list = Array.from({ length: count }, (_, n) => `#EXTINF:2,\n${n}.ts`);
    const body = ["#EXTM3U", "#EXT-X-TARGETDURATION:2", ...list, end ?? ""].join("\n");
    registry.addManifest({ url: "https://cdn.example/media.m3u8", body });
  };
  load(segments);
  const loaders: VhsSegmentLoader[] = [0, 1].map(() => ({ goalBufferLength_: () => goal }));
  const [main_, audio] = loaders as [VhsSegmentLoader, VhsSegmentLoader];
  const vhs = {
    playlists: { main, media: () => media },
    playlistController_: { mainSegmentLoader_: main_, audioSegmentLoader_: audio },
  } as unknown as Vhs;
  return { vhs, loaders, load, placement: createLivePlacement(vhs, player, () => registry) };
}
