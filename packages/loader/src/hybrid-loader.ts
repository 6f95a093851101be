/** The published class, connected to the real page. */
import { isSupported } from "@swarmlane/peers";
import { browserEnvironment } from "./browser-environment.ts";
import { LoaderApi } from "./loader-api.ts";
import type { HybridLoaderOptions } from "./settings/settings.ts";

/** Loads the segments of a stream over HTTP and from other viewers. */
export class HybridLoader extends LoaderApi {
  /** Whether this browser has WebRTC data channels. */
  static isSupported(): boolean {
    return isSupported();
  }

  /** Throws a `TypeError` that names a setting of the wrong type. Does not block. */
  constructor(settings: HybridLoaderOptions = {}) {
    super(settings, browserEnvironment);
  }
}
