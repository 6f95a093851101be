/** Sessions to open: a made-up one, and one in which everything that others choose is hostile. */
import { writeSessionFile, type Message, type SessionContent } from "@swarmlane/inspection";
import { createSyntheticSession } from "@swarmlane/inspection/testing";

export function smallSession(): SessionContent {
  return createSyntheticSession({ segments: 40, peers: 8, eventsPerSecond: 200, seconds: 20 });
}

export function smallSessionFile(): string {
  return writeSessionFile(smallSession());
}

/** A segment for each state, each in its own for ten seconds: `state-<name>`. */
export function everyStateFile(): string {
  const { session } = smallSession();
  const states = ["queued", "http", "p2p", "validating", "cached", "failed", "aborted"] as const;
  const told = (t: number, n: number): Message[] =>
    states.map((state, index) => ({
      ...({ type: "segment", segment: `state-${state}`, state, reason: "as it is" } as const),
      ...{ n: n + index, t },
    }));
  const end: Message = {
    type: "traffic",
    n: states.length,
    t: 10_000,
    http: 0,
    p2p: 0,
    uploaded: 0,
  };
  return writeSessionFile({ session, messages: [...told(0, 0), end], dropped: 0 });
}

/** Would run, break out of an attribute, or load something, were it taken for markup. */
export const hostileText = `"><img src=x onerror="window.wasAttacked=1"><script>window.wasAttacked=1</script>`;

/** The small session with hostile words in ids, addresses, reasons, names, contexts and definitions. */
export function hostileSessionFile(): string {
  const { session, messages, dropped } = smallSession();
  return writeSessionFile({
    session: { ...session, title: hostileText },
    messages: messages.map(spoil),
    dropped,
  });
}

function spoil(message: Message): Message {
  switch (message.type) {
    case "machine":
      return {
        ...message,
        machine: {
          ...message.machine,
          nodes: message.machine.nodes.map((node) => ({
            ...node,
            entry: [hostileText],
            description: hostileText,
          })),
          edges: message.machine.edges.map((edge) => ({ ...edge, guard: hostileText })),
        },
      };
    case "actor":
      return { ...message, id: message.id + hostileText, facts: { [hostileText]: hostileText } };
    case "event":
      return { ...message, name: message.name + hostileText, data: { text: hostileText } };
    case "queue":
      return {
        ...message,
        added: message.added.map((segment) => ({
          ...segment,
          url: `javascript:alert(1)//${hostileText}`,
          sequence: segment.sequence + hostileText,
        })),
      };
    case "segment":
    case "decision":
      return { ...message, reason: hostileText };
    case "peer":
      return { ...message, address: hostileText, download: hostileText };
    case "settings":
      return { ...message, settings: { [hostileText]: hostileText } };
    case "transition":
    case "snapshot":
    case "end":
    case "transfer":
    case "announce":
    case "tracker":
    case "storage":
    case "traffic":
    case "warning":
    case "gap":
      return message;
  }
}
