/** Ends what was started, newest first, when a signal or a failure ends the process. */

/** @typedef {{ close: () => Promise<void> }} Closable */

export function createShutdown() {
  /** @type {Closable[]} */
  const started = [];
  let ending = false;

  /** @param {number} code */
  const end = async (code) => {
    // A second signal does not wait.
    if (ending) process.exit(1);
    ending = true;
    for (const { close } of started.reverse()) await close();
    process.exit(code);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => void end(0));

  return {
    /**
     * @template {Closable} Type
     * @param {Type} closable
     */
    add: (closable) => {
      started.push(closable);
      return closable;
    },
    /** After a failure; one that comes from ending is none. @param {unknown} error */
    fail: async (error) => {
      if (ending) return;
      console.error(error);
      await end(1);
    },
  };
}
