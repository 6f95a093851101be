import type { PlayerStream } from "@swarmlane/player";
import { expect, test } from "vitest";
import { followPlayer } from "./follow-player.ts";
import { tooOld } from "./vhs/request-hook.ts";
import { createVhsXhr } from "./vhs/vhs.fake.ts";
import type { VideoJsPlayer } from "./vhs/vhs-types.ts";

test("each source of VHS gets a hook, and the stream begins anew with the second", () => {
  const { player, resets } = start();
  const first = player.load();
  expect(first._requestCallbackSet?.size).toBe(1);
  expect(resets()).toBe(0);
  const second = player.load();

  expect(resets()).toBe(1);
  expect(first._requestCallbackSet?.size).toBe(0);
  expect(second._requestCallbackSet?.size).toBe(1);
});

test("the stream is left when the next source is not played by VHS", () => {
  const { player, resets } = start();
  player.load();
  player.trigger("loadstart");
  expect(resets()).toBe(0);
  player.loadNative();

  expect(resets()).toBe(1);
});

test("the playhead moves the stream's queue", () => {
  const { player, updates } = start();
  player.trigger("timeupdate");
  player.trigger("seeking");

  expect(updates()).toBe(2);
});

test("the end of the player is told", () => {
  const { player, disposed } = start();
  player.trigger("dispose");

  expect(disposed()).toBe(1);
});

test("nothing of ours is on the player afterwards", () => {
  const { player, leave } = start();
  const xhr = player.load();
  leave();

  expect(player.listeners()).toBe(0);
  expect(xhr._requestCallbackSet?.size).toBe(0);
});

test("a player that already has a source gets a warning, and continues to play", () => {
  const player = createFakePlayer();
  player.load();
  const { warnings } = start(player);

  expect(warnings).toEqual([
    "The player already has a source, which is loaded without peers. Call bindPlayer() before you set the source.",
  ]);
});

test("VHS without hooks for each player's requests gets a warning, and continues to play", () => {
  const { player, warnings } = start();
  player.loadWithoutHooks();

  expect(warnings).toEqual([tooOld]);
});

test("a player that is made with a source gets its tech before it", async () => {
  const { player } = start();
  expect(player.techs()).toEqual([]);
  await Promise.resolve();

  expect(player.techs()).toEqual(["Html5"]);
});

function start(player = createFakePlayer()) {
  const counts = { resets: 0, updates: 0, disposed: 0 };
  const warnings: string[] = [];
  const stream = {
    reset: () => (counts.resets += 1),
    update: () => (counts.updates += 1),
  } as unknown as PlayerStream;
  const leave = followPlayer({
    ...{ player, stream },
    libraryHooks: () => undefined,
    hasRequestSetup: () => false,
    warn: (message) => warnings.push(message),
    onDispose: () => (counts.disposed += 1),
  });
  return {
    ...{ player, warnings, leave },
    resets: () => counts.resets,
    updates: () => counts.updates,
    disposed: () => counts.disposed,
  };
}

/** A player without a tech, until a source is loaded. */
function createFakePlayer() {
  const listeners: [string, () => void][] = [];
  const techs: string[] = [];
  let tech: { vhs?: { xhr: unknown } } | undefined;
  const trigger = (type: string) => {
    for (const [name, listener] of [...listeners]) if (name === type) listener();
  };
  const player = {
    on: (type: string, listener: never) => listeners.push([type, listener]),
    off(type: string, listener: never) {
      const index = listeners.findIndex(([name, one]) => name === type && one === listener);
      if (index >= 0) listeners.splice(index, 1);
    },
    tech: () => tech,
    currentTime: () => 0,
    playbackRate: () => 1,
    buffered: () => ({ length: 0 }),
    seekable: () => ({ length: 0, end: () => 0 }),
    isDisposed: () => false,
    options_: { techOrder: ["html5"] },
    loadTech_(name: string) {
      techs.push(name);
      tech = {};
    },
  } satisfies VideoJsPlayer & Record<string, unknown>;
  return {
    ...player,
    trigger,
    techs: () => techs,
    listeners: () => listeners.length,
    load() {
      const xhr = createVhsXhr();
      tech = { vhs: { xhr } };
      trigger("xhr-hooks-ready");
      return xhr;
    },
    loadWithoutHooks() {
      tech = { vhs: { xhr: {} } };
      trigger("loadstart");
    },
    loadNative() {
      tech = {};
      trigger("loadstart");
    },
  };
}
