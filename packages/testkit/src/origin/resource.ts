/** What an address of the origin stands for, before any fault: bytes and their type. Node. */
import { readFile, realpath } from "node:fs/promises";
import { extname, join, sep } from "node:path";
import { liveMpd } from "./live-mpd.ts";
import { liveWindow, liveWindowSegments } from "./live-window.ts";
import { syntheticBytes } from "./synthetic-bytes.ts";

export interface Resource {
  readonly bytes: Buffer;
  readonly type: string;
}

interface LiveSession {
  /** Segments in the window. */
  readonly size: number;
  readonly isEndless: boolean;
}

/** By the kind of manifest: what it is `elapsed` ms after the session began. */
const liveVersions: Readonly<
  Record<string, (manifest: string, elapsed: number, session: LiveSession) => string>
> = {
  ".m3u8": (manifest, elapsed, session) => liveWindow(manifest, elapsed / 1000, session),
  ".mpd": (manifest, elapsed, session) => {
    const now = Date.now();
    return liveMpd(manifest, { startedAt: now - elapsed, now, ...session });
  },
};

/** Finds what an address stands for. A number is a status; undefined is a 404. */
export type ResourceFinder = (url: URL) => Promise<Resource | number | undefined>;

/**
 * What an address is at the moment of a request: a body, whose type is that of the path's ending, or a status. Undefined: look
 * in files and folders.
 */
export type Answer = (url: URL) => Promise<AnswerBody> | AnswerBody;
type AnswerBody = string | Buffer | number | undefined;

/** Most bytes that `/bytes/` makes up. */
const mostSynthetic = 256 * 1024 * 1024;

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".svg": "image/svg+xml",
  ".m3u8": "application/vnd.apple.mpegurl",
  ".mpd": "application/dash+xml",
  ".ts": "video/mp2t",
  ".mp4": "video/mp4",
  ".m4s": "video/iso.segment",
};

export interface ResourceSources {
  /** Folders by path prefix; of several that fit the longest is taken. */
  readonly mounts: Readonly<Record<string, string>>;
  /** Texts by exact path; they come before folders. */
  readonly files: Readonly<Record<string, string>>;
  /**
   * `/live/<session>/<rest>` is `<liveRoot>/<rest>`, with a window that slides from the session's first request. A session
   * that ends with `@6` has a window of six segments, and one that ends with `@6+` begins again at the end of the recording.
   */
  readonly liveRoot: string;
  /** By path prefix. They come before everything else. */
  readonly answers?: ReadonlyMap<string, Answer>;
}

/** Beside its sources it knows `/bytes/<name>?size=N`, made up from the name. */
export function createResourceFinder(
  { mounts, files, liveRoot, answers = new Map() }: ResourceSources,
  now: () => number = () => performance.now(),
): ResourceFinder {
  const prefixes = Object.keys(mounts).sort((a, b) => b.length - a.length);
  const sessions = new Map<string, number>();

  const readMounted = async (path: string): Promise<Resource | undefined> => {
    const text = Object.hasOwn(files, path) ? files[path] : undefined;
    if (text !== undefined) return { bytes: Buffer.from(text), type: typeOf(path) };
    const prefix = prefixes.find((prefix) => isInside(path, prefix));
    if (prefix === undefined) return undefined;
    return readInside(mounts[prefix] ?? "", path.slice(prefix.length));
  };

  return async (url) => {
    const path = decodePath(url.pathname);
    if (path === undefined) return undefined;
    for (const [prefix, answer] of answers) {
      const body = path.startsWith(prefix) ? await answer(url) : undefined;
      if (typeof body === "number") return body;
      if (body !== undefined) return { bytes: Buffer.from(body), type: typeOf(path) };
    }
    if (path.startsWith("/bytes/")) {
      const size = Number(url.searchParams.get("size") ?? 1000);
      if (!Number.isInteger(size) || size < 0 || size > mostSynthetic) return undefined;
      const bytes = Buffer.from(syntheticBytes(path.slice("/bytes/".length), size).buffer);
      return { bytes, type: "application/octet-stream" };
    }
    const live = /^\/live\/([^/]+)(\/.+)$/.exec(path);
    if (live === null) return readMounted(path);
    const [, session = "", rest = ""] = live;
    const started = sessions.get(session) ?? now();
    sessions.set(session, started);
    const found = await readMounted(liveRoot + rest);
    const toLive = liveVersions[extname(rest)];
    if (found === undefined || toLive === undefined) return found;
    const [, size = liveWindowSegments, endless] = /@(\d+)(\+?)$/.exec(session) ?? [];
    const manifest = toLive(found.bytes.toString("utf8"), now() - started, {
      size: Number(size),
      isEndless: endless === "+",
    });
    return { ...found, bytes: Buffer.from(manifest) };
  };
}

function isInside(path: string, prefix: string): boolean {
  return prefix === "/" || path === prefix || path.startsWith(`${prefix}/`);
}

async function readInside(folder: string, path: string): Promise<Resource | undefined> {
  try {
    const root = await realpath(folder);
    const file = await realpath(join(root, path));
    if (!file.startsWith(root + sep)) return undefined;
    return { bytes: await readFile(file), type: typeOf(file) };
  } catch {
    // absent, or a folder
    return undefined;
  }
}

function typeOf(path: string): string {
  return types[extname(path)] ?? "application/octet-stream";
}

function decodePath(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
