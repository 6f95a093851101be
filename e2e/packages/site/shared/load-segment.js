/**
 * What every consumer does with the loader: one segment through a worker, with storage and inspection on. Page.
 * `?segment=` and `?tracker=` are addresses; what happened is in `window.report`.
 */

/**
 * @param {typeof import("swarmlane")} core
 * @param {typeof import("swarmlane/storage")} storage
 * @param {{ workerUrl?: string, storeUrl?: string, feedUrl?: string }} [places] for a policy that forbids `blob:`
 */
export async function loadSegment(core, storage, { workerUrl, storeUrl, feedUrl } = {}) {
  const report = { version: core.version, warnings: [], errors: [] };
  const parameters = new URL(location.href).searchParams;
  const inspected = hearFeed();
  const loader = new core.HybridLoader({
    trackerAnnounce: [parameters.get("tracker")],
    rtcConfig: { iceServers: [] },
    segmentsStorage: core.indexedDBStorage({ storeUrl }),
    inspect: { feedUrl, relay: parameters.get("relay") ?? undefined },
    workerUrl,
  });
  loader.on(core.Events.Warning, ({ code, message }) =>
    report.warnings.push(`${code}: ${message}`),
  );
  const loaded = new Promise((resolve, reject) => {
    loader.on(core.Events.SegmentLoaded, resolve);
    loader.on(core.Events.SegmentError, (_, error) => reject(error));
  });
  try {
    const segment = new core.Segment("segment-1", parameters.get("segment"), undefined, 0);
    await loader.load([segment], "swarm-1");
    report.sha256 = await sha256((await loaded).data);
    report.feedOf = await inspected;
    report.stored = await countStored(storage.openStorageCatalog());
  } catch (error) {
    report.errors.push(String(error));
  }
  window.report = report;
}

/** Resolves to the type of the first frame with which a feed answers. */
export function hearFeed() {
  const channel = new BroadcastChannel("swarmlane-inspect");
  const head = { format: "swarmlane-inspect", version: 1 };
  const ask = () => channel.postMessage({ ...head, type: "attach", reader: "consumer" });
  const timer = setInterval(ask, 100);
  return new Promise((resolve) => {
    channel.onmessage = ({ data }) => {
      if (data.type !== "hello") return;
      clearInterval(timer);
      resolve(data.format);
    };
  });
}

/** Resolves as soon as something is stored. */
export async function countStored(catalog) {
  for (;;) {
    const { segments } = await catalog.usage();
    if (segments > 0) return segments;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function sha256(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
