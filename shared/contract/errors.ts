/**
 * Every code a coded reply can carry, over all boundaries. The readable sentence for each is in `renderer/copy`; a code without one does not compile there.
 */
import { z } from "zod";

export const errorCodeSchema = z.enum([
  // the binder's gates
  "unknown-call",
  "invalid-input",
  "not-permitted",
  "internal",
  // handshake
  "peer-too-old",
  "hub-too-old",
  "not-authenticated",
  "token-expired",
  // limits
  "too-large",
  "too-many",
  // alerts
  "no-such-alert",
  "already-picked-up",
  "alert-closed",
  "stale-revision",
  "not-offered-to-you",
  "contact-refused",
  "no-such-specialist",
  // help sessions
  "no-such-help-session",
  "help-session-over",
  "no-such-invitation",
  "no-consent",
  "consent-expired",
  "not-a-participant",
  "participant-away",
  "party-full",
  "asked-recently",
  // guidance, compliance
  "wording-forbidden",
  "point-expired",
  "no-such-point",
  "risk-sentence-missing",
  // journeys
  "no-such-journey",
  "journey-token-invalid",
  "clock-skew",
  // content being written
  "no-such-file",
  "no-such-draft",
  "not-your-draft",
  "draft-changed",
  "base-moved",
  "draft-unreadable",
  "nothing-to-run",
  // desktop
  "no-hub",
  "setting-invalid",
  "storage-failed",
]);
export type ErrorCode = z.infer<typeof errorCodeSchema>;

export const replyErrorSchema = z.strictObject({
  code: errorCodeSchema,
  /** Plain data for the sentence: names, counts, instants. Never a payload, a token or a stack. */
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});
export type ReplyError = z.infer<typeof replyErrorSchema>;

/** Plain data, because Electron strips fields from thrown errors and sockets cannot throw. */
export type Reply<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: ReplyError };

export function refuse(code: ErrorCode, detail?: ReplyError["detail"]): { readonly ok: false; readonly error: ReplyError } {
  return { ok: false, error: detail === undefined ? { code } : { code, detail } };
}
