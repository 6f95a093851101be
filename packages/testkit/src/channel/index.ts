export { type ChannelPair, type ChannelPairOptions, createChannelPair } from "./channel-pair.ts";
export { type MakeChannelPair, peerChannelSuite } from "./peer-channel.suite.ts";
