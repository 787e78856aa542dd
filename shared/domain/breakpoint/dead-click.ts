/** Dead click: pressing again and again on something that does not answer (docs/spec/DEAD.md). */
import { countingDetector } from "./counting.ts";
import { limitsAt } from "./detector.ts";

export const deadClick = countingDetector({
  kind: "dead-click",
  counts: "click-ignored",
  limits(policy, stepId) {
    const { clicks, withinMs } = limitsAt(policy["dead-click"], stepId);
    return { limit: clicks, withinMs };
  },
  name: "clicks",
});
