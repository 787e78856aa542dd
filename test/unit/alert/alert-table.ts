/** People and alerts the alert tests share. All of them are in content/people. */

import type { Roster } from "#shared/domain/alert/routing.ts";
import { raiseAlert } from "#shared/domain/alert/transitions.ts";
import { type Alert, alertSchema } from "#shared/model/alert.ts";
import { breakpointSchema } from "#shared/model/breakpoint.ts";
import {
  alertIdSchema,
  customerIdSchema,
  flowIdSchema,
  helpSessionIdSchema,
  releaseIdSchema,
  type SpecialistId,
  specialistIdSchema,
} from "#shared/model/ids.ts";
import type { Presence } from "#shared/model/person.ts";
import { routingPolicy, TEST_NOW } from "#test/support/customers/fact-writer.ts";

const person = (id: string, role: "manager" | "agent" | "expert" | "supervisor") => ({ id: specialistIdSchema.parse(id), role });

export const li = person("li-siyuan", "manager");
export const wang = person("wang-min", "manager");
export const zhou = person("zhou-qiming", "manager");
export const fang = person("agent-04", "agent");
export const luo = person("agent-05", "agent");
export const zhao = person("zhao-boshi", "expert");
export const shen = person("shen-yue", "supervisor");
export const everyone = [li, wang, zhou, fang, luo, zhao, shen];

export const helpSessionId = helpSessionIdSchema.parse("hs-1");
export const now = TEST_NOW;

/** 林**'s manager and deputy; everybody is online unless named otherwise. */
export function roster(presence: Readonly<Record<string, Presence>> = {}): Roster {
  return { ownManagerId: li.id, deputyId: zhou.id, presenceOf: (id: SpecialistId) => presence[id] ?? "online" };
}

export const faceCheck = breakpointSchema.parse({
  kind: "verification-failed",
  journeyId: "journey-lin",
  stepId: "face-check",
  severity: "urgent",
  detectedAt: TEST_NOW,
  sinceAt: TEST_NOW - 60_000,
  count: 3,
  evidence: ["f1", "f2", "f3"],
  limits: { failures: 3, urgentFailures: 3 },
});

/** 林**'s face check, raised at `now`; with other values where a test names them. */
export function raise(
  presence: Readonly<Record<string, Presence>> = {},
  change: { id?: string; signedIn?: boolean; breakpoint?: Partial<typeof faceCheck> } = {},
): Alert {
  const signedIn = change.signedIn ?? true;
  return alertSchema.parse(
    raiseAlert(
      {
        id: alertIdSchema.parse(change.id ?? "alert-1"),
        key: `journey-lin/verification-failed/face-check/${change.id ?? 1}`,
        breakpoint: { ...faceCheck, ...change.breakpoint },
        flowId: flowIdSchema.parse("car-loan"),
        customer: signedIn ? { id: customerIdSchema.parse("lin-xiaolan"), maskedName: "林**" } : undefined,
        contact: { allowed: true, channel: "in-app", rules: [], decidedAt: now },
        releaseId: releaseIdSchema.parse("release-1"),
      },
      roster(presence),
      routingPolicy,
      now,
    ),
  );
}

/** Whom it is offered to, in one word. */
export function offered(alert: Alert): string {
  return alert.audience.kind === "pool" ? "pool" : `${alert.audience.as}:${alert.audience.specialistId}`;
}
