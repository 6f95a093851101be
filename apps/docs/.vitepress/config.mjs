/** The site: the Markdown in docs/, with the navigation and the rules for links of src/. */
import { fileURLToPath } from "node:url";
import { slug } from "github-slugger";
import { defineConfig } from "vitepress";
import { drawDiagrams, findDiagrams, showDiagrams } from "../src/diagrams.mjs";
import { rewriteLinks } from "../src/links.mjs";
import { findDecisions, home, nav, sidebar } from "../src/navigation.mjs";

const docs = fileURLToPath(new URL("../../../docs", import.meta.url));
const diagrams = `${docs}/build/diagrams`;
await drawDiagrams(findDiagrams(docs), diagrams);
/** Where files outside of the site are linked to, such as "https://github.com/owner/name". Without it they are not links. */
const repository = process.env["DOCS_REPOSITORY"];

export default defineConfig({
  title: "Swarmlane",
  description:
    "Peer-assisted video delivery in a Web Worker, for hls.js, Shaka, dash.js and video.js.",
  lang: "en",
  // A path such as "/swarmlane/" where the site does not have a host of its own.
  base: process.env["DOCS_BASE"] ?? "/",
  // No icon, rather than a request for one that does not exist.
  head: [["link", { rel: "icon", href: "data:," }]],
  srcDir: docs,
  outDir: fileURLToPath(new URL("../dist", import.meta.url)),
  cacheDir: fileURLToPath(new URL("../../../node_modules/.vitepress", import.meta.url)),
  cleanUrls: true,
  // kB: the search index is one chunk, loaded when somebody searches.
  vite: { build: { chunkSizeWarningLimit: 2000 } },
  // A folder's README is what GitHub shows for it, and its index page here. docs/build is made by src/api.mjs.
  rewrites: (path) => path.replace(/^build\//, "").replace(/(^|\/)README\.md$/, "$1index.md"),
  markdown: {
    // As on GitHub, so that a link to a heading works in both places.
    anchor: { slugify: slug },
    // Languages of blocks that tests read (docs/protocol.md, docs/identity.md).
    languageAlias: { frame: "txt", identity: "txt" },
    config: (md) => {
      md.use(rewriteLinks, { docs, repository });
      md.use(showDiagrams, diagrams);
    },
  },
  transformPageData: (page) =>
    page.relativePath === "index.md"
      ? { frontmatter: { ...page.frontmatter, ...home } }
      : undefined,
  themeConfig: {
    nav,
    sidebar: sidebar(findDecisions(docs)),
    outline: [2, 3],
    search: { provider: "local" },
    ...(repository !== undefined && {
      editLink: { pattern: `${repository}/edit/main/docs/:path`, text: "Edit this page" },
      socialLinks: [{ icon: "github", link: repository }],
    }),
  },
});
