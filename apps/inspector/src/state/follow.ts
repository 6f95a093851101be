/** Makes whoever reads signals read them: what is drawn from something that is no signal is drawn anew with them. */
import type { ReadonlySignal } from "@preact/signals";

export function follow(...signals: readonly ReadonlySignal<unknown>[]): readonly unknown[] {
  return signals.map(({ value }) => value);
}
