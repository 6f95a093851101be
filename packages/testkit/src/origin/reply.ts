/** Makes the response from a resource, a request and faults. Pure, except for gzip. Node. */
import { gzipSync } from "node:zlib";
import { resolveRange } from "./byte-range.ts";
import type { Faults } from "./fault.ts";
import type { Resource } from "./resource.ts";

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface ReplyRequest {
  readonly range: string | undefined;
  /** The same address without faults, on this origin and on the other one. */
  readonly cleanUrl: string;
  readonly cleanCrossUrl: string;
}

export function composeReply(
  resource: Resource | undefined,
  request: ReplyRequest,
  faults: Faults,
): Reply {
  const reply = composeBody(resource, request, faults);
  const body = faults.names.has("corrupt") ? corrupted(reply.body) : reply.body;
  const encoded = faults.names.has("gzip") ? gzipSync(body) : body;
  return {
    status: reply.status,
    body: encoded,
    headers: {
      "Cache-Control": "no-store",
      ...corsHeaders(faults),
      ...(encoded === body ? {} : { "Content-Encoding": "gzip" }),
      ...reply.headers,
      ...(reply.status === 204 ? {} : { "Content-Length": `${encoded.length}` }),
    },
  };
}

function composeBody(
  resource: Resource | undefined,
  request: ReplyRequest,
  { names, status }: Faults,
): Reply {
  if (status !== undefined) return message(status);
  if (names.has("redirect")) return redirect(request.cleanUrl);
  if (names.has("redirect-cross")) return redirect(request.cleanCrossUrl);
  if (names.has("no-content")) return { status: 204, headers: {}, body: Buffer.alloc(0) };
  if (resource === undefined) return message(404);
  const { bytes, type } = resource;
  const headers = { "Content-Type": type, "Accept-Ranges": "bytes" };
  if (names.has("empty")) return { status: 200, headers, body: Buffer.alloc(0) };

  const range = names.has("ignore-range") ? "whole" : resolveRange(request.range, bytes.length);
  if (range === "whole") return { status: 200, headers, body: bytes };
  if (range === "unsatisfiable" || names.has("unsatisfiable")) {
    return message(416, { "Content-Range": `bytes */${bytes.length}` });
  }
  const shift = names.has("wrong-range") ? 1 : 0;
  const first = range.first + shift;
  const body = bytes.subarray(first, range.last + shift + 1);
  const last = first + body.length - 1;
  return {
    status: 206,
    headers: { ...headers, "Content-Range": `bytes ${first}-${last}/${bytes.length}` },
    body,
  };
}

function corsHeaders({ names }: Faults): Record<string, string> {
  if (names.has("no-cors")) return {};
  return {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Allow-Methods": "*",
    ...(names.has("hide-headers")
      ? {}
      : { "Access-Control-Expose-Headers": "Content-Range, Accept-Ranges, Content-Encoding" }),
  };
}

function message(status: number, headers: Record<string, string> = {}): Reply {
  return {
    status,
    headers: { "Content-Type": "text/plain", ...headers },
    body: Buffer.from(`status ${status}\n`),
  };
}

function redirect(location: string): Reply {
  return { status: 302, headers: { Location: location }, body: Buffer.alloc(0) };
}

function corrupted(body: Buffer): Buffer {
  const copy = Buffer.from(body);
  const middle = copy.length >> 1;
  if (copy.length > 0) copy.writeUInt8(copy.readUInt8(middle) ^ 0xff, middle);
  return copy;
}
