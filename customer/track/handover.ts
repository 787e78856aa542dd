/**
 * The seam between the tracker (tiny, always loaded) and the session SDK (`customer/session`, loaded after an invitation).
 *
 * Owns the types only. The tracker fetches `${hubUrl}/sdk/session.js`, which must set `window.__batonSession` to a `SessionHook`
 * while it is evaluated; the tracker then calls the hook once per page load. Later events of the same page load go to the
 * returned receiver. Consent, sockets, the mirror and calls belong to the session SDK.
 */
import type { Observation } from "#shared/model/fact.ts";

/** What arrives on the tracker's EventSource; `data` is the JSON of the event, not looked into by the tracker. */
export type HandoverEvent = {
  /**
   * Names of the hub's stream events (`customerStreamEvents`). `resumed`: no event, a HelpSession was running before this page load.
   * `help-asked`: no event either, the customer asked for a person and is told that somebody is being called.
   */
  readonly kind: "invitation" | "invitation-withdrawn" | "assistant-message" | "session" | "resumed" | "help-asked";
  readonly data: unknown;
};

export type Handover = {
  /** Origin (and path) of the hub without a trailing slash. */
  readonly hubUrl: string;
  readonly journey: { readonly id: string; readonly secret: string };
  /** The customer's signed token; `null` when not signed in. A bank renews it: use `currentToken()` for later connections. */
  readonly token: string | null;
  readonly currentToken: () => string | null;
  /** Hub clock minus this device's clock, milliseconds; 0 until the first reply. */
  readonly clockOffsetMs: number;
  readonly event: HandoverEvent;
  /** Sends a fact on this journey. */
  readonly track: (observation: Observation) => void;
  readonly currentStep: () => { readonly flowId: string; readonly stepId: string } | null;
  /** Remembers that a HelpSession runs, so that the next page load of this journey loads the session SDK at once (`resumed`). */
  readonly keepSession: (running: boolean) => void;
  /** Called with the listener on every change of step, and once more with `null` when the journey is finished or tracking is switched off. */
  readonly onStep: (listener: (step: { readonly flowId: string; readonly stepId: string } | null) => void) => void;
};

/** What left this page since it loaded: what a consent test reads. */
export type SessionCounters = { mirrorFrames: number; mirrorBytes: number; signals: number; deviceRequests: number };

/** What the session SDK gives back: takes the later events of this page load. */
export type SessionReceiver = {
  readonly onEvent: (event: HandoverEvent) => void;
  readonly counters: () => SessionCounters;
  /** Per other participant, media only; empty outside a help session. */
  readonly mediaStats: () => Promise<
    readonly {
      readonly participantId: string;
      readonly framesDecoded: number;
      readonly bytesReceived: number;
      readonly bytesSent: number;
    }[]
  >;
};

export type SessionHook = (handover: Handover) => SessionReceiver;
