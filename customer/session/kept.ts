/** What a page load must not lose of a help session: in `sessionStorage`, so it ends with the tab. Never a value, a name or a message. */

import type { ConsentScope } from "#shared/model/consent.ts";
import { CONSENT_SCOPES } from "#shared/model/plain-values.ts";

export type Kept = {
  readonly journeyId: string;
  readonly helpSessionId: string;
  /** The flow whose pages may be seen. */
  readonly flowId: string | null;
  /** Withdrawn here, not yet confirmed by the hub. */
  readonly withdrawn: readonly ConsentScope[];
  /** The customer ended it while the hub could not be reached. */
  readonly ending: boolean;
  readonly muted: boolean;
  readonly cameraOff: boolean;
};

const KEY = "baton.help-session";

export function readKept(journeyId: string): Kept | null {
  try {
    const raw: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    if (typeof raw !== "object" || raw === null) return null;
    const kept = raw as Record<string, unknown>;
    if (kept["journeyId"] !== journeyId || typeof kept["helpSessionId"] !== "string") return null;
    const withdrawn = Array.isArray(kept["withdrawn"]) ? kept["withdrawn"] : [];
    return {
      journeyId,
      helpSessionId: kept["helpSessionId"],
      flowId: typeof kept["flowId"] === "string" ? kept["flowId"] : null,
      withdrawn: CONSENT_SCOPES.filter((scope) => withdrawn.includes(scope)),
      ending: kept["ending"] === true,
      muted: kept["muted"] === true,
      cameraOff: kept["cameraOff"] === true,
    };
  } catch {
    return null;
  }
}

export function writeKept(kept: Kept | null): void {
  try {
    if (kept === null) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // A page without storage loses the session on its next load; the hub notices.
  }
}
