/** Rage click: bursts of clicks on one spot that lead to nothing (docs/spec/RAGE.md). Who gets on after a burst was not in a rage. */
import { countingDetector, DOING } from "./counting.ts";
import { limitsAt } from "./detector.ts";

export const rageClick = countingDetector({
  kind: "rage-click",
  counts: "rage-clicked",
  forgets: DOING,
  limits(policy, stepId) {
    const { bursts, withinMs } = limitsAt(policy["rage-click"], stepId);
    return { limit: bursts, withinMs };
  },
  name: "bursts",
});
