/** Sets a deadline for calls, and can end all of them at once, because Comlink never settles the calls of a dead port. Page. */
import { LoaderError, type Clock } from "@swarmlane/contract";
import { patientTimeout } from "./patient-timeout.ts";

export interface PendingCalls {
  /** Settles as `call` does; rejects with `RPC_TIMEOUT` after `ms`, and with `DESTROYED` after `end`. */
  run<T>(name: string, call: () => Promise<T>, ms: number): Promise<T>;
  end(): void;
}

export function createPendingCalls(clock: Clock): PendingCalls {
  const pending = new Set<(reason: LoaderError) => void>();
  let isEnded = false;

  return {
    run(name, call, ms) {
      return new Promise((resolve, reject) => {
        const rejectWith: (reason: unknown) => void = reject;
        const fail = (reason: unknown): void => {
          settle();
          rejectWith(reason);
        };
        const settle = (): void => {
          pending.delete(fail);
          cancel();
        };
        const cancel = patientTimeout(
          clock,
          () => fail(new LoaderError("RPC_TIMEOUT", `${name}: no response within ${ms} ms`)),
          ms,
        );
        pending.add(fail);
        if (isEnded) {
          fail(new LoaderError("DESTROYED", `${name}: the host was closed`));
          return;
        }
        call().then((value) => {
          settle();
          resolve(value);
        }, fail);
      });
    },
    end() {
      isEnded = true;
      for (const fail of [...pending]) fail(new LoaderError("DESTROYED", "the host was closed"));
    },
  };
}
