/** Errors on their way to the host: Comlink carries plain values whole, but drops the fields of an Error. Page. */
import { toErrorInfo, type ErrorCode, type ErrorInfo } from "@swarmlane/contract";

/** Rejects with plain `ErrorInfo`; what is not a `LoaderError` gets `code`. A throw counts as a rejection. */
export function asErrorInfo<T>(code: ErrorCode, work: () => T | Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const run = async (): Promise<T> => work();
    const rejectWith: (info: ErrorInfo) => void = reject;
    run().then(resolve, (thrown: unknown) => rejectWith(toErrorInfo(thrown, code)));
  });
}
