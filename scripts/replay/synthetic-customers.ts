/**
 * Made-up customers of the bank's own flows, seeded: what the shipped need model is learned from until the hub has a history of its own.
 *
 * Open about what it is. Each customer has a resolve that trouble wears down (a rejection, a failed check, a price that is higher than
 * hoped), a pace, and a chance to be called away and come back. They leave when the resolve is gone. No number here was measured on people,
 * and none was set with a detector's limits in view.
 */

import { MINUTE_MS, SECOND_MS } from "#shared/lib/duration.ts";
import { seededChance } from "#shared/lib/seeded-random.ts";
import { type Fact, factSchema, type Observation } from "#shared/model/fact.ts";
import type { Field, Flow, Step } from "#shared/model/flow.ts";
import type { StepId } from "#shared/model/ids.ts";
import type { ReplayHistory, ReplayJourney } from "./journeys.ts";

export type SyntheticHistory = { readonly history: ReplayHistory; readonly flowOf: (journey: ReplayJourney) => Flow };

/** 2026-01-01 in Shanghai; nothing depends on the year. */
const FIRST_DAY = Date.parse("2026-01-01T00:00:00+08:00");
const DAYS = 60;
const DAY_MINUTES = 24 * 60;

type Life = {
  readonly chance: () => number;
  readonly flow: Flow;
  readonly facts: Fact[];
  readonly journey: string;
  at: number;
  /** 0 = gone. */
  resolve: number;
  /** 1 = ordinary, 2 = twice as slow. */
  readonly pace: number;
  readonly skill: number;
};

function say(life: Life, observation: Observation): void {
  const seq = life.facts.length + 1;
  const at = Math.round(life.at);
  life.facts.push(factSchema.parse({ id: `${life.journey}.${seq}`, journeyId: life.journey, seq, at, acceptedAt: at, observation }));
}

/** About `seconds`, now and then much longer, as waiting goes. */
function wait(life: Life, seconds: number): void {
  const spread = Math.exp((life.chance() + life.chance() + life.chance() - 1.5) * 1.2);
  life.at += Math.max(200, seconds * life.pace * spread * SECOND_MS);
}

const CHECKS: Readonly<Partial<Record<Field["control"], "face" | "sms">>> = { face: "face", code: "sms" };

function trouble(life: Life, wear: number): void {
  life.resolve -= wear * (0.5 + life.chance());
}

function fillField(life: Life, stepId: StepId, field: Field): void {
  wait(life, field.control === "upload" ? 20 : 6);
  const method = CHECKS[field.control];
  let tries = 0;
  while (life.resolve > 0 && tries < 6 && life.chance() > (method === undefined ? 0.88 : 0.75) + 0.12 * life.skill) {
    tries += 1;
    say(
      life,
      method === undefined
        ? { kind: "field-rejected", stepId, fieldId: field.id, reason: "format" }
        : { kind: "verification-failed", stepId, method, reason: "not-recognised" },
    );
    trouble(life, method === undefined ? 0.12 : 0.2);
    wait(life, 12);
  }
  if (life.resolve <= 0) return;
  say(
    life,
    method === undefined
      ? { kind: "field-changed", stepId, fieldId: field.id, state: "filled" }
      : { kind: "verification-passed", stepId, method },
  );
}

/** Something else comes up: the page is hidden, or simply nothing happens for a while. */
function interruption(life: Life, stepId: StepId): void {
  if (life.chance() > 0.06) return;
  const hides = life.chance() < 0.6;
  if (hides) say(life, { kind: "page-hidden", stepId });
  wait(life, 90);
  trouble(life, 0.1);
  if (hides && life.resolve > 0) say(life, { kind: "page-visible", stepId });
}

