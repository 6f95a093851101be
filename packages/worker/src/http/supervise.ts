/** One transfer under the caller's abort and the deadlines for silence. Settles once, leaves no timer. */
import { LoaderError, type AbortSignalLike, type Clock, type Limits } from "@swarmlane/contract";

export interface Transfer {
  /** Fires when the transfer is over, however it ended: what it still holds of the platform must go. */
  readonly signal: AbortSignal;
  /** Bytes came. 0 for a head, which ends the wait for the first byte. */
  received(bytes: number): void;
}

export interface SuperviseOptions {
  readonly clock: Clock;
  readonly limits: Pick<Limits, "httpFirstByte" | "httpIdle" | "httpIdleBytes">;
  readonly signal: AbortSignalLike;
}

/** Rejects with `HTTP_TIMEOUT`, with `HTTP_ERROR` on abort, or as `run` does. */
export async function supervise<T>(
  { clock, limits, signal }: SuperviseOptions,
  run: (transfer: Transfer) => Promise<T>,
): Promise<T> {
  if (signal.aborted) throw new LoaderError("HTTP_ERROR", "aborted");
  const controller = new AbortController();
  let fail: (error: LoaderError) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  const onAbort = (): void => fail(new LoaderError("HTTP_ERROR", "aborted"));
  let timer: unknown;
  let sinceArmed: number | undefined;

  function arm(ms: number): void {
    clock.clearTimeout(timer);
    timer = clock.setTimeout(() => {
      fail(new LoaderError("HTTP_TIMEOUT", `silent for ${ms} ms`));
    }, ms);
  }

  signal.addEventListener("abort", onAbort, { once: true });
  arm(limits.httpFirstByte);
  try {
    return await Promise.race([
      failed,
      run({
        signal: controller.signal,
        received(bytes) {
          if (controller.signal.aborted) return;
          const isFirst = sinceArmed === undefined;
          sinceArmed = (sinceArmed ?? 0) + bytes;
          if (!isFirst && sinceArmed < limits.httpIdleBytes) return;
          sinceArmed = 0;
          arm(limits.httpIdle);
        },
      }),
    ]);
  } finally {
    clock.clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
    controller.abort();
  }
}
