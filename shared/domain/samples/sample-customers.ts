/**
 * One synthetic customer per seed: a pace, a flow, and either one of the 20 troubles, or something that only looks like one, or nothing.
 *
 * The same seed and parameters give the same customer on every machine. The noise is written without sight of the policies' limits:
 * it comes from `people.yaml` alone, and nothing here or there reads a policy. Which seeds are held out is fixed: every third one.
 * How the facts travel (late, doubled, overtaking) is `arrivals.ts`.
 */
import { invariant } from "#shared/lib/invariant.ts";
import { type BreakpointKind, breakpointKindSchema } from "#shared/model/breakpoint.ts";
import type { Fact } from "#shared/model/fact.ts";
import type { Flow, Step } from "#shared/model/flow.ts";
import type { StepId } from "#shared/model/ids.ts";
import { away, type Diary, openDiary } from "./diary.ts";
import { fillStep, send, warnOfSession } from "./everyday.ts";
import { lookAlikes } from "./look-alikes.ts";
import { type Dice, type PaceName, type People, rollDice } from "./people.ts";
import { type Behaviour, troubles } from "./troubles.ts";

export const behaviours: readonly Behaviour[] = breakpointKindSchema.options.filter((kind) => kind !== "help-requested");

/** Fixed before any limit was tuned: of three seeds in a row the last is only measured on. */
export function isHeldOut(seed: number): boolean {
  return seed % 3 === 0;
}

export type Episode = { readonly kind: Behaviour; readonly stepId: StepId; readonly from: number; readonly until: number };

export type SampleCustomer = {
  readonly seed: number;
  readonly pace: PaceName;
  readonly flow: Flow;
  /** In order, `acceptedAt` as if each had arrived at once. */
  readonly facts: readonly Fact[];
  /** The trouble they are in, `null` for a customer who is all right. */
  readonly trouble: Episode | null;
  /** What they do that only looks like a trouble. */
  readonly lookAlike: Behaviour | null;
  /** Naming these is neither right nor wrong: true of the trouble by its nature, or of what follows it. */
  readonly also: readonly BreakpointKind[];
  /** How long they can be watched, epoch milliseconds: then they have closed everything. */
  readonly until: number;
};

function paceOf(dice: Dice, people: People): PaceName {
  const names = Object.keys(people.paces) as PaceName[];
  const drawn = dice.evenMs({ from: 0, to: 1 }) / 1_000;
  let sum = 0;
  for (const name of names) {
    sum += people.paces[name].share;
    if (drawn < sum) return name;
  }
  return "ordinary";
}

/** A flow and a step where this can happen. */
function placeFor(kind: Behaviour, flows: readonly Flow[], dice: Dice): { readonly flow: Flow; readonly step: Step } {
  const places = flows.flatMap((flow) =>
    flow.steps
      .filter((step, index) => step.fields.length > 0 && troubles[kind].stage(step, index, flow.steps.length - 1))
      .map((step) => ({ flow, step })),
  );
  return dice.pick(places);
}

/** After the trouble: over it and on to the end, gone, or just sitting there. */
function endTrouble(diary: Diary, step: Step): "goes-on" | "over" {
  const { dice, people } = diary;
  diary.wait(dice.evenMs({ from: 1, to: 8 }));
  if (dice.happens(people.getsOverIt)) {
    if (diary.at !== step) diary.enter(step);
    diary.here("page-visible");
    diary.wait(dice.evenMs({ from: 2, to: 8 }));
    return "goes-on";
  }
  if (dice.happens(people.leavesAfterwards)) diary.here("page-left");
  return "over";
}

/**
 * @param flows in an order that stays: it decides with the seed who goes where. Between them they must have a place for every trouble.
 * @param startAt when the customer begins, epoch milliseconds
 */
export function sampleCustomer(seed: number, people: People, flows: readonly Flow[], startAt: number): SampleCustomer {
  const dice = rollDice(seed);
  const pace = paceOf(dice, people);
  const isTroubled = dice.happens(people.troubledShare);
  const played = isTroubled || dice.happens(people.lookAlikeShare) ? dice.pick(behaviours) : null;
  const { flow, step: place } = placeFor(played ?? "rage-click", flows, dice);
  const diary = openDiary(seed, flow, dice, people, startAt);
  const warnedAt = dice.happens(people.habits.sessionWarning) ? dice.pick(flow.steps) : null;
  let trouble: Episode | null = null;
  const close = (): SampleCustomer => ({
    seed,
    pace,
    flow,
    facts: diary.facts,
    trouble,
    lookAlike: isTroubled ? null : played,
    // Who has given up without a word sits or has left: that is quiet, or leaving, too.
    also: trouble === null ? [] : [...(troubles[trouble.kind].also ?? []), "quiet-on-step", "left-on-last-step"],
    until: diary.now + 20 * 60_000,
  });
  for (const step of flow.steps) {
    fillStep(diary, step, pace, isTroubled && played !== null && step === place ? troubles[played].before : []);
    if (step === warnedAt) warnOfSession(diary);
    if (step === place && played !== null) {
      if (isTroubled) {
        const from = troubles[played].play(diary, step);
        trouble = { kind: played, stepId: step.id, from, until: diary.now };
        if (endTrouble(diary, step) === "over") return close();
      } else lookAlikes[played](diary, step);
      if (diary.at !== step) diary.enter(step);
    }
    send(diary);
    if (dice.happens(people.paces[pace].hide / 2)) away(diary, dice.spreadMs(people.paces[pace].away));
  }
  diary.write({ kind: "journey-finished" });
  invariant(diary.facts.length > 0, "a customer leaves facts");
  return close();
}
