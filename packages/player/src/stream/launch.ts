/**
 * The start of a stream. Until its first picture, the player loads what it needs without us: starting a worker and
 * looking for peers takes the page and the browser as long as a first segment takes to arrive. What the player has
 * loaded is handed to the loader afterwards, so that it is shared like everything else.
 */
import type { RenditionKind } from "@swarmlane/manifest";

export interface Launch {
  readonly isOver: boolean;
  /** Whether the player is to load a segment of that kind itself. */
  isLeftAlone(kind: RenditionKind): boolean;
  /** The player has loaded one. The next of its kind waits for the loader. */
  noteLoaded(kind: RenditionKind): void;
  /** A request waits for the end. */
  noteWaiting(): void;
  /** Something is to be seen. The launch ends in a task of its own. */
  notePicture(): void;
  /** It is over, and nobody is told. */
  cancel(): void;
}

/** ms after the first segment at which it must be over, whether or not there is a picture: a player may be paused. */
const settling = 1500;
/** ms for which a request may wait for the picture: the player may need a second segment to begin. */
const holding = 500;
/** ms after the first request at which it must be over, even if no segment has come. */
const longest = 3000;

export function createLaunch(onOver: () => void): Launch {
  const loaded = new Set<RenditionKind>();
  let isOver = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let endsAt = Infinity;

  function endIn(ms: number): void {
    const at = performance.now() + ms;
    if (isOver || at >= endsAt) return;
    endsAt = at;
    clearTimeout(timer);
    timer = setTimeout(end, ms);
  }

  function end(): void {
    isOver = true;
    onOver();
  }

  return {
    get isOver() {
      return isOver;
    },
    isLeftAlone(kind) {
      if (isOver || loaded.has(kind)) return false;
      endIn(longest);
      return true;
    },
    noteLoaded(kind) {
      loaded.add(kind);
      endIn(settling);
    },
    noteWaiting: () => endIn(holding),
    notePicture: () => endIn(0),
    cancel() {
      isOver = true;
      clearTimeout(timer);
    },
  };
}
