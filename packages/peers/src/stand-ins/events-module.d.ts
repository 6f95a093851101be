/** The npm package `events`, which ships no types. A file of its own: tests see the types of Node's module instead. */
declare module "events" {
  export const EventEmitter: new () => object;
}
