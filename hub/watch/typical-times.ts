/** Typical times of steps, from the hub's own history: the median of visits that ended with the step completed, and how many there were. */
import type { FlowId, JourneyId, StepId } from "#shared/model/ids.ts";
import type { TypicalTime } from "#shared/model/journey.ts";
import type { Trx } from "../dispatch/desk-log.ts";
import { createTurns } from "../platform/turns.ts";
import type { Database } from "../store/open-store.ts";

/** Journeys of `npm run seed-history` begin like this; what they add to a figure is told apart. */
export const DEMO_JOURNEY_PREFIX = "demo-";

export type StepTime = {
  readonly journeyId: JourneyId;
  readonly flowId: FlowId;
  readonly stepId: StepId;
  readonly visit: number;
  readonly spentMs: number;
  readonly at: number;
};

/** Rows of one insert, well below what a database takes as parameters: a millisecond or two of the thread. */
const ROWS_AT_ONCE = 200;

/** Visits that are there already stay as they are. Others run between two inserts, however many there are. */
export async function recordStepTimes(db: Database | Trx, times: readonly StepTime[]): Promise<void> {
  const turns = createTurns();
  for (let from = 0; from < times.length; from += ROWS_AT_ONCE) {
    if (from > 0) await turns.next();
    await db
      .insertInto("step_times")
      .values(
        times.slice(from, from + ROWS_AT_ONCE).map((time) => ({
          journey_id: time.journeyId,
          flow_id: time.flowId,
          step_id: time.stepId,
          visit: time.visit,
          spent_ms: time.spentMs,
          at: time.at,
        })),
      )
      .onConflict((conflict) => conflict.columns(["journey_id", "step_id", "visit"]).doNothing())
      .execute();
  }
}

/** One entry a step of the flow, n = 0 where nothing was seen yet. */
export async function typicalTimes(db: Database, flowId: FlowId, stepIds: readonly StepId[]): Promise<TypicalTime[]> {
  const result: TypicalTime[] = [];
  for (const stepId of stepIds) {
    const ofStep = db.selectFrom("step_times").where("flow_id", "=", flowId).where("step_id", "=", stepId);
    const counted = await ofStep.select((e) => e.fn.countAll<number>().as("n")).executeTakeFirst();
    const n = Number(counted?.n ?? 0);
    const demo = await ofStep
      .where("journey_id", "like", `${DEMO_JOURNEY_PREFIX}%`)
      .select((e) => e.fn.countAll<number>().as("n"))
      .executeTakeFirst();
    const middle =
      n === 0
        ? undefined
        : await ofStep
            .select("spent_ms")
            .orderBy("spent_ms")
            .offset(Math.floor((n - 1) / 2))
            .limit(1)
            .executeTakeFirst();
    result.push({ flowId, stepId, medianMs: Number(middle?.spent_ms ?? 0), n, demo: Number(demo?.n ?? 0) });
  }
  return result;
}
