/** Puts both sides of an attack on a page; each page plays one of them. Browser. The core is loaded before it. */
import { createAttackersPage, type AttackersPage } from "./attackers-page.ts";
import { createLoaderPage, type LoaderPage } from "./loader-page.ts";

declare global {
  interface Window {
    attackers: AttackersPage;
    loaderPage: LoaderPage;
  }
}

export function installAttackPage(): void {
  window.attackers = createAttackersPage();
  window.loaderPage = createLoaderPage();
}
