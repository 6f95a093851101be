/**
 * What the prose of this project does not say, and what it says instead: words that no reader of English expects, and words
 * for which docs/glossary.md has another. A pattern is looked for in each sentence, code left out.
 */

/**
 * @typedef {object} ProseRule
 * @property {RegExp} pattern
 * @property {string} say what to write instead
 * @property {string} example a sentence that breaks the rule
 */

/** Everywhere: documents, and texts in the sources. @type {readonly ProseRule[]} */
export const proseRules = [
  {
    pattern: /^Of [^?]*\.$/,
    say: "Begin with the subject.",
    example: "Of the other thread the loader loads only the entry.",
  },
  {
    pattern: /^Who [^?]*\.$/,
    say: 'Begin with "Whoever", "A viewer that" or the like.',
    example: "Who lists the stream has it counted.",
  },
  {
    pattern: /\banew\b/i,
    say: '"again"',
    example: "It is counted anew.",
  },
  {
    pattern: /\bnoughts?\b/i,
    say: '"zero"',
    example: "Nothing goes below nought.",
  },
  {
    pattern: /\b(is|are|was|were) none\b/i,
    say: '"is missing", "there is no …" or "is not a …"',
    example: "A row whose numbers are none says 0.",
  },
  {
    pattern: /\b(has|have|had)( not|n't) got\b/i,
    say: '"does not have"',
    example: "The peer has not got it.",
  },
  {
    pattern: /\b(has|have) it not\b/i,
    say: '"does not have it"',
    example: "The origin has it not yet.",
  },
  {
    pattern: /\bdrawn at random\b|\bto the lot\b|\b(by|draws?|drew) lots?\b/i,
    say: '"chosen at random"',
    example: "The peer is drawn at random.",
  },
  {
    pattern: /\bdoes not feel\b/i,
    say: '"without loading the page’s main thread"',
    example: "Viewers share segments and the page does not feel it.",
  },
  {
    pattern: /\bis believed\b/i,
    say: '"is trusted"',
    example: "Nothing that they say is believed.",
  },
  {
    pattern: /\bin which room\b/i,
    say: '"in which folder"',
    example: "The map says in which room a question is answered.",
  },
  {
    pattern: /\b(bury|buries|buried|farewells?)\b/i,
    say: "the word of the field: close, disconnect, end",
    example: "A connection is buried.",
  },
  {
    pattern: /, too\.$/i,
    say: '"also" before the verb, or "as well" without a comma',
    example: "Show what is gone, too.",
  },
];

/** In texts of the sources only, above all the user interface: there they are whole phrases. @type {readonly ProseRule[]} */
export const textRules = [
  ...replaced("Go on", "Resume"),
  ...replaced("Go there", "Show this moment"),
  ...replaced("Choose nothing", "Clear selection"),
  ...replaced("Gone, too", "Show disconnected"),
  ...replaced("Ended, too", "Show ended"),
  ...replaced("Around the chosen", "Around selection"),
  ...replaced("about the chosen", "Selected segment, Selected peer, Selected actor"),
  ...replaced("about anything", "All subjects"),
  ...replaced("from it", "Received"),
  ...replaced("to it", "Sent"),
  ...replaced("lost on the way", "Dropped messages"),
  ...replaced("Who holds it", "Peers that have it"),
  ...replaced("leave it waiting", "wait"),
  ...replaced("joined the queue", "added to queue"),
  ...replaced("left the queue", "removed from queue"),
  ...replaced("here because: stored and delivered", "Cached and delivered"),
  ...replaced("No machine was told yet", "No state machines yet"),
  ...replaced("all of them together", "All instances"),
  ...replaced("Its facts stayed as they were", "No context change"),
  ...replaced("Address of a relay", "Relay address"),
  ...replaced("The first one that speaks is shown", "Waiting for a player with inspection on"),
  ...replaced("Light, dark, or as the system", "Theme"),
  ...replaced("Play with these", "Apply and reload"),
  ...replaced("Let it be inspected", "Enable inspection"),
  ...replaced("Ask the browser to keep it", "Request persistent storage"),
  ...replaced("0.6.2 tells no states", "0.6.2 does not report states"),
];

/**
 * @param {string} phrase the whole text
 * @param {string} say
 * @returns {ProseRule[]}
 */
function replaced(phrase, say) {
  const escaped = phrase.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return [{ pattern: new RegExp(`^${escaped}\\.?$`, "i"), say: `"${say}"`, example: phrase }];
}
