/** The npm package `events`, which ships no types. */
declare module "events" {
  export const EventEmitter: new () => object;
}
