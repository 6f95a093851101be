import { expect, test } from "vitest";
import { screenIceServers } from "./rtc-config.ts";

const credentials = { username: "u", credential: "c" };

test.each([
  ["stun:stun.example"],
  ["stun:stun.example:3478"],
  ["stuns:[::1]:5349"],
  ["STUN:stun.example"],
  ["turn:turn.example"],
  ["turn:turn.example:3478?transport=udp"],
  ["turns:turn.example?transport=tcp"],
])("%s is kept", (urls) => {
  const server = { urls, ...credentials };
  expect(screenIceServers([server])).toEqual({
    servers: [{ ...server, urls: [urls] }],
    complaints: [],
  });
});

test.each([
  ["stun:stun.example?transport=udp"],
  ["stun:"],
  ["stun.example"],
  ["http://stun.example"],
  ["stun://stun.example"],
  ["turn:turn.example?transport=sctp"],
  ["turn:turn.example?x=y"],
  [""],
])("%j is dropped, and named", (urls) => {
  const { servers, complaints } = screenIceServers([{ urls, ...credentials }]);
  expect(servers).toEqual([]);
  expect(complaints).toEqual([expect.stringContaining(urls)]);
});

test("a TURN server without credentials is dropped, because it would make the others fail", () => {
  expect(screenIceServers([{ urls: "turn:turn.example" }]).servers).toEqual([]);
});

test("a server keeps its valid addresses", () => {
  const { servers } = screenIceServers([{ urls: ["stun:a", "stun:b?transport=udp", 7] }]);
  expect(servers).toEqual([{ urls: ["stun:a"] }]);
});

test.each([[null], [5], ["stun:a"], [{}], [{ url: "stun:a" }], [{ urls: null }]])(
  "a server like %j is dropped and reported",
  (server) => {
    const { servers, complaints } = screenIceServers([server]);
    expect(servers).toEqual([]);
    expect(complaints).toHaveLength(1);
  },
);

test("a missing list is valid, and anything but a list is reported", () => {
  expect(screenIceServers(undefined)).toEqual({ servers: [], complaints: [] });
  expect(screenIceServers("stun:a").complaints).toHaveLength(1);
});
