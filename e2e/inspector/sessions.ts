/** Sessions to open: a made-up one, and one in which everything that others choose is hostile. */
import { writeSessionFile, type Message, type SessionContent } from "@swarmlane/inspector";
import { createSyntheticSession } from "@swarmlane/inspector/testing";

export function smallSession(): SessionContent {
  return createSyntheticSession({ segments: 100, peers: 8, eventsPerSecond: 400, seconds: 30 });
}

export function smallSessionFile(): string {
  return writeSessionFile(smallSession());
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
