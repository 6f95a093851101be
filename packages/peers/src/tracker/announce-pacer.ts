/** Moves an announce at one tracker forward without announcing more often than an interval allows. */

export interface AnnouncePacer {
  /** Announces as soon as the interval since the last announce is over, whatever the reason for that one was. */
  announceSoon(): void;
  /** To be called at each announce. One that is still waiting is then no longer needed. */
  announced(): void;
  /** Leaves no timer. */
  stop(): void;
}

/** `interval` in ms. `announce` is called in a task of its own. */
export function createAnnouncePacer(interval: number, announce: () => void): AnnouncePacer {
  let announcedAt = -Infinity;
  let waiting: ReturnType<typeof setTimeout> | undefined;

  function stop(): void {
    clearTimeout(waiting);
    waiting = undefined;
  }

  return {
    announceSoon() {
      waiting ??= setTimeout(
        () => {
          waiting = undefined;
          announce();
        },
        Math.max(0, announcedAt + interval - performance.now()),
      );
    },
    announced() {
      announcedAt = performance.now();
      stop();
    },
    stop,
  };
}
