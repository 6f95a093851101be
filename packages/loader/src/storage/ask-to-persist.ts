/** Asks the browser to keep the origin's data when the disk runs full: only a page can. Never rejects. */

export async function askToPersist(): Promise<boolean> {
  if (typeof navigator === "undefined") return false;
  // Only secure contexts have it.
  const { storage } = navigator as { storage?: Partial<StorageManager> };
  try {
    return (await storage?.persist?.()) ?? false;
  } catch {
    return false;
  }
}
