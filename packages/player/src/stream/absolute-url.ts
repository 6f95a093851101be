/** As the browser would resolve it: sites give their players addresses that are relative to the page. */
export function absoluteUrl(url: string, base: string | undefined = pageBase()): string {
  return URL.canParse(url, base) ? new URL(url, base).href : url;
}

function pageBase(): string | undefined {
  return (globalThis as { document?: { baseURI: string } }).document?.baseURI;
}
