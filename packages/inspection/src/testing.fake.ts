/** Entry for tests and for building an inspector without a player: `@swarmlane/inspection/testing`. */
export {
  createSyntheticSession,
  syntheticMessages,
  type SyntheticOptions,
} from "./synthetic/synthetic-session.fake.ts";
