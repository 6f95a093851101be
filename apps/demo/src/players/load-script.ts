/** Scripts as they ship, in the order of a site that uses them. */

/** Rejects with an `Error` in words when the script cannot be loaded. */
export function loadScript(address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.addEventListener("load", () => resolve());
    script.addEventListener("error", () =>
      reject(new Error(`the script ${address} could not be loaded`)),
    );
    document.head.append(script);
  });
}
