import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createRtcOpener } from "./rtc-opener.ts";

/** Refuses a configuration, as a browser does that refuses all servers because of one. Set by each test. */
let refuse: (config: RTCConfiguration) => Error | undefined;
let built: RTCConfiguration[];

beforeEach(() => {
  built = [];
  refuse = () => undefined;
  vi.stubGlobal(
    "RTCPeerConnection",
    class {
      constructor(config: RTCConfiguration) {
        const error = refuse(config);
        if (error !== undefined) throw error;
        built.push(config);
      }
      close() {
        built.pop();
      }
    },
  );
});

afterEach(() => vi.unstubAllGlobals());

function openWith(config: RTCConfiguration, times = 1) {
  const warnings: string[] = [];
  const open = createRtcOpener((code) => warnings.push(code));
  for (let n = 0; n < times; n += 1) open(config);
  return warnings;
}

const refuseServer = (urls: string) => (config: RTCConfiguration) =>
  JSON.stringify(config.iceServers).includes(urls)
    ? new DOMException("Invalid port", "SyntaxError")
    : undefined;

test("a good configuration goes through as it is", () => {
  const config: RTCConfiguration = {
    iceServers: [{ urls: ["stun:a"] }],
    iceTransportPolicy: "relay",
    iceCandidatePoolSize: 2,
  };
  expect(openWith(config)).toEqual([]);
  expect(built).toEqual([config]);
});

test("a server that the browser refuses is dropped alone, and that is remembered", () => {
  refuse = refuseServer("stun:bad");
  const iceServers = [{ urls: ["stun:bad"] }, { urls: ["stun:good"] }];
  expect(openWith({ iceServers }, 3)).toEqual(["ICE_SERVER_INVALID"]);
  expect(built).toEqual(
    Array.from({ length: 3 }, () => ({ iceServers: [{ urls: ["stun:good"] }] })),
  );
});

test("at the browser's limit of connections, no server is reported", () => {
  refuse = () => new DOMException("Cannot create so many PeerConnections", "UnknownError");
  const warn = vi.fn();
  const open = createRtcOpener(warn);
  expect(() => open({ iceServers: [{ urls: "stun:a" }] })).toThrow("so many");
  expect(warn.mock.calls.map(([code]: string[]) => code)).toEqual(["PEER_BUDGET_EXCEEDED"]);
});

test("a configuration that is wrong without its servers is reported", () => {
  refuse = () => new TypeError("bad iceTransportPolicy");
  const warn = vi.fn();
  const open = createRtcOpener(warn);
  expect(() => open({})).toThrow(TypeError);
  expect(warn.mock.calls.map(([code]: string[]) => code)).toEqual(["ICE_SERVER_INVALID"]);
});
