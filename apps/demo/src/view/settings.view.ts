/** The settings form. It shows the settings in the page's address, and changes the address on submit. */
import { parseSettings } from "../session.ts";
import { element } from "./element.ts";

export function createSettingsView(address: URLSearchParams): void {
  const form = element("settings-form", HTMLFormElement);
  const settings = form.elements.namedItem("settings") as HTMLTextAreaElement;
  settings.value = address.get("settings") ?? "";

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
    if (settings.value.trim() === "") next.delete("settings");
    else next.set("settings", settings.value);
    location.search = next.toString();
  });
}
