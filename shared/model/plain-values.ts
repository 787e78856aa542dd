/** Limits and lists that a page needs at its start, without the schemas that are made of them. */
import { DAY_MS } from "../lib/duration.ts";

/** Largest compressed body of one layer, in bytes. */
export const MAX_LAYER_BYTES = 2_000_000;

/** Longest text message, and longest note about a call, in characters. */
export const MAX_CONTACT_NOTE = 300;

/** A call is written down at most this long after it was made, in milliseconds. */
export const LOG_CALL_WITHIN_MS = 7 * DAY_MS;

/** What a customer agrees to, each by itself. */
export const CONSENT_SCOPES = ["view", "point", "fill", "voice", "video", "share", "transcribe", "record"] as const;

/** How the list of 断点 stands: newest first, or who needs it most first. */
export const ALERT_ORDERS = ["newest", "need"] as const;
