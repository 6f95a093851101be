/** The attacks that a viewer must withstand, as data. Any thread. */
import type { AttackGroup } from "./attackers-page.ts";

export interface AttackRow {
  /** Completes "under attack by …". */
  readonly name: string;
  readonly attackers: readonly AttackGroup[];
  /** The attackers are connected before the seeder comes. Default: after it. */
  readonly attackersFirst?: boolean;
  /** The attackers break a limit: each of them is closed, at least once. */
  readonly isClosed?: boolean;
  /** ms in which the segments of the honest seeder are to come. */
  readonly within: number;
}

const second = 1000;

export const attackRows = {
  none: { name: "nobody", attackers: [], within: 20 * second },
  twoLongKeyMaps: {
    name: "2 that send maps with a stream key of 2,000 characters",
    attackers: [{ attack: "longKeyMaps", count: 2 }],
    within: 20 * second,
  },
  longKeyMaps: {
    name: "4 that send maps with a stream key of 2,000 characters",
    attackers: [{ attack: "longKeyMaps", count: 4 }],
    within: 30 * second,
  },
  unaskedFrames: {
    name: "4 that send frames that nobody asked for",
    attackers: [{ attack: "unaskedFrames", count: 4 }],
    isClosed: true,
    within: 30 * second,
  },
  silent: {
    name: "26 that were there first and say nothing",
    attackers: [{ attack: "silent", count: 26 }],
    attackersFirst: true,
    within: 30 * second,
  },
  drip: {
    name: "3 that announce everything and drip",
    attackers: [{ attack: "drip", count: 3 }],
    within: 30 * second,
  },
  mixed: {
    name: "24 that each send as much as the limits allow",
    attackers: [
      { attack: "shortMaps", count: 8 },
      { attack: "oneByteFrames", count: 8 },
      { attack: "absentRequests", count: 8 },
    ],
    within: 30 * second,
  },
  returning: {
    name: "4 that come back under another identity whenever they are closed",
    attackers: [
      { attack: "longKeyMaps", count: 2, changes: true },
      { attack: "unaskedFrames", count: 2, changes: true },
    ],
    within: 30 * second,
  },
} satisfies Record<string, AttackRow>;
