/** The order of the pages. Every page of docs/ is here once (navigation.test.mjs); decisions come from their folder. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** @typedef {{ text: string, link: string }} Entry */
/** @typedef {{ text: string, items: (Entry | Group)[], collapsed?: boolean }} Group */

/** @param {string} text @param {string} link without the slash at its beginning @returns {Entry} */
const page = (text, link) => ({ text, link: `/${link}` });

export const nav = [
  { ...page("Guide", "guide/quick-start"), activeMatch: "^/(players|guide)/" },
  { ...page("Reference", "settings"), activeMatch: "^/(settings|events|errors|api)" },
  { ...page("Background", "architecture"), activeMatch: "^/(architecture|adr)" },
];

/** What the front page says above the list of pages in docs/README.md. */
export const home = {
  layout: "home",
  hero: {
    name: "Swarmlane",
    text: "Peer-assisted video delivery",
    tagline:
      "Viewers of the same stream send its segments to each other, without loading the page’s main thread. For hls.js, Shaka, dash.js and video.js.",
    actions: [
      { theme: "brand", text: "Quick start", link: "/guide/quick-start" },
      { theme: "alt", text: "Settings", link: "/settings" },
    ],
  },
};

/**
 * @param {Entry[]} decisions
 * @returns {Group[]}
 */
export function sidebar(decisions) {
  return [
    {
      text: "Guide",
      items: [
        page("What it is, and what it is not", "guide/what-it-is"),
        page("Quick start", "guide/quick-start"),
        page("Concepts in five minutes", "guide/concepts"),
        page("Browsers", "guide/browsers"),
        page("Privacy and consent", "guide/privacy"),
        page("Trackers, STUN and TURN", "trackers"),
        page("CSP and CORS cookbook", "guide/csp-and-cors"),
        page("Several CDNs and tokens", "guide/cdns-and-tokens"),
        page("Live streams", "guide/live"),
        page("Storage and offline", "guide/offline"),
        page("Debugging with the inspector", "guide/inspector"),
        page("Why a segment was not shared", "debugging"),
        page("Troubleshooting", "guide/troubleshooting"),
      ],
    },
    {
      text: "Players",
      items: [
        page("Overview", "players/"),
        page("What all have in common", "players/all-players"),
        page("hls.js", "players/hlsjs"),
        page("Shaka Player", "players/shaka"),
        page("dash.js", "players/dashjs"),
        page("video.js", "players/videojs"),
      ],
    },
    {
      text: "Migration",
      items: [
        page("From p2p-media-loader 2.x", "migrating-from-2"),
        page("From 0.6", "migrating-from-0.6"),
        page("What stays as in 0.6.2", "compatibility-0.6"),
      ],
    },
    {
      text: "Reference",
      items: [
        page("API", "api/"),
        page("Settings", "settings"),
        page("Events", "events"),
        page("Errors", "errors"),
        page("Limits", "threat-model#limits"),
        page("Peer protocol", "protocol"),
        page("Thread messages", "thread-messages"),
        page("Identity of segments", "identity"),
        page("Session file", "inspection-format"),
        page("Glossary", "glossary"),
      ],
    },
    {
      text: "Background",
      items: [
        page("Architecture", "architecture"),
        page("Threat model", "threat-model"),
        page("Blame", "blame"),
        page("Storage in detail", "storage"),
        page("Benchmark", "benchmark"),
        page("Simulator", "simulator"),
        page("Releasing", "releasing"),
        { text: "Decisions", collapsed: true, items: [page("About", "adr/"), ...decisions] },
      ],
    },
  ];
}

/**
 * @param {string} docs
 * @returns {Entry[]} each record by its title, such as "0001 One lane"
 */
export function findDecisions(docs) {
  const names = readdirSync(join(docs, "adr")).filter((name) => /^\d{4}-/.test(name));
  return names.sort().map((name) => {
    const title = /^# (.+)$/m.exec(readFileSync(join(docs, "adr", name), "utf8"))?.[1] ?? name;
    return page(title, `adr/${name.replace(/\.md$/, "")}`);
  });
}
