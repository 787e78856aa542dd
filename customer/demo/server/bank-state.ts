/** Who is signed in where, and everybody's runs, codes and uploads. In memory; the demo bank starts empty. */
import { randomBytes } from "node:crypto";
import type { Clock } from "#shared/lib/clock.ts";
import { flowPages } from "../rules/flows.ts";
import type { FlowRun, SentCode } from "./flow-run.ts";
import { newRun } from "./flow-run.ts";
import type { CustomerRecord } from "./records.ts";

export type Visit = { readonly id: string; record: CustomerRecord | null };

export type BankState = {
  readonly clock: Clock;
  readonly records: readonly CustomerRecord[];
  visit(id: string | undefined): Visit;
  run(visit: Visit, flowId: string): FlowRun | null;
  restart(visit: Visit, flowId: string): void;
  /** Codes by phone, the latest only. */
  readonly codes: Map<string, SentCode>;
  /** Ids of stored files by owner. */
  uploads(visit: Visit): Set<string>;
};

export function createBankState(clock: Clock, records: readonly CustomerRecord[]): BankState {
  const visits = new Map<string, Visit>();
  const runs = new Map<string, FlowRun>();
  const uploads = new Map<string, Set<string>>();
  /** A signed-in customer's things are theirs on every device; a visitor's live as long as the cookie. */
  const ownerOf = (visit: Visit) => visit.record?.customerId ?? visit.id;
  return {
    clock,
    records,
    codes: new Map(),
    visit(id) {
      const known = id === undefined ? undefined : visits.get(id);
      if (known) return known;
      const visit: Visit = { id: randomBytes(18).toString("base64url"), record: null };
      visits.set(visit.id, visit);
      return visit;
    },
    run(visit, flowId) {
      const flow = Object.hasOwn(flowPages, flowId) ? flowPages[flowId] : undefined;
      if (!flow) return null;
      const key = `${ownerOf(visit)}/${flowId}`;
      const run = runs.get(key) ?? newRun(flow, visit.record);
      runs.set(key, run);
      return run;
    },
    restart: (visit, flowId) => void runs.delete(`${ownerOf(visit)}/${flowId}`),
    uploads(visit) {
      const mine = uploads.get(ownerOf(visit)) ?? new Set<string>();
      uploads.set(ownerOf(visit), mine);
      return mine;
    },
  };
}
