/**
 * Seeded synthetic customers: the same seed gives the same journey on every machine. Times start at `TEST_NOW`.
 *
 * Each has a temperament that decides what they do where; `temperament` says which breakpoint to expect of them, if any.
 * Journeys with chosen facts are written with `fact-writer.ts`.
 */
import { SECOND_MS } from "#shared/lib/duration.ts";
import { invariant } from "#shared/lib/invariant.ts";
import { seededChance } from "#shared/lib/seeded-random.ts";
import type { Fact } from "#shared/model/fact.ts";
import type { Flow, Step } from "#shared/model/flow.ts";
import { carLoan, depositTransfer, type FactWriter, familyTrust, writeJourney } from "./fact-writer.ts";

export const temperaments = [
  "brisk",
  "falls-quiet",
  "fails-checks",
  "goes-back",
  "gets-rejected",
  "leaves-at-the-end",
  "asks-for-help",
] as const;
export type Temperament = (typeof temperaments)[number];

export type SyntheticJourney = {
  readonly seed: number;
  readonly temperament: Temperament;
  readonly flow: Flow;
  readonly facts: readonly Fact[];
};

function pick<T>(chance: () => number, items: readonly T[]): T {
  const item = items[Math.floor(chance() * items.length)];
  invariant(item !== undefined, "there is something to pick");
  return item;
}

/** One step as everybody goes through it: enter, fill the fields one after another, complete. */
function walk(writer: FactWriter, step: Step, chance: () => number): FactWriter {
  let now = writer.enter(step.id);
  for (const field of step.fields) {
    now = now.wait(Math.round((1 + chance() * 8) * SECOND_MS)).fill(step.id, field.id);
    if (chance() < 0.05)
      now = now
        .hide(step.id)
        .wait(Math.round(chance() * 20 * SECOND_MS))
        .show(step.id);
  }
  return now.wait(Math.round((1 + chance() * 5) * SECOND_MS));
}

/** What goes wrong at the step where it goes wrong. */
function stumble(writer: FactWriter, flow: Flow, at: number, temperament: Temperament, chance: () => number): FactWriter {
  const step = flow.steps[at];
  const before = flow.steps[at - 1];
  invariant(step && before, "customers stumble at the second step at the earliest");
  const times = 3 + Math.floor(chance() * 3);
  let now = walk(writer, step, chance);
  if (temperament === "falls-quiet") return now.wait(10 * 60 * SECOND_MS);
  if (temperament === "asks-for-help") return now.write({ kind: "help-requested", stepId: step.id });
  if (temperament === "leaves-at-the-end") return now.hide(step.id).wait(5 * 60 * SECOND_MS);
  for (let time = 0; time < times; time += 1) {
    now = now.wait(Math.round((5 + chance() * 25) * SECOND_MS));
    if (temperament === "fails-checks") now = now.fail(step.id);
    if (temperament === "gets-rejected") now = now.reject(step.id, pick(chance, step.fields).id);
    if (temperament === "goes-back")
      now = now
        .enter(before.id)
        .wait(Math.round((5 + chance() * 20) * SECOND_MS))
        .write({ kind: "field-edited", stepId: before.id, fieldId: before.fields[0]?.id ?? "none" })
        .enter(step.id);
  }
  return now;
}

/** One customer's whole journey. Half of those who stumble get over it and finish. */
export function syntheticJourney(seed: number): SyntheticJourney {
  const chance = seededChance(seed);
  const flow = pick(chance, [carLoan, depositTransfer, familyTrust]);
  const temperament = pick(chance, temperaments);
  const last = flow.steps.length - 1;
  const stumbleAt = temperament === "leaves-at-the-end" ? last : 1 + Math.floor(chance() * (last - 1));
  const getsOverIt = chance() < 0.5;
  let now = writeJourney(flow, `journey-${seed}`);
  for (const [index, step] of flow.steps.entries()) {
    if (temperament !== "brisk" && index === stumbleAt) {
      now = stumble(now, flow, index, temperament, chance);
      if (!getsOverIt) return { seed, temperament, flow, facts: now.facts };
      now = now
        .wait(Math.round(chance() * 20 * SECOND_MS))
        .show(step.id)
        .wait(2 * SECOND_MS)
        .complete(step.id);
    } else {
      now = walk(now, step, chance).complete(step.id);
    }
  }
  return { seed, temperament, flow, facts: now.finish().facts };
}
