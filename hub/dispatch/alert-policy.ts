/** What a desk is told of the detection policy behind an alert: its version, and for a learned limit how and from how many it was learned. */
import { learnedAt } from "#shared/domain/breakpoint/learn-limits.ts";
import type { Breakpoint } from "#shared/model/breakpoint.ts";
import type { JourneyCard } from "#shared/model/journey.ts";
import type { AlertPolicy } from "#shared/model/views.ts";
import type { PolicyInForce } from "../watch/policies.ts";

/** Where the limits of this breakpoint come from. */
export function policyShown(
  inForce: PolicyInForce | null,
  breakpoint: Breakpoint,
  channel: JourneyCard["channel"],
): { policy?: AlertPolicy } {
  if (inForce === null) return {};
  const { policy, ...shown } = inForce;
  const { kind, stepId, limits } = breakpoint;
  if ((kind !== "quiet-on-step" && kind !== "left-on-last-step") || limits.n === undefined) return { policy: shown };
  const { learn, learned } = policy[kind];
  const limit = learnedAt(learned, channel, stepId);
  if (learn === undefined || limit === undefined) return { policy: shown };
  return { policy: { ...shown, learned: { quantile: learn.quantile, factor: learn.factor, limitMs: limit.limitMs } } };
}
