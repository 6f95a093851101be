/** The npm package `events`, which ships no types. Its methods are those of `LoaderEmitter`. */
declare module "events" {
  export const EventEmitter: new () => object;
  /** The class itself, as CommonJS has it. */
  export default EventEmitter;
}
