/** The loaders that docs/compatibility-0.6.md is tested with: the published 0.6.2, and ours as it is built. Browser tests. */
import type * as ours from "../index.ts";
import type { HybridLoaderOptions, Segment, SegmentFields } from "../index.ts";
import type { RequireFunction } from "../global-require.ts";

type Core = Pick<typeof ours, "HybridLoader" | "Events" | "version"> & {
  /** 0.6.2 has none. */
  readonly Segment?: typeof Segment;
};
export type Loader = InstanceType<Core["HybridLoader"]>;

/** What a global script leaves on the page. */
export interface Globals {
  readonly p2pml: { core: Core; _shared: { debug: unknown; events: unknown } };
  readonly require: RequireFunction;
}

export interface Implementation {
  readonly name: string;
  /** Runs the script on the page; once for all tests of a page. */
  load(): Promise<Globals>;
  /** What every loader of this implementation is given. */
  readonly settings: HybridLoaderOptions;
}

const oracleScript = "/node_modules/p2p-media-loader-core/build/p2p-media-loader-core.js";
const ourScript = "/packages/loader/build/p2p-media-loader-core.js";
const ourWorker = "/packages/loader/dist/worker.js";

export const implementations: readonly Implementation[] = [
  { name: "0.6.2", load: scriptLoader(oracleScript), settings: {} },
  { name: "ours in a worker", load: scriptLoader(ourScript), settings: {} },
  { name: "ours on the page", load: scriptLoader(ourScript), settings: { worker: false } },
];

/** Needs `npm run build`. */
export const ourBuild = scriptLoader(ourScript);

const loaded = new Map<string, Promise<Globals>>();

function scriptLoader(url: string): () => Promise<Globals> {
  return () => {
    const found = loaded.get(url) ?? runScript(url);
    loaded.set(url, found);
    return found;
  };
}

async function runScript(url: string): Promise<Globals> {
  return runScriptIn(window, await scriptText(url));
}

/** As text: a development server would make a module of the file. */
async function scriptText(url: string): Promise<string> {
  const address = new URL(`${url}?raw`, location.href).href;
  const { default: text } = (await import(/* @vite-ignore */ address)) as { default: string };
  return text;
}

export const ourScriptText = (): Promise<string> => scriptText(ourScript);
export const ourWorkerText = (): Promise<string> => scriptText(ourWorker);

/** What the page had under these names is there again afterwards. */
export function runScriptIn(target: Window, text: string): Globals {
  const page = target as { p2pml?: unknown; require?: unknown };
  const before = [page.p2pml, page.require] as const;
  page.p2pml = undefined;
  page.require = undefined;
  const script = target.document.createElement("script");
  script.textContent = text;
  target.document.head.append(script);
  const { p2pml, require } = page as unknown as Globals;
  [page.p2pml, page.require] = before;
  return { p2pml, require };
}

/** Bytes of each segment. */
export const size = 50_000;

/** Plain segments as the 0.6 engines make them. A name may bring a fault: `a&fault=status:404`. */
export function segmentsAt(origin: string, swarm: string, ...names: string[]): SegmentFields[] {
  return names.map((name, priority) => ({
    id: `${swarm}+${name}`,
    url: `${origin}/bytes/${name.replace(/&.*/, "")}?size=${size}${name.replace(/^[^&]*/, "")}`,
    masterSwarmId: swarm,
    masterManifestUri: `${origin}/master.m3u8`,
    streamId: undefined,
    sequence: name,
    range: undefined,
    priority,
  }));
}
