/**
 * Writes down what one synthetic customer does: a clock of their own and the facts so far. Fast and mutable, for many customers.
 */
import { invariant } from "#shared/lib/invariant.ts";
import type { Fact, Observation } from "#shared/model/fact.ts";
import type { Field, Flow, Step } from "#shared/model/flow.ts";
import { type FieldId, factIdSchema, journeyIdSchema } from "#shared/model/ids.ts";
import type { Dice, People } from "./people.ts";

type HereKind = Exclude<Observation["kind"], "journey-started" | "journey-finished">;

export type Diary = {
  readonly dice: Dice;
  readonly people: People;
  readonly flow: Flow;
  readonly facts: Fact[];
  /** The customer's clock, epoch milliseconds. */
  now: number;
  at: Step;
  readonly wait: (ms: number) => void;
  readonly write: (observation: Observation) => void;
  /** A fact of the step on screen. */
  readonly here: (kind: HereKind, more?: Readonly<Record<string, string>>) => void;
  readonly enter: (step: Step) => void;
};

/** @param startAt when the customer begins, epoch milliseconds */
export function openDiary(seed: number, flow: Flow, dice: Dice, people: People, startAt: number): Diary {
  const journeyId = journeyIdSchema.parse(`customer-${seed}`);
  const first = flow.steps[0];
  invariant(first, "a flow has steps");
  const diary: Diary = {
    dice,
    people,
    flow,
    facts: [],
    now: startAt,
    at: first,
    wait(ms) {
      diary.now += Math.round(ms);
    },
    write(observation) {
      const seq = diary.facts.length + 1;
      const id = factIdSchema.parse(`${journeyId}.${seq}`);
      diary.facts.push({ id, journeyId, seq, at: diary.now, acceptedAt: diary.now, observation });
    },
    here(kind, more = {}) {
      diary.write({ kind, stepId: diary.at.id, ...more } as Observation);
    },
    enter(step) {
      diary.at = step;
      diary.here("step-entered");
    },
  };
  diary.write({ kind: "journey-started", flowId: flow.id, channel: dice.pick(["app", "mobile-web", "desktop-web"]) });
  return diary;
}

export function fieldsOf(step: Step, ...controls: readonly Field["control"][]): readonly Field[] {
  return step.fields.filter(({ control }) => controls.includes(control));
}

export function fill(diary: Diary, fieldId: FieldId): void {
  diary.here("field-changed", { fieldId, state: "filled" });
}

export function empty(diary: Diary, fieldId: FieldId): void {
  diary.here("field-changed", { fieldId, state: "empty" });
}

/** Away from the page and back. */
export function away(diary: Diary, ms: number): void {
  diary.here("page-hidden");
  diary.wait(ms);
  diary.here("page-visible");
}
