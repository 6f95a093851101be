/** The parts of hls.js's events that we read. They are the same in version 0.14, which 0.6.2 supports, and in version 1. Types only. */

export interface HlsErrorData {
  readonly fatal: boolean;
  readonly type: string;
  readonly details: string;
}

export interface FragmentEvent {
  readonly frag: { readonly url: string };
}
