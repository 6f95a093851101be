/** Converts errors for the host, because Comlink sends plain values completely, but drops the fields of an Error. Page. */
import { toErrorInfo, type ErrorCode, type ErrorInfo } from "@swarmlane/contract";

/** Rejects with plain `ErrorInfo`. Any error other than a `LoaderError` gets `code`. An exception counts as a rejection. */
export function asErrorInfo<T>(code: ErrorCode, work: () => T | Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const run = async (): Promise<T> => work();
    const rejectWith: (info: ErrorInfo) => void = reject;
    run().then(resolve, (thrown: unknown) => rejectWith(toErrorInfo(thrown, code)));
  });
}
