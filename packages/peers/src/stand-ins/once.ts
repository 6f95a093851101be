/** Replaces `once` by alias (see vite-aliases.ts). The tracker client uses it to scrape, which we never do. */
export default function once<F>(callback: F): F {
  return callback;
}
