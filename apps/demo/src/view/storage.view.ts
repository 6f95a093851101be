/** Lists the streams that are stored on this device, whichever player stored them, with buttons to pin and remove them. */
import { askToPersist, type StorageCatalog, type StoredStream } from "swarmlane/storage";
import { formatBytes, formatShare } from "../format.ts";
import { element, make, setText } from "./element.ts";

/** ms between two reads of the database. */
const refreshInterval = 2000;

/** Shows the list at once and keeps it up to date. The switch changes the `storage` parameter of `address`. */
export function createStorageView(address: URLSearchParams, catalog: StorageCatalog): void {
  const body = element("stored");
  const isKeeping = element("keep", HTMLInputElement);
  const clear = element("clear-storage", HTMLButtonElement);
  let shown = "";

  async function refresh(): Promise<void> {
    try {
      const [streams, usage] = await Promise.all([catalog.streams(), catalog.usage()]);
      const { bytes, originBytes, quota } = usage;
      setText(element("stored-bytes"), formatBytes(bytes));
      const ofQuota =
        originBytes === undefined || quota === undefined
          ? ""
          : `${formatBytes(originBytes)} of the ${formatBytes(quota)} that this site may use (${formatShare(originBytes / quota)})`;
      setText(element("stored-usage"), ofQuota);
      setText(element("storage-problem"), "");
      showStreams(streams);
    } catch (error) {
      setText(element("storage-problem"), error instanceof Error ? error.message : String(error));
    }
  }

  function showStreams(streams: readonly StoredStream[]): void {
    const now = JSON.stringify(streams);
    // New buttons would lose the focus.
    if (now === shown) return;
    shown = now;
    element("nothing-stored").hidden = streams.length > 0;
    clear.disabled = streams.length === 0;
    body.replaceChildren(...streams.map(makeRow));
  }

  function makeRow({ masterSwarmId, bytes, segments, isPinned, isLive }: StoredStream) {
    const row = document.createElement("tr");
    const name = make("td", masterSwarmId, "stream");
    name.title = masterSwarmId;
    row.append(
      name,
      make("td", isLive ? `${segments} (live)` : String(segments)),
      make("td", formatBytes(bytes)),
      cellOf(
        makeButton(isPinned ? "Unpin" : "Pin", masterSwarmId, () =>
          isPinned ? catalog.unpin(masterSwarmId) : catalog.pin(masterSwarmId),
        ),
        makeButton("Remove", masterSwarmId, () => catalog.remove(masterSwarmId)),
      ),
    );
    return row;
  }

  function makeButton(label: string, stream: string, act: () => Promise<unknown>) {
    const button = make("button", label);
    button.setAttribute("aria-label", `${label} ${stream}`);
    button.addEventListener("click", () => void perform(act));
    return button;
  }

  async function perform(act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
    } catch (error) {
      setText(element("storage-problem"), error instanceof Error ? error.message : String(error));
      return;
    }
    await refresh();
  }

  clear.addEventListener("click", () => void perform(() => catalog.clear()));
  element("persist").addEventListener("click", () => {
    void perform(async () => {
      const isGranted = await askToPersist();
      setText(
        element("persisted"),
        isGranted ? "The storage is persistent." : "The browser declined.",
      );
    });
  });
  isKeeping.checked = address.get("storage") === "indexeddb";
  isKeeping.addEventListener("change", () => {
    const next = new URLSearchParams(address);
    if (isKeeping.checked) next.set("storage", "indexeddb");
    else next.delete("storage");
    location.search = next.toString();
  });
  void refresh();
  setInterval(() => void refresh(), refreshInterval);
}

function cellOf(...content: readonly HTMLElement[]): HTMLElement {
  const cell = document.createElement("td");
  cell.append(...content);
  return cell;
}
