/**
 * Every code a coded reply can carry, over all boundaries. The readable sentence for each is in `renderer/copy`; a code without one does not compile there.
 *
 * Without schemas, which are `error-schemas.ts`: every page needs the codes at its start.
 */
export const ERROR_CODES = [
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
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

export type ReplyError = {
  code: ErrorCode;
  /** Plain data for the sentence: names, counts, instants. Never a payload, a token or a stack. */
  detail?: Record<string, string | number | boolean> | undefined;
};

const KNOWN_CODES: ReadonlySet<unknown> = new Set(ERROR_CODES);

/** The schema's own answer, for pages that read their schemas later than this. */
export function isErrorCode(value: unknown): value is ErrorCode {
  return KNOWN_CODES.has(value);
}

/** The same of a whole error; null for what is none. */
export function replyErrorOf(value: unknown): ReplyError | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const { code, detail, ...more } = value as Readonly<Record<string, unknown>>;
  if (!isErrorCode(code) || Object.keys(more).length > 0) return null;
  if (detail === undefined) return { code };
  return isDetail(detail) ? { code, detail } : null;
}

function isDetail(value: unknown): value is NonNullable<ReplyError["detail"]> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((one) => typeof one === "string" || typeof one === "boolean" || Number.isFinite(one));
}

/** Plain data, because Electron strips fields from thrown errors and sockets cannot throw. */
export type Reply<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: ReplyError };

export function refuse(code: ErrorCode, detail?: ReplyError["detail"]): { readonly ok: false; readonly error: ReplyError } {
  return { ok: false, error: detail === undefined ? { code } : { code, detail } };
}
