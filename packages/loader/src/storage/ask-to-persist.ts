/** Asks the browser to keep the origin's data when the disk is full. Only a page can do this. Never rejects. */

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
