/** A journey as its snapshot: what of it is written, how it is read back, and what a row depends on. Where rows lie is `watch-snapshots.ts`. */
import { createHash } from "node:crypto";
import { beginWatch, type WatchState } from "#shared/domain/breakpoint/watch-state.ts";
import type { Flow } from "#shared/model/flow.ts";
import type { FlowId } from "#shared/model/ids.ts";
import { beginJourney, type Journey } from "./journey.ts";
import type { JourneyRow } from "./watch-snapshots.ts";

/** Raise when what a row holds changes its meaning: older rows are then thrown away and the log is replayed. */
const ROW_FORMAT = 5;

/** Rows are of use only to the very flows they were folded with; the limits they were folded with they name themselves. */
export function snapshotShape(flows: readonly Flow[]): string {
  return createHash("sha256")
    .update(JSON.stringify([ROW_FORMAT, beginWatch(), flows]))
    .digest("hex");
}

type Body = Pick<Journey, "secretHash" | "policyVersion" | "need" | "recent" | "acceptedUpTo" | "waiting"> & {
  readonly watch: WatchState;
  readonly flowId: FlowId | null;
  readonly ahead: readonly number[];
};

export function rowOf(journey: Journey, watch: WatchState): JourneyRow {
  const { id, customerId, nextDeadline, secretHash, policyVersion, need, recent, acceptedUpTo, waiting } = journey;
  const body: Body = {
    secretHash,
    policyVersion,
    flowId: journey.flow?.id ?? null,
    watch,
    need,
    recent,
    acceptedUpTo,
    ahead: [...journey.ahead],
    waiting,
  };
  const standing = Object.values(watch.standing).map((entry) => entry.key);
  return { id, customerId, nextDeadline, standing, body: JSON.stringify(body) };
}

/** @param number what its watch and its timer are to be kept under. @param now hub clock. */
export function readRow(
  row: JourneyRow,
  number: number,
  flowOf: (flowId: FlowId) => Flow | null,
  now: number,
): { readonly journey: Journey; readonly watch: WatchState } {
  const { secretHash, policyVersion, flowId, watch, need, recent, acceptedUpTo, ahead, waiting } = JSON.parse(row.body) as Body;
  const { id, customerId, nextDeadline } = row;
  const journey: Journey = {
    ...beginJourney({ id, number, secretHash, customerId, policyVersion }, now),
    flow: flowId === null ? null : flowOf(flowId),
    need,
    recent,
    acceptedUpTo,
    ahead: new Set(ahead),
    waiting,
    nextDeadline,
  };
  // A program that does not know its policy any more goes on under another one: its deadline is asked anew.
  return { journey, watch: { ...watch, dueAt: watch.decidedAt } };
}
