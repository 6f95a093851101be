/** Loads unmodified scripts in the same order as a real site. */

/** Rejects with an `Error` with a readable message if the script cannot be loaded. */
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
