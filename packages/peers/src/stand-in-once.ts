/** In place of `once` by alias (see vite-aliases.ts): the tracker client scrapes with it, and is never told to. Page. */
export default function once<F>(callback: F): F {
  return callback;
}
