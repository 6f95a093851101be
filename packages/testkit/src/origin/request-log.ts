/** The requests to an origin and what it sent, which shows how much P2P saved. Node. */

export interface LoggedRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: string;
  readonly range: string | undefined;
  /** 0 until the response begins, and for ever when it never does. */
  status: number;
  /** Body bytes handed to the socket so far. */
  bytes: number;
  /** The client went away before the response was complete. */
  aborted: boolean;
}

export interface RequestLog {
  /** In order of arrival; the oldest go when there are more than 20,000. */
  readonly requests: readonly LoggedRequest[];
  /** GET requests whose path begins with `prefix`. */
  count(prefix?: string): number;
  /** Body bytes of those. */
  bytes(prefix?: string): number;
  clear(): void;
}

const most = 20_000;

export function createRequestLog(): RequestLog & { add(request: LoggedRequest): void } {
  const requests: LoggedRequest[] = [];
  const gets = (prefix: string) =>
    requests.filter(({ method, path }) => method === "GET" && path.startsWith(prefix));
  return {
    requests,
    add: (request) => {
      requests.push(request);
      if (requests.length > most) requests.shift();
    },
    count: (prefix = "/") => gets(prefix).length,
    bytes: (prefix = "/") => gets(prefix).reduce((sum, request) => sum + request.bytes, 0),
    clear: () => {
      requests.length = 0;
    },
  };
}
