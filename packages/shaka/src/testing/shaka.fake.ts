/** Shaka's networking as far as this package meets it: schemes, filters, operations, errors, one attempt at a time. */
import type {
  Operation,
  RequestContext,
  RequestFilter,
  SchemePlugin,
  ShakaLibrary,
  ShakaNetworkingEngine,
  ShakaRequest,
  ShakaResponse,
} from "../shaka-api.ts";

const Code = { BAD_HTTP_STATUS: 1001, HTTP_ERROR: 1002, TIMEOUT: 1003, OPERATION_ABORTED: 7001 };
const RequestType = { MANIFEST: 0, SEGMENT: 1, LICENSE: 2, KEY: 6 };
const AdvancedRequestType = {
  ...{ INIT_SEGMENT: 0, MEDIA_SEGMENT: 1, MEDIA_PLAYLIST: 2, MASTER_PLAYLIST: 3 },
  ...{ MPD: 4, MPD_PATCH: 6 },
};

export class FakeShakaError {
  readonly data: readonly unknown[];

  constructor(
    readonly severity: number,
    readonly category: number,
    readonly code: number,
    ...data: unknown[]
  ) {
    this.data = data;
  }

  static readonly Severity = { RECOVERABLE: 1, CRITICAL: 2 };
  static readonly Category = { NETWORK: 1 };
  static readonly Code = Code;
}

class FakeOperation<T> implements Operation<T> {
  readonly promise: Promise<T>;
  readonly #onAbort: () => Promise<unknown>;

  constructor(promise: Promise<T>, onAbort: () => Promise<unknown>) {
    this.promise = promise;
    this.#onAbort = onAbort;
  }

  abort(): Promise<unknown> {
    return this.#onAbort();
  }

  finally(onFinal: (isOk: boolean) => unknown): Operation<T> {
    void this.promise.then(
      () => onFinal(true),
      () => onFinal(false),
    );
    return this;
  }
}

export interface ProgressCall {
  readonly ms: number;
  readonly bytes: number;
  readonly remaining: number;
}

export interface FakeRequest {
  readonly operation: Operation<ShakaResponse>;
  readonly progress: readonly ProgressCall[];
}

export interface FakeShaka {
  readonly library: ShakaLibrary;
  readonly types: typeof RequestType & typeof AdvancedRequestType;
  /** What Shaka's own plugin was asked for. */
  readonly alone: readonly string[];
  /** What Shaka's own plugin answers, by address. Default: it never answers. */
  readonly responses: Map<string, string | Uint8Array>;
  /** One attempt of a request that went through these filters. */
  request(
    engine: FakeNetworkingEngine,
    type: number,
    uri: string,
    more?: Partial<ShakaRequest> & { readonly context?: RequestContext },
  ): FakeRequest;
}

export interface FakeNetworkingEngine extends ShakaNetworkingEngine {
  readonly filters: ReadonlySet<RequestFilter>;
}

export function createFakeNetworkingEngine(): FakeNetworkingEngine {
  const filters = new Set<RequestFilter>();
  return {
    filters,
    registerRequestFilter: (filter) => void filters.add(filter),
    unregisterRequestFilter: (filter) => void filters.delete(filter),
  };
}

export function createFakeShaka(): FakeShaka {
  const schemes = new Map<string, SchemePlugin>();
  const alone: string[] = [];
  const responses = new Map<string, string | Uint8Array>();

  const parse: SchemePlugin = (uri, originalRequest) => {
    alone.push(uri);
    const body = responses.get(uri);
    let abort = (_: unknown): void => undefined;
    const promise = new Promise<ShakaResponse>((resolve, reject) => {
      abort = reject;
      if (body === undefined) return;
      const data = typeof body === "string" ? new TextEncoder().encode(body) : body;
      resolve({ uri, originalUri: uri, data, headers: {}, originalRequest });
    });
    return new FakeOperation(promise, () => {
      abort(new FakeShakaError(1, 1, Code.OPERATION_ABORTED));
      return Promise.resolve();
    });
  };
  schemes.set("https", parse);

  return {
    alone,
    responses,
    types: { ...RequestType, ...AdvancedRequestType },
    library: {
      net: {
        NetworkingEngine: {
          registerScheme: (scheme, plugin) => void schemes.set(scheme, plugin),
          unregisterScheme: (scheme) => void schemes.delete(scheme),
          RequestType,
          AdvancedRequestType,
          PluginPriority: { PREFERRED: 2, APPLICATION: 3 },
        },
        HttpFetchPlugin: { parse, isSupported: () => true },
        HttpXHRPlugin: { parse },
      },
      util: { AbortableOperation: FakeOperation, Error: FakeShakaError },
    },
    request({ filters }, type, uri, { context, ...more } = {}) {
      const request: ShakaRequest = {
        ...{ uris: [uri], method: "GET", headers: {}, retryParameters: { timeout: 30_000 } },
        ...more,
      };
      for (const filter of filters) void filter(type, request, context);
      const plugin = schemes.get(new URL(uri).protocol.slice(0, -1));
      if (plugin === undefined) throw new Error(`no plugin for ${uri}`);
      const progress: ProgressCall[] = [];
      const operation = plugin(
        ...([uri, request, type] as const),
        (ms, bytes, remaining) => progress.push({ ms, bytes, remaining }),
        () => undefined,
        {},
      );
      operation.promise.catch(() => undefined);
      return { operation, progress };
    },
  };
}
