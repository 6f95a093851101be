/**
 * The segment index of a single file (ISO/IEC 14496-12, 8.16.3): which bytes are which segment. 64-bit numbers included.
 * An index of other indexes is not supported, as in Shaka.
 */
import { ManifestError } from "../../errors.ts";
import { limits } from "../../limits.ts";

export interface SidxEntry {
  /** Media time in units of the index's own timescale. */
  readonly time: bigint;
  readonly duration: bigint;
  /** First and last byte in the file. */
  readonly start: number;
  readonly end: number;
}

export interface Sidx {
  readonly timescale: number;
  readonly entries: readonly SidxEntry[];
}

/**
 * @param bytes may begin with other boxes, and must hold the whole index
 * @param fileOffset of the first byte in the file
 * @param anchor where the first segment begins if the index is in a file of its own
 */
export function parseSidx(bytes: Uint8Array, fileOffset: number, anchor?: number): Sidx {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const { body, end } = findSidx(view);
    return readSidx(view, body, anchor ?? fileOffset + end);
  } catch (thrown) {
    // A `DataView` throws a `RangeError` if it is read beyond its end.
    if (thrown instanceof RangeError) throw invalid("The segment index is truncated.");
    throw thrown;
  }
}

/** The box's contents, after its header, and where the box ends. */
function findSidx(view: DataView): { body: number; end: number } {
  let offset = 0;
  while (offset + 8 <= view.byteLength) {
    let size = view.getUint32(offset);
    let header = 8;
    if (size === 1) {
      size = toSafeNumber(view.getBigUint64(offset + 8));
      header = 16;
    } else if (size === 0) {
      size = view.byteLength - offset;
    }
    if (size < header) break;
    if (view.getUint32(offset + 4) === sidxType) {
      if (offset + size > view.byteLength) throw invalid("The segment index is truncated.");
      return { body: offset + header, end: offset + size };
    }
    offset += size;
  }
  throw invalid("There is no segment index in these bytes.");
}

/** "sidx" */
const sidxType = 0x73696478;

function readSidx(view: DataView, body: number, anchor: number): Sidx {
  const version = view.getUint8(body);
  const timescale = view.getUint32(body + 8);
  if (timescale === 0) throw invalid("The timescale of the segment index is zero.");
  const isLong = version > 0;
  let time = isLong ? view.getBigUint64(body + 12) : BigInt(view.getUint32(body + 12));
  const firstOffset = isLong
    ? toSafeNumber(view.getBigUint64(body + 20))
    : view.getUint32(body + 16);
  let offset = body + (isLong ? 28 : 20);
  const count = view.getUint16(offset + 2);
  offset += 4;
  if (count > limits.segmentsPerRendition) throw invalid("The segment index is too long.");

  const entries: SidxEntry[] = [];
  let start = anchor + firstOffset;
  for (let index = 0; index < count; index++, offset += 12) {
    const reference = view.getUint32(offset);
    if (reference >>> 31 === 1) {
      throw new ManifestError(
        "MANIFEST_UNSUPPORTED",
        "The segment index refers to other indexes, which is not supported.",
      );
    }
    const size = reference & 0x7fffffff;
    const duration = BigInt(view.getUint32(offset + 4));
    const end = start + size - 1;
    if (!Number.isSafeInteger(end))
      throw invalid("The segment index refers to bytes outside the file.");
    if (size > 0) entries.push({ time, duration, start, end });
    time += duration;
    start += size;
  }
  return { timescale, entries };
}

function toSafeNumber(value: bigint): number {
  if (value <= BigInt(Number.MAX_SAFE_INTEGER)) return Number(value);
  throw invalid("The segment index has an impossible size.");
}

function invalid(message: string): ManifestError {
  return new ManifestError("MANIFEST_INVALID", message);
}
