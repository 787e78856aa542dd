/** Alerts, sessions and people for the desk's unit tests, at 2026-11-23 10:00 Asia/Shanghai. */
import type { Alert } from "#shared/model/alert.ts";
import { alertSchema } from "#shared/model/alert.ts";
import type { DeskChange, DeskEntry, DeskPush, DeskSnapshot } from "#shared/model/desk-log.ts";
import { deskPushSchema, deskSnapshotSchema } from "#shared/model/desk-log.ts";
import type { HelpSession } from "#shared/model/help-session.ts";
import { helpSessionSchema } from "#shared/model/help-session.ts";
import type { Specialist } from "#shared/model/person.ts";
import { specialistSchema } from "#shared/model/person.ts";

export const NOW = Date.parse("2026-11-23T10:00:00+08:00");

export const li: Specialist = specialistSchema.parse({
  id: "li-siyuan",
  name: "李思远",
  staffNumber: "80231",
  role: "manager",
  team: "财富一组",
});
export const agent: Specialist = specialistSchema.parse({
  id: "agent-04",
  name: "方婷",
  staffNumber: "95104",
  role: "agent",
  team: "远程服务中心",
});
export const supervisor: Specialist = specialistSchema.parse({
  id: "shen-yue",
  name: "沈悦",
  staffNumber: "70008",
  role: "supervisor",
  team: "城东支行",
});

type Loose = Readonly<Record<string, unknown>>;

export function alert(id: string, given: Loose = {}): Alert {
  return alertSchema.parse({
    id,
    key: `key-${id}`,
    journeyId: "j-1",
    customerId: "lin-xiaolan",
    maskedName: "林**",
    flowId: "car-loan",
    stepId: "face-check",
    breakpoint: {
      kind: "verification-failed",
      journeyId: "j-1",
      stepId: "face-check",
      severity: "urgent",
      detectedAt: NOW,
      sinceAt: NOW - 60_000,
      count: 3,
      evidence: [],
      limits: {},
    },
    raisedAt: NOW,
    audience: { kind: "person", specialistId: "li-siyuan", as: "own-manager", leaseUntil: NOW + 30_000 },
    state: { status: "open" },
    contact: { allowed: true, channel: "in-app", rules: [], decidedAt: NOW },
    releaseId: "r-1",
    revision: 1,
    ...given,
  });
}

export function helpSession(id: string, given: Loose = {}): HelpSession {
  return helpSessionSchema.parse({
    id,
    alertId: "a-1",
    journeyId: "j-1",
    flowId: "car-loan",
    stepId: "face-check",
    specialistId: "li-siyuan",
    startedAt: NOW,
    state: { status: "active", since: NOW, until: NOW + 1_800_000 },
    participants: [
      { id: "p-customer", role: "customer", displayName: "林**", status: "present", at: NOW },
      { id: "p-li", role: "specialist", specialistId: "li-siyuan", displayName: "李思远", status: "present", at: NOW },
    ],
    consents: [],
    revision: 1,
    ...given,
  });
}

export function push(afterSeq: number, ...changes: DeskChange[]): DeskPush {
  const entries: DeskEntry[] = changes.map((change, index) => ({ seq: afterSeq + index + 1, at: NOW, change }));
  return deskPushSchema.parse({ afterSeq, upToSeq: afterSeq + entries.length, entries });
}

export function snapshot(seq: number, given: Loose = {}): DeskSnapshot {
  return deskSnapshotSchema.parse({ seq, at: NOW, alerts: [], helpSessions: [], chat: [], interceptions: [], presence: {}, ...given });
}
