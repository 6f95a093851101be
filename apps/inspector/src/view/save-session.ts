/** Downloads the session as a file. */
import type { Sources } from "../state/sources.ts";
import type { Store } from "../state/store.ts";

/** Does nothing while a file is still being read, because only a part of it would be saved. */
export function saveSession(store: Store, { progress }: Sources): void {
  if (progress.peek() !== undefined) return;
  const text = store.save();
  const session = store.session.peek();
  if (text === undefined || session === undefined) return;
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = address;
  const day = new Date(session.startedAt).toISOString().slice(0, 16).replaceAll(/[T:]/g, "-");
  link.download = `swarmlane-${day}-${session.loader.slice(-6)}.json`;
  link.click();
  // The download has taken the address by the next task.
  setTimeout(() => URL.revokeObjectURL(address));
}
