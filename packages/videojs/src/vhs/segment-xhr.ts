/**
 * Replaces the `XMLHttpRequest` of VHS for one media segment that Swarmlane loads. If the engine fails, it becomes a real
 * `XMLHttpRequest`, so that the player only gets a later response. Ends exactly once.
 */
import { DeliveryError, type Delivery, type SegmentRequestOptions } from "@swarmlane/player";

export interface SegmentXhrOptions {
  /** Rejects with a `DeliveryError`. */
  readonly load: (options: SegmentRequestOptions) => Promise<Delivery>;
  /** Returns the reason why the player has to send this request itself, or undefined. Called when its headers are known. */
  readonly objection: (request: {
    headers: Headers;
    withCredentials: boolean;
  }) => string | undefined;
  /** Where the segment begins on the media element's timeline, in seconds. */
  readonly startTime: number | undefined;
  /** ms that the player waits for the whole segment; 0 for no limit. */
  readonly timeout: number;
  /** ms by which this may be exceeded while no byte has arrived, because peers are asked first. */
  readonly patience: () => number;
  readonly noteFallback: (reason: string, cause?: unknown) => void;
  readonly createXhr: () => XMLHttpRequest;
}

/** Of the code `ETIMEDOUT`, as `videojs.xhr` gives it to VHS. */
type TimeoutError = Error & { code: string };
type Handler = ((event: Event) => void) | null;

const eventTypes = [
  ...["readystatechange", "loadstart", "progress", "load"],
  ...["error", "abort", "timeout", "loadend"],
] as const;

export class SegmentXhr extends EventTarget {
  onreadystatechange: Handler = null;
  onloadstart: Handler = null;
  onprogress: Handler = null;
  onload: Handler = null;
  onerror: Handler = null;
  onabort: Handler = null;
  /** VHS recognizes a timeout by an error of `videojs.xhr`, not by an event. */
  ontimeout: ((reason: Event | Error) => void) | null = null;
  onloadend: Handler = null;
  responseType: XMLHttpRequestResponseType = "";
  timeout = 0;
  withCredentials = false;
  /** If it is set, VHS uses it instead of bytes divided by time. Bits per second. */
  bandwidth: number | undefined;

  readonly #options: SegmentXhrOptions;
  #method = "GET";
  #url = "";
  #headers = new Headers();
  #readyState = 0;
  #status = 0;
  #response: ArrayBuffer | undefined;
  #responseUrl = "";
  #requestTime = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #controller: AbortController | undefined;
  /** The player's own request, once there is one. */
  #own: XMLHttpRequest | undefined;

  constructor(options: SegmentXhrOptions) {
    super();
    this.#options = options;
    for (const type of eventTypes) {
      this.addEventListener(type, (event) => {
        this[`on${type}` as "onload"]?.(event);
      });
    }
  }

  get readyState(): number {
    return this.#own?.readyState ?? this.#readyState;
  }
  get status(): number {
    return this.#own?.status ?? this.#status;
  }
  get statusText(): string {
    return this.#own?.statusText ?? "";
  }
  get response(): unknown {
    return this.#own === undefined ? (this.#response ?? null) : (this.#own.response as unknown);
  }
  get responseText(): string {
    return "";
  }
  get responseURL(): string {
    return this.#own?.responseURL ?? this.#responseUrl;
  }

