/** The settings form: what the address says, and a new address on submit. */
import { parseSettings, type CoreName } from "../session.ts";
import { element } from "./element.ts";

export function createSettingsView(address: URLSearchParams, core: CoreName | undefined): void {
  const form = element("settings-form", HTMLFormElement);
  const settings = form.elements.namedItem("settings") as HTMLTextAreaElement;
  const cores = form.elements.namedItem("core") as HTMLSelectElement;
  settings.value = address.get("settings") ?? "";
  if (core !== undefined) cores.value = core;

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
    next.set("core", cores.value);
    if (settings.value.trim() === "") next.delete("settings");
    else next.set("settings", settings.value);
    location.search = next.toString();
  });
}
