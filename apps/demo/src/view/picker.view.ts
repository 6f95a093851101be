/**
 * Links to choose the player, the stream and, with the engine of 0.6.2, the core. Each link is the page's address with
 * that one parameter changed.
 */
import {
  abilityOf,
  formatOf,
  isPlayerName,
  playerChoices,
  playerNames,
  plays,
  streamFormats,
  type PlayerName,
  type StreamFormat,
} from "../players/choices.ts";
import { cores, defaultPlayer, type Served, type ServedStream, type Session } from "../session.ts";
import { element, make } from "./element.ts";

const coreLabels = { swarmlane: "Swarmlane", "0.6.2": "p2p-media-loader-core 0.6.2" } as const;

/** `session` is undefined if the address cannot be played. The user can then choose something else here. */
export function createPicker(
  address: URLSearchParams,
  served: Served,
  session: Session | undefined,
): void {
  const asked = address.get("player") ?? defaultPlayer;
  const player = session?.player ?? (isPlayerName(asked) ? asked : defaultPlayer);
  const stream = session?.stream ?? address.get("stream");

  const players = playerNames.map((name) =>
    makeLink(playerChoices[name].label, name === player, withPlayer(address, name, stream)),
  );
  element("players").replaceChildren(...players);

  const streams = withOwn(served.streams, stream);
  for (const format of Object.keys(streamFormats) as StreamFormat[]) {
    const group = streams.filter(({ url }) => formatOf(url) === format);
    const items = group.map(({ label, url }) =>
      plays(player, url)
        ? makeLink(label, url === stream, `?${withParameter(address, "stream", url)}`)
        : makeUnavailable(label, abilityOf(player)),
    );
    element(`${format}-streams`).replaceChildren(...items);
    const isPlayed = group.some(({ url }) => plays(player, url));
    element(`${format}-note`).textContent = isPlayed ? "" : `${abilityOf(player)}.`;
    element(`${format}-picker`).hidden = group.length === 0;
  }

  element("core-picker").hidden = player !== "hlsjs-0.6";
  const items = cores.map((core) =>
    makeLink(
      coreLabels[core],
      core === (session?.core ?? address.get("core")),
      `?${withParameter(address, "core", core)}`,
    ),
  );
  element("cores").replaceChildren(...items);
}

/** Keeps the stream if that player can play it. Otherwise the page plays the first stream that the player supports. */
function withPlayer(address: URLSearchParams, player: PlayerName, stream: string | null): string {
  const next = withParameter(address, "player", player);
  // Only one player has a choice of cores.
  if (player !== "hlsjs-0.6") next.delete("core");
  if (stream !== null && !plays(player, stream)) next.delete("stream");
  return `?${next}`;
}

function withParameter(address: URLSearchParams, name: string, value: string): URLSearchParams {
  const next = new URLSearchParams(address);
  next.set(name, value);
  return next;
}

/** A stream that the server does not offer has only its address. */
function withOwn(offered: readonly ServedStream[], stream: string | null): readonly ServedStream[] {
  if (stream === null || offered.some(({ url }) => url === stream)) return offered;
  return [...offered, { label: stream, url: stream }];
}

function makeLink(label: string, isChosen: boolean, address: string): HTMLElement {
  const link = document.createElement("a");
  link.textContent = label;
  link.href = address;
  if (isChosen) link.setAttribute("aria-current", "true");
  return wrap(link);
}

function makeUnavailable(label: string, reason: string): HTMLElement {
  const text = make("span", label);
  text.title = reason;
  return wrap(text);
}

function wrap(content: HTMLElement): HTMLElement {
  const item = make("li", "");
  item.append(content);
  return item;
}
