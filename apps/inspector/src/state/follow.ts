/** Subscribes the caller to signals, so that views of data that is not a signal are redrawn with them. */
import type { ReadonlySignal } from "@preact/signals";

export function follow(...signals: readonly ReadonlySignal<unknown>[]): readonly unknown[] {
  return signals.map(({ value }) => value);
}
