/** Runs one transfer with the caller's abort signal and deadlines for silence. Settles once, and leaves no timer. */
import { LoaderError, type AbortSignalLike, type Clock, type Limits } from "@swarmlane/contract";

export interface HttpTransfer {
  /** Fires when the transfer failed or was cut off, so that platform resources can be released. */
  readonly signal: AbortSignal;
  /** What still comes is not wanted. */
  cut(): void;
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
  run: (transfer: HttpTransfer) => Promise<T>,
): Promise<T> {
  if (signal.aborted) throw new LoaderError("HTTP_ERROR", "aborted");
  const controller = new AbortController();
  const cut = (): void => controller.abort();
  let fail: (error: LoaderError) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  const onAbort = (): void => fail(new LoaderError("HTTP_ERROR", "aborted"));
  let timer: unknown;
  let isHeard = false;
  let heardAt = clock.now();
  /** Bytes since `heardAt`. */
  let drip = 0;

  /** Uses one timer for many chunks. When it fires, it checks the clock and restarts for the remaining time. */
  function watch(patience: number, ms = patience): void {
    timer = clock.setTimeout(() => {
      const rest = heardAt + patience - clock.now();
      if (rest > 0) watch(patience, rest);
      else fail(new LoaderError("HTTP_TIMEOUT", `no data arrived for ${patience} ms`));
    }, ms);
  }

  function received(bytes: number): void {
    drip += bytes;
    if (controller.signal.aborted || (isHeard && drip < limits.httpIdleBytes)) return;
    heardAt = clock.now();
    drip = 0;
    if (isHeard) return;
    isHeard = true;
    clock.clearTimeout(timer);
    watch(limits.httpIdle);
  }

  signal.addEventListener("abort", onAbort, { once: true });
  watch(limits.httpFirstByte);
  try {
    return await Promise.race([failed, run({ signal: controller.signal, cut, received })]);
  } catch (error) {
    cut();
    throw error;
  } finally {
    clock.clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
  }
}
