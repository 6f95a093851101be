/** Puts an end to waiting for what may never settle. Either thread; settles exactly once. */
import { LoaderError, type Clock, type ErrorCode } from "@swarmlane/contract";

export interface Deadline {
  readonly clock: Clock;
  /** ms. */
  readonly within: number;
  /** What the late one is called, and the code it fails with. */
  readonly code: ErrorCode;
  readonly name: string;
}

/** Runs `work` in this turn; a throw rejects. Rejects with `deadline.code` when it took too long. */
export async function withDeadline<T>(deadline: Deadline, work: () => PromiseLike<T>): Promise<T> {
  const { clock, within, code, name } = deadline;
  let timer: unknown;
  const late = new Promise<never>((_, reject) => {
    timer = clock.setTimeout(() => {
      reject(new LoaderError(code, `${name} took longer than ${within} ms`));
    }, within);
  });
  try {
    return await Promise.race([work(), late]);
  } finally {
    clock.clearTimeout(timer);
  }
}