  /** VHS sets it after `send()` and computes from it. The stream knows more exactly when the transfer began. */
  get requestTime(): number {
    return this.#requestTime;
  }
  set requestTime(value: number) {
    if (this.#requestTime === 0) this.#requestTime = value;
  }

  open(method: string, url: string): void {
    this.#end();
    this.bandwidth = undefined;
    this.#own = undefined;
    this.#method = method;
    this.#url = url;
    this.#headers = new Headers();
    this.#requestTime = 0;
    this.#status = 0;
    this.#response = undefined;
    this.#setState(1);
  }

  setRequestHeader(name: string, value: string): void {
    this.#headers.append(name, value);
  }

  getResponseHeader(name: string): string | null {
    if (this.#own !== undefined) return this.#own.getResponseHeader(name);
    const isLength = name.toLowerCase() === "content-length" && this.#response !== undefined;
    return isLength ? String(this.#response?.byteLength) : null;
  }

  getAllResponseHeaders(): string {
    if (this.#own !== undefined) return this.#own.getAllResponseHeaders();
    const length = this.getResponseHeader("content-length");
    return length === null ? "" : `content-length: ${length}\r\n`;
  }

  overrideMimeType(): void {
    // The bytes are taken as they are.
  }

  send(): void {
    try {
      this.#send();
    } catch (cause) {
      this.#fallBack("A request could not be made.", cause);
    }
  }

  #send(): void {
    const { load, startTime, patience, objection } = this.#options;
    const reason = objection({ headers: this.#headers, withCredentials: this.withCredentials });
    if (reason !== undefined) {
      this.#fallBack(reason, undefined);
      return;
    }
    const controller = new AbortController();
    this.#controller = controller;
    this.#startTimer(patience());
    const onStart = () => {
      if (this.#controller === controller) this.#start();
    };
    const onProgress: SegmentRequestOptions["onProgress"] = (loaded, method) => {
      if (this.#controller === controller) this.#progress(loaded, method);
    };
    const { signal } = controller;
    load({ url: this.#url, startTime, signal, onStart, onProgress }).then(
      (delivery) => {
        if (this.#controller === controller) this.#deliver(delivery);
      },
      (error: unknown) => {
        if (this.#controller === controller) this.#fail(error);
      },
    );
  }

  abort(): void {
    const wasSent = this.#controller !== undefined || this.#isOwnOpen();
    this.#end();
    if (!wasSent) return;
    this.#status = 0;
    this.#response = undefined;
    this.#own = undefined;
    this.#setState(4);
    this.#emit("abort");
    this.#emit("loadend");
    this.#readyState = 0;
  }

  /** A source was asked. The time before that says nothing about the speed of the network. */
  #start(): void {
    if (this.#requestTime !== 0) this.#requestTime = Date.now();
    this.#startTimer(0);
  }

  #progress(loaded: number, method: "http" | "p2p"): void {
    this.#receiveHead(this.#url);
    if (method === "http") {
      this.dispatchEvent(progressEvent(loaded));
      return;
    }
    // A slow peer is not a slow network: VHS would choose a lower quality, by the speed so far or by its timeout. The
    // loader turns to the origin before the segment is late.
    this.#startTimer(0);
  }

  /** Status and headers. */
  #receiveHead(url: string): void {
    this.#status = this.#headers.has("range") ? 206 : 200;
    this.#responseUrl = url;
    if (this.#readyState < 2) this.#setState(2);
    if (this.#readyState < 3) this.#setState(3);
  }

  #deliver({ data, responseUrl, timing, bandwidth }: Delivery): void {
    this.#end();
    this.#receiveHead(responseUrl);
    this.#requestTime = Date.now() - Math.max(0, timing.end - timing.start);
    this.bandwidth = Math.max(1, Math.floor(bandwidth));
    this.dispatchEvent(progressEvent(data.byteLength, data.byteLength));
    this.#response = data;
    this.#setState(4);
    this.#emit("load");
    this.#emit("loadend");
  }

  #fail(thrown: unknown): void {
    if (!(thrown instanceof DeliveryError)) {
      this.#fallBack("A request failed unexpectedly.", thrown);
      return;
    }
    switch (thrown.failure) {
      case "http":
        this.#end();
        this.#answerError(thrown.status);
        return;
      case "timeout":
        this.#timeOut(thrown.message);
        return;
      case "aborted":
        // Not by the player, which would not hear of it any more: the engine has left.
        this.#sendOwn();
        return;
      case "unavailable":
        this.#fallBack(thrown.message, thrown);
    }
  }

  /** Fails like a response of the origin, or with the status 0 like a network error. */
  #answerError(status: number): void {
    this.#status = status;
    this.#response = new ArrayBuffer(0);
    this.#responseUrl = status === 0 ? "" : this.#url;
    this.#setState(4);
    this.#emit(status === 0 ? "error" : "load");
    this.#emit("loadend");
  }

  #startTimer(extra: number): void {
    clearTimeout(this.#timer);
    const { timeout } = this.#options;
    if (timeout <= 0) return;
    const message = `No response within ${timeout} ms: ${this.#url}`;
    this.#timer = setTimeout(() => this.#timeOut(message), timeout + extra);
  }

  /** What `videojs.xhr` does when its own timer, which is off here, has run out. */
  #timeOut(message: string): void {
    // VHS has put its own `abort` on this object.
    this.abort();
    this.ontimeout?.(
      Object.assign<Error, Partial<TimeoutError>>(new Error(message), { code: "ETIMEDOUT" }),
    );
  }

  #fallBack(reason: string, cause: unknown): void {
    this.#options.noteFallback(reason, cause);
    this.#sendOwn();
  }

  /** From now on this object is what the browser's own says. */
  #sendOwn(): void {
    this.#end();
    const own = this.#options.createXhr();
    this.#own = own;
    own.open(this.#method, this.#url, true);
    own.responseType = this.responseType;
    own.withCredentials = this.withCredentials;
    this.#headers.forEach((value, name) => own.setRequestHeader(name, value));
    for (const type of eventTypes) {
      own.addEventListener(type, (event) => {
        if (this.#own !== own) return;
        if (type === "loadend") clearTimeout(this.#timer);
        const { loaded, total } = event as ProgressEvent;
        this.dispatchEvent(type === "progress" ? progressEvent(loaded, total) : new Event(type));
      });
    }
    this.#requestTime = Date.now();
    this.#startTimer(0);
    own.send();
  }

  #isOwnOpen(): boolean {
    return this.#own !== undefined && this.#own.readyState < 4;
  }

  /** Nothing that was under way is heard any more. */
  #end(): void {
    clearTimeout(this.#timer);
    const controller = this.#controller;
    this.#controller = undefined;
    controller?.abort();
    const own = this.#own;
    if (own === undefined || own.readyState === 4) return;
    this.#own = undefined;
    own.abort();
  }

  #setState(state: number): void {
    this.#readyState = state;
    this.#emit("readystatechange");
  }

  #emit(type: (typeof eventTypes)[number]): void {
    this.dispatchEvent(new Event(type));
  }
}

/** Without a total, the length is not known yet. */
function progressEvent(loaded: number, total = 0): Event {
  return Object.assign(new Event("progress"), { loaded, total, lengthComputable: total > 0 });
}