function visitStep(life: Life, step: Step, index: number): void {
  say(life, { kind: "step-entered", stepId: step.id });
  trouble(life, 0.05);
  if (life.chance() < 0.05) say(life, { kind: "help-opened", stepId: step.id, topic: "how-to" });
  for (const field of step.fields) {
    if (life.resolve <= 0) return;
    fillField(life, step.id, field);
    interruption(life, step.id);
  }
  if (life.resolve <= 0) return;
  wait(life, step.fields.length === 0 ? 35 : 5);
  const before = life.flow.steps[index - 1];
  if (before && life.chance() < 0.05 + 0.15 * (1 - life.resolve)) {
    say(life, { kind: "step-entered", stepId: before.id });
    trouble(life, 0.1);
    wait(life, 15);
    if (life.resolve <= 0) return;
    say(life, { kind: "step-entered", stepId: step.id });
    wait(life, 8);
  }
  say(life, { kind: "step-completed", stepId: step.id });
}

function live(life: Life): boolean {
  say(life, { kind: "journey-started", flowId: life.flow.id, channel: life.chance() < 0.7 ? "app" : "mobile-web" });
  for (const [index, step] of life.flow.steps.entries()) {
    visitStep(life, step, index);
    if (life.resolve > 0) continue;
    wait(life, 10);
    if (life.chance() < 0.5) say(life, { kind: life.chance() < 0.5 ? "page-hidden" : "page-left", stepId: step.id });
    return false;
  }
  say(life, { kind: "journey-finished" });
  return true;
}

/** A customer who did not finish comes again now and then, within minutes or days, a little more resolved than they left. */
function comesAgain(chance: () => number): number | null {
  if (chance() > 0.3) return null;
  return chance() < 0.4 ? (2 + chance() * 25) * MINUTE_MS : (1 + chance() * 4) * DAY_MINUTES * MINUTE_MS;
}

/** The same seed gives the same customers on every machine. @param count of journeys, at least */
export function syntheticHistory(flows: readonly Flow[], seed: number, count: number): SyntheticHistory {
  const chance = seededChance(seed);
  const journeys: Omit<ReplayJourney, "supersededAt">[] = [];
  const flowByJourney = new Map<number, Flow>();
  for (let customer = 0; journeys.length < count; customer += 1) {
    const [pace, skill] = [0.6 + chance() * 1.6, chance()];
    const flow = flows[Math.floor(chance() * flows.length)] ?? flows[0];
    if (!flow) break;
    let beginsAt: number | null = FIRST_DAY + chance() * DAYS * DAY_MINUTES * MINUTE_MS;
    while (beginsAt !== null) {
      const index = journeys.length;
      const life: Life = { chance, flow, facts: [], journey: `s${index}`, at: beginsAt, resolve: 0.45 + 1.1 * chance(), pace, skill };
      const finished = live(life);
      const lastActAt = life.facts.at(-1)?.at ?? life.at;
      journeys.push({
        index,
        name: life.journey,
        visitor: customer,
        customer,
        facts: life.facts,
        startedAt: life.facts[0]?.at ?? beginsAt,
        lastActAt,
        outcome: finished ? "finished" : "open",
        overAt: finished ? lastActAt : null,
      });
      flowByJourney.set(index, flow);
      const pauseMs = finished ? null : comesAgain(chance);
      beginsAt = pauseMs === null ? null : lastActAt + pauseMs;
    }
  }
  return { history: inOrder(journeys), flowOf: ({ index }) => flowByJourney.get(index) ?? (flows[0] as Flow) };
}

function inOrder(journeys: readonly Omit<ReplayJourney, "supersededAt">[]): ReplayHistory {
  const acts: number[][] = [];
  for (const { visitor, facts } of journeys) {
    const list = acts[visitor] ?? [];
    acts[visitor] = list;
    for (const { at, observation } of facts) if (observation.kind !== "page-hidden" && observation.kind !== "page-left") list.push(at);
  }
  const sorted = [...journeys].sort((a, b) => a.startedAt - b.startedAt || a.index - b.index);
  const withNext = sorted.map((journey, place) => {
    const next = sorted.slice(place + 1).find(({ visitor }) => visitor === journey.visitor);
    return { ...journey, supersededAt: next?.startedAt ?? null };
  });
  return {
    journeys: withNext,
    visitorActs: acts.map((list) => Float64Array.from(list).sort()),
    startsAt: sorted[0]?.startedAt ?? FIRST_DAY,
    endsAt: sorted.reduce((latest, { lastActAt }) => Math.max(latest, lastActAt), FIRST_DAY),
  };
}
