/**
 * A stream whose renditions differ in their bit rate alone: the segments of a committed stream, each padded to the size of its
 * rung. A decoder skips the padding (null packets in a transport stream, a `free` box in fMP4), so a high rung costs the
 * network what it should, and the processor nothing. Node.
 */
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { streamsFolder } from "@swarmlane/testkit/node";

/**
 * Bits per second, ascending. Between a rung and the speed of a link that should play it, there is room for the reserve that
 * players keep: hls.js switches up if a rung takes less than 0.7 of the measured speed.
 */
export const rungs = [350_000, 700_000, 1_200_000, 2_600_000, 5_000_000, 8_000_000] as const;

export type LadderFormat = "hls" | "dash";

/** s of each segment. */
const duration = 2;

/** Paths on an origin that serves the folder as `/ladders`: the manifest that players begin with, and its playlists. */
export const ladderManifests: Readonly<Record<LadderFormat, readonly [string, ...string[]]>> = {
  hls: ["/ladders/hls/master.m3u8", ...rungs.map((_, index) => `/ladders/hls/${index}/media.m3u8`)],
  dash: ["/ladders/dash/manifest.mpd"],
};

/** HLS: 64 s. DASH: 48 s. */
export async function writeLadder(folder: string, format: LadderFormat): Promise<void> {
  await (format === "hls" ? writeHls : writeDash)(join(folder, format));
}

async function writeHls(folder: string): Promise<void> {
  const source = join(streamsFolder, "hls-ts/v0");
  const names = (await readdir(source)).filter((name) => name.endsWith(".ts"));
  const playlist = await readFile(join(source, "media.m3u8"), "utf8");
  for (const [index, rung] of rungs.entries()) {
    const target = join(folder, String(index));
    await mkdir(target, { recursive: true });
    await writeFile(join(target, "media.m3u8"), playlist);
    for (const name of names) {
      const segment = await readFile(join(source, name));
      await writeFile(join(target, name), padTransportStream(segment, bytesOf(rung)));
    }
  }
  const variants = rungs.map(
    (rung, index) =>
      `#EXT-X-STREAM-INF:BANDWIDTH=${rung},CODECS="avc1.4d400d,mp4a.40.2"\n${index}/media.m3u8\n`,
  );
  await writeFile(join(folder, "master.m3u8"), `#EXTM3U\n#EXT-X-VERSION:3\n${variants.join("")}`);
}

/** The audio stays as it is. */
async function writeDash(folder: string): Promise<void> {
  const source = join(streamsFolder, "dash");
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(source)) {
    const bytes = await readFile(join(source, name));
    if (name === "init-1.mp4" || name.startsWith("segment-1-")) {
      await writeFile(join(folder, name.replace("-1", "-audio")), bytes);
    } else if (name === "init-0.mp4") {
      for (const index of rungs.keys()) await writeFile(join(folder, `init-${index}.mp4`), bytes);
    } else if (name.startsWith("segment-0-")) {
      for (const [index, rung] of rungs.entries()) {
        const padded = padFragment(bytes, bytesOf(rung));
        await writeFile(join(folder, name.replace("-0-", `-${index}-`)), padded);
      }
    }
  }
  const manifest = await readFile(join(source, "manifest.mpd"), "utf8");
  await writeFile(join(folder, "manifest.mpd"), ladderMpd(manifest));
}

/** The only representation of the video becomes one for each rung. */
export function ladderMpd(manifest: string): string {
  const video = /[ \t]*<Representation id="0"[\s\S]*?<\/Representation>\n/;
  const [representation] = video.exec(manifest) ?? [];
  if (representation === undefined) throw new Error("the committed MPD has no video with id 0");
  const all = rungs.map((rung, index) =>
    representation.replace(/id="0"(.*) bandwidth="\d+"/, `id="${index}"$1 bandwidth="${rung}"`),
  );
  return manifest
    .replace(/<Representation id="1"/, '<Representation id="audio"')
    .replace(video, all.join(""));
}

/** Bytes of a segment. */
function bytesOf(rung: number): number {
  return (rung * duration) / 8;
}

const packetBytes = 188;

/** Null packets: PID 0x1fff. At most `size`, unless the segment is longer. */
export function padTransportStream(segment: Buffer, size: number): Buffer {
  const packet = Buffer.alloc(packetBytes, 0xff);
  packet.set([0x47, 0x1f, 0xff, 0x10]);
  const missing = Math.max(0, Math.floor((size - segment.length) / packetBytes));
  return Buffer.concat([segment, Buffer.alloc(missing * packetBytes, packet)]);
}

const boxHeader = 8;

/** A box that ISO 14496-12 tells a parser to ignore. */
export function padFragment(segment: Buffer, size: number): Buffer {
  const missing = size - segment.length;
  if (missing < boxHeader) return segment;
  const box = Buffer.alloc(missing);
  box.writeUInt32BE(missing);
  box.write("free", 4, "latin1");
  return Buffer.concat([segment, box]);
}
