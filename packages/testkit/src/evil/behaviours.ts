/** What an evil peer does, by name. Browser. Each is one fault; `honest` is the control. */
import type { EvilBehaviour } from "./evil-session.ts";
import { announce, give, halfOf, withRequest } from "./give.ts";

export const evilBehaviours = {
  honest: withRequest((session, asked) => give(session, asked)),
  /** The right number of wrong bytes. */
  pollute: withRequest((session, asked) =>
    give(session, asked, { spoil: (bytes) => bytes.fill(0x47) }),
  ),
  /** Asks for everything that the victim has, `times` over. */
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
  /** Takes requests and never says anything. */
  "stall-before": { onOpen: announce },
  /** The header, and nothing after it. */
  "stall-after-header": withRequest((session, asked) =>
    give(session, asked, { before: () => false }),
  ),
  /** Half of the segment, and nothing after it. */
  "stall-midway": withRequest(async (session, asked) => {
    await give(session, asked, {
      pieceSize: await halfOf(session, asked),
      before: (piece) => piece < 1,
    });
  }),
  /** Half of the segment, wrong, and nothing after it. */
  "pollute-midway": withRequest(async (session, asked) => {
    const pieceSize = await halfOf(session, asked);
    await give(session, asked, {
      pieceSize,
      spoil: (bytes) => bytes.fill(0x47),
      before: (piece) => piece < 1,
    });
  }),
  /** Any JSON value as the size. */
  "bad-size": (size: unknown): EvilBehaviour =>
    withRequest((session, asked) => give(session, asked, { size: () => size })),
  /** More bytes than the header said. */
  overrun: withRequest((session, asked) => give(session, asked, { size: (length) => length - 1 })),
  /** The largest map that Chromium sends in one message, with ids that no viewer wants. */
  "giant-map": {
    onOpen: (session) => {
      const sequences = Array.from({ length: 30_000 }, (_, n) => String(n));
      const statuses = sequences.map(() => 0);
      session.command({ c: 2, m: { giant: [sequences.join("|"), statuses] } });
    },
  },
  /** Absent, and announced again, without end. */
  "ping-pong": withRequest((session, { i, r }) => {
    session.command({ c: 1, i, r });
    announce(session);
  }),
  absent: withRequest((session, { i, r }) => session.command({ c: 1, i, r })),
  "close-midway": withRequest(async (session, asked) => {
    await give(session, asked, {
      pieceSize: await halfOf(session, asked),
      before: (piece) => {
        if (piece === 1) session.close();
        return piece === 0;
      },
    });
  }),
  /** A slow sender that goes on after a cancel. */
  "ignore-cancel": withRequest((session, asked) =>
    give(session, asked, {
      pieceSize: 1000,
      before: () => new Promise((resolve) => setTimeout(() => resolve(true), 50)),
    }),
  ),
  /** A map in the middle of a transfer. */
  "command-midway": withRequest(async (session, asked) => {
    await give(session, asked, {
      pieceSize: await halfOf(session, asked),
      before: (piece) => {
        if (piece === 1) announce(session);
        return true;
      },
    });
  }),
  /** Segments that were not requested, and meaningless frames. */
  unasked: {
    onOpen: (session) => {
      announce(session);
      void session.bytes(crypto.getRandomValues(new Uint8Array(5000)));
      session.command({ c: 99, i: 1 });
      session.command({ c: "0" });
      session.command({});
      for (const [stream, [sequences]] of Object.entries(session.options.map)) {
        void give(session, { c: 3, i: `${stream}+${sequences.split("|")[0] ?? ""}` });
      }
    },
  },
} satisfies Record<string, EvilBehaviour | ((argument: never) => EvilBehaviour)>;
