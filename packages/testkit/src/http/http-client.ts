/** Asks a port under test for one resource of the testkit's origin, faults included. Anywhere. */
import { expect } from "vitest";
import {
  defaultLimits,
  LoaderError,
  type HttpPort,
  type HttpRequest,
  type HttpResponse,
  type Limits,
} from "@swarmlane/contract";
import { fakeSegment } from "../engine-fakes/fake-segments.ts";
import { syntheticBytes } from "../origin/synthetic-bytes.ts";

export interface HttpPortHarness {
  /** Of a testkit origin, without a slash at the end. */
  readonly originUrl: string;
  create(limits: Limits): HttpPort;
}

export interface Outcome extends HttpResponse {
  /** The calls of `onBytes`. */
  readonly received: number;
}

/** `fault`: as fault.ts writes them, "" for none. */
export interface HttpClient {
  readonly addressOf: (fault: string) => string;
  /** `signal` defaults to one that never fires. */
  readonly get: (
    fault: string,
    request?: Partial<HttpRequest>,
    signal?: AbortSignal,
  ) => Promise<Outcome>;
  /** What `get` rejects with. Fails the test when it resolves. */
  readonly failure: (fault: string, request?: Partial<HttpRequest>) => Promise<LoaderError>;
  /** The next request fails in this way, whatever its address says. */
  readonly failOnce: (fault: string) => Promise<void>;
}

/** Deadlines that a loopback origin meets with ease, and a test can wait for. */
const limits: Limits = {
  ...defaultLimits,
  httpFirstByte: 1500,
  httpIdle: 400,
  httpIdleBytes: 100,
  segmentBytes: 1_000_000,
};
export const size = 10_000;
const name = "segment-1";
const content = syntheticBytes(name, size);

/** The resource's bytes, from `first` up to `end`. */
export const part = (first = 0, end = size): Uint8Array => content.slice(first, end);

export function expectBytes({ data }: HttpResponse, bytes: Uint8Array): void {
  expect(data.byteLength).toBe(bytes.byteLength);
  expect(new Uint8Array(data)).toEqual(bytes);
}

/** `setup` is called for each request: servers start late. */
export function createHttpClient(setup: () => HttpPortHarness): HttpClient {
  function addressOf(fault: string): string {
    const address = `${setup().originUrl}/bytes/${name}?size=${size}`;
    return fault === "" ? address : `${address}&fault=${fault}`;
  }

  async function get(
    fault: string,
    changes: Partial<HttpRequest> = {},
    signal = new AbortController().signal,
  ): Promise<Outcome> {
    const request: HttpRequest = {
      segment: fakeSegment(1),
      url: addressOf(fault),
      range: undefined,
      partial: undefined,
      expectedSize: undefined,
      ...changes,
    };
    let received = 0;
    const port = setup().create(limits);
    const response = await port.get(request, (bytes) => (received += bytes), signal);
    return { ...response, received };
  }

  return {
    addressOf,
    get,
    failure: (fault, changes) =>
      get(fault, changes).then(
        () => expect.unreachable("it resolved"),
        (error: unknown) => {
          if (error instanceof LoaderError) return error;
          throw error;
        },
      ),
    async failOnce(fault) {
      const rule = new URLSearchParams({ path: `/bytes/${name}`, fault, times: "1" });
      await fetch(`${setup().originUrl}/control/fault?${rule.toString()}`);
    },
  };
}
