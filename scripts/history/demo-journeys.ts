/**
 * Generated journeys of days before now, labelled 演示 by their ids: the same seed makes the same ones, so that sending them again adds nothing.
 *
 * Pure. Sending them is `seed-history.ts`; telling them apart in figures is `hub/watch/typical-times.ts`.
 */
import { DEMO_JOURNEY_PREFIX } from "#hub/watch/typical-times.ts";
import { DAY_MS, HOUR_MS, SECOND_MS } from "#shared/lib/duration.ts";
import { seededChance } from "#shared/lib/seeded-random.ts";
import type { Observation, SentFact } from "#shared/model/fact.ts";
import { sentFactSchema } from "#shared/model/fact.ts";
import type { Flow, Step } from "#shared/model/flow.ts";

export type DemoJourney = {
  readonly id: string;
  readonly flowId: string;
  readonly isFinished: boolean;
  readonly facts: readonly SentFact[];
};

/** Journeys lie between one day and this many days back. */
const DAYS_BACK = 30;
/** Of those who stop somewhere: how far from the end of the flow they are is spread evenly. */
const FINISHED_01 = 0.72;
/** What a field takes a person, by its control, in seconds; the rest of a step is reading. */
const FIELD_SECONDS: Readonly<Record<Step["fields"][number]["control"], number>> = {
  text: 12,
  number: 9,
  choice: 5,
  date: 7,
  phone: 8,
  "id-number": 16,
  code: 14,
  checkbox: 3,
  upload: 32,
  signature: 15,
  face: 22,
};
const READING_SECONDS = 14;

/** People are slower far more often than they are faster: around `seconds`, between half and four times of it. */
function spent(seconds: number, chance: () => number): number {
  const spread = Math.exp((chance() + chance() + chance() - 1.5) * 1.1);
  return Math.round(Math.min(4, Math.max(0.5, spread)) * seconds * SECOND_MS);
}

/** What goes wrong for those who stop, at the step where they do. */
function stumble(step: Step, chance: () => number, tell: (afterMs: number, observation: Plain) => void): void {
  const times = 1 + Math.floor(chance() * 4);
  const rejected = step.fields[Math.floor(chance() * step.fields.length)];
  const isCheck = step.fields.some((field) => field.control === "face");
  for (let time = 0; time < times; time += 1) {
    if (isCheck) tell(spent(15, chance), { kind: "verification-failed", stepId: step.id, method: "face", reason: "light-too-low" });
    else if (rejected) tell(spent(12, chance), { kind: "field-rejected", stepId: step.id, fieldId: rejected.id, reason: "format" });
  }
  if (chance() < 0.3) tell(spent(20, chance), { kind: "page-hidden", stepId: step.id });
  tell(spent(60, chance), { kind: "page-left", stepId: step.id });
}

/** An observation with plain strings for ids; the schema gives the brands. */
type Plain = { readonly kind: Observation["kind"] } & Readonly<Record<string, string>>;

function writeJourney(flow: Flow, n: number, seed: number, now: number): DemoJourney {
  const chance = seededChance(seed * 65_537 + n * 257 + flow.id.length);
  const id = `${DEMO_JOURNEY_PREFIX}${flow.id}-${seed}-${n}`;
  const dayStart = Math.floor(now / DAY_MS) * DAY_MS - (2 + Math.floor(chance() * (DAYS_BACK - 2))) * DAY_MS;
  // 01:00 to 14:00 UTC: the waking day of a bank in Asia/Shanghai.
  let at = dayStart + Math.round((1 + chance() * 12) * HOUR_MS);
  const facts: SentFact[] = [];
  const tell = (afterMs: number, observation: Plain) => {
    at += afterMs;
    const seq = facts.length + 1;
    facts.push(sentFactSchema.parse({ id: `${id}.${seq}`, journeyId: id, seq, at, observation }));
  };
  const channel = chance() < 0.6 ? "app" : chance() < 0.7 ? "mobile-web" : "desktop-web";
  const isFinished = chance() < FINISHED_01;
  const stopsAt = isFinished ? flow.steps.length : Math.floor(chance() * flow.steps.length);
  tell(0, { kind: "journey-started", flowId: flow.id, channel });
  for (const [index, step] of flow.steps.entries()) {
    tell(spent(2, chance), { kind: "step-entered", stepId: step.id });
    for (const field of step.fields) {
      if (field.optional && chance() < 0.5) continue;
      tell(spent(FIELD_SECONDS[field.control], chance), { kind: "field-changed", stepId: step.id, fieldId: field.id, state: "filled" });
    }
    if (index === stopsAt) {
      stumble(step, chance, tell);
      return { id, flowId: flow.id, isFinished, facts };
    }
    tell(spent(READING_SECONDS, chance), { kind: "step-completed", stepId: step.id });
  }
  tell(spent(2, chance), { kind: "journey-finished" });
  return { id, flowId: flow.id, isFinished, facts };
}

/**
 * @param count journeys in all, spread evenly over the flows.
 * @param now clock of the hub they are for, epoch milliseconds: every fact lies at least a day before it.
 */
export function demoJourneys(flows: readonly Flow[], count: number, seed: number, now: number): DemoJourney[] {
  const journeys: DemoJourney[] = [];
  for (let n = 0; n < count; n += 1) {
    const flow = flows[n % flows.length];
    if (flow) journeys.push(writeJourney(flow, Math.floor(n / flows.length) + 1, seed, now));
  }
  return journeys;
}

/** Whole journeys in batches of at most `limit` facts, so that no batch ends inside a journey. */
export function batchesOf(journeys: readonly DemoJourney[], limit: number): SentFact[][] {
  const batches: SentFact[][] = [[]];
  for (const { facts } of journeys) {
    const last = batches.at(-1);
    if (last && last.length + facts.length <= limit) last.push(...facts);
    else batches.push([...facts]);
  }
  return batches.filter((batch) => batch.length > 0);
}
