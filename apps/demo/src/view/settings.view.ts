/** The settings form: what the address says, and a new address on submit. */
import { playerChoices } from "../players/choices.ts";
import { parseSettings, type Served, type Session } from "../session.ts";
import { element } from "./element.ts";

/** `session`: undefined when the address cannot be played. */
export function createSettingsView(
  address: URLSearchParams,
  served: Served,
  session: Session | undefined,
): void {
  const form = element("settings-form", HTMLFormElement);
  const field = (name: string) => form.elements.namedItem(name);
  const settings = field("settings") as HTMLTextAreaElement;
  const player = field("player") as HTMLSelectElement;
  const stream = field("stream") as HTMLSelectElement;
  const core = field("core") as HTMLSelectElement;
  settings.value = address.get("settings") ?? "";
  const names = Object.entries(playerChoices).map(([name, { label }]) => [name, label] as const);
  offer(player, names, session?.player ?? address.get("player"));
  const streams = served.streams.map(({ url, label }) => [url, label] as const);
  offer(stream, streams, session?.stream ?? address.get("stream"));
  core.value = session?.core ?? "swarmlane";
  const showCore = () => (core.disabled = player.value !== "hlsjs-0.6");
  player.addEventListener("change", showCore);
  showCore();

  settings.addEventListener("input", () => settings.setCustomValidity(""));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    try {
      parseSettings(settings.value);
    } catch (error) {
      settings.setCustomValidity(error instanceof Error ? error.message : String(error));
      settings.reportValidity();
      return;
    }
    const next = new URLSearchParams(address);
    next.set("player", player.value);
    if (stream.value !== "") next.set("stream", stream.value);
    if (core.disabled) next.delete("core");
    else next.set("core", core.value);
    if (settings.value.trim() === "") next.delete("settings");
    else next.set("settings", settings.value);
    location.search = next.toString();
  });
}

/** One that is not offered, such as a stream of one's own, is an option as well. */
function offer(
  select: HTMLSelectElement,
  options: readonly (readonly [value: string, label: string])[],
  chosen: string | null,
): void {
  const isOffered = options.some(([value]) => value === chosen);
  const all = chosen === null || isOffered ? options : [...options, [chosen, chosen] as const];
  select.replaceChildren(...all.map(([value, label]) => new Option(label, value)));
  if (chosen !== null) select.value = chosen;
}
