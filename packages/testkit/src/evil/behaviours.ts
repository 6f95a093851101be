/** What an evil peer does, by name. Browser. Each is one fault of threats.md; `honest` is the control. */
import type { EvilBehaviour, EvilSession } from "./evil-session.ts";

/** Bytes a message, as 0.6.2 sends them. */
const pieceSize = 65_535;

const announce = (session: EvilSession) => session.command({ c: 2, m: session.options.map });

/** Header and pieces; `spoil` changes the segment, `between` runs before each piece and may stop it. */
async function give(
  session: EvilSession,
  wireId: string,
  change: {
    spoil?: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>;
    size?: (length: number) => unknown;
    pieceSize?: number;
    before?: (piece: number) => boolean | Promise<boolean>;
  } = {},
): Promise<void> {
  const right = await session.options.segment(wireId);
  const bytes = change.spoil?.(right.slice()) ?? right;
  session.command({ c: 0, i: wireId, s: change.size ? change.size(right.length) : right.length });
  const step = change.pieceSize ?? pieceSize;
  for (let offset = 0, piece = 0; offset < bytes.length; offset += step, piece++) {
    if ((await change.before?.(piece)) === false) return;
    await session.bytes(bytes.slice(offset, offset + step));
  }
}

const withRequest = (onRequest: (session: EvilSession, wireId: string) => unknown) => ({
  onOpen: announce,
  onRequest: (session: EvilSession, wireId: string) => void onRequest(session, wireId),
});

/** Half of the bytes at `pieceSize` or less, so that there is a middle. */
const inHalves = (length: number) => Math.max(1, Math.min(pieceSize, length >> 1));

export const evilBehaviours = {
  honest: withRequest((session, id) => give(session, id)),
  /** T1: the right number of wrong bytes. */
  pollute: withRequest((session, id) => give(session, id, { spoil: (bytes) => bytes.fill(0x47) })),
  /** T2: asks for everything that the victim has, `times` over. */
  flood: (times: number): EvilBehaviour => ({
    onMap: (session, map) => {
      for (let n = 0; n < times; n++) {
        for (const [stream, [sequences]] of Object.entries(map)) {
          for (const sequence of sequences.split("|")) {
            session.command({ c: 3, i: `${stream}+${sequence}` });
          }
        }
      }
    },
  }),
  /** T4: takes requests and never says anything. */
  "stall-before": { onOpen: announce },
  /** T4: the header, and nothing after it. */
  "stall-after-header": withRequest((session, id) => give(session, id, { before: () => false })),
  /** T4: half of the segment, and nothing after it. */
  "stall-midway": withRequest(async (session, id) => {
    const { length } = await session.options.segment(id);
    await give(session, id, { pieceSize: inHalves(length), before: (piece) => piece < 1 });
  }),
  /** T5: any JSON value as the size. */
  "bad-size": (size: unknown): EvilBehaviour =>
    withRequest((session, id) => give(session, id, { size: () => size })),
  /** T5: more bytes than the header said. */
  overrun: withRequest((session, id) => give(session, id, { size: (length) => length - 1 })),
  /** T6: the largest map that Chromium sends in one message, of ids that nobody wants. */
  "giant-map": {
    onOpen: (session) => {
      const sequences = Array.from({ length: 30_000 }, (_, n) => String(n));
      const statuses = sequences.map(() => 0);
      session.command({ c: 2, m: { giant: [sequences.join("|"), statuses] } });
    },
  },
  /** T7: absent, and announced again, without end. */
  "ping-pong": withRequest((session, id) => {
    session.command({ c: 1, i: id });
    announce(session);
  }),
  absent: withRequest((session, id) => session.command({ c: 1, i: id })),
  "close-midway": withRequest(async (session, id) => {
    const { length } = await session.options.segment(id);
    await give(session, id, {
      pieceSize: inHalves(length),
      before: (piece) => {
        if (piece === 1) session.close();
        return piece === 0;
      },
    });
  }),
  /** A slow sender that goes on after a cancel. */
  "ignore-cancel": withRequest((session, id) =>
    give(session, id, {
      pieceSize: 1000,
      before: () => new Promise((resolve) => setTimeout(() => resolve(true), 50)),
    }),
  ),
  /** B3: a map in the middle of a transfer. */
  "command-midway": withRequest(async (session, id) => {
    const { length } = await session.options.segment(id);
    await give(session, id, {
      pieceSize: inHalves(length),
      before: (piece) => {
        if (piece === 1) announce(session);
        return true;
      },
    });
  }),
  /** Segments that nobody asked for, and frames that mean nothing. */
  unasked: {
    onOpen: (session) => {
      announce(session);
      void session.bytes(crypto.getRandomValues(new Uint8Array(5000)));
      session.command({ c: 99, i: 1 });
      session.command({ c: "0" });
      session.command({});
      for (const [stream, [sequences]] of Object.entries(session.options.map)) {
        void give(session, `${stream}+${sequences.split("|")[0] ?? ""}`);
      }
    },
  },
} satisfies Record<string, EvilBehaviour | ((argument: never) => EvilBehaviour)>;
