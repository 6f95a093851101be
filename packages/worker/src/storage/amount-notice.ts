/** Reports how much is stored if this has changed, at most once per interval. Either thread. */
import type { Clock, Limits, StoredAmount } from "@swarmlane/contract";

export interface AmountNotice {
  note(amount: StoredAmount): void;
  /** Nothing is told any more. */
  stop(): void;
}

export function createAmountNotice(
  clock: Clock,
  { storageAmountInterval }: Pick<Limits, "storageAmountInterval">,
  tell: (amount: StoredAmount) => void,
): AmountNotice {
  let newest: StoredAmount | undefined;
  let told: StoredAmount | undefined;
  let timer: unknown;
  let isStopped = false;

  function say(): void {
    timer = undefined;
    if (newest === undefined || isStopped || isSame(newest, told)) return;
    told = newest;
    tell(newest);
    timer = clock.setTimeout(say, storageAmountInterval);
  }

  return {
    note(amount) {
      newest = amount;
      if (timer === undefined) say();
    },
    stop() {
      isStopped = true;
      clock.clearTimeout(timer);
    },
  };
}

function isSame(one: StoredAmount, other: StoredAmount | undefined): boolean {
  return (
    one.bytes === other?.bytes && one.segments === other.segments && one.streams === other.streams
  );
}
