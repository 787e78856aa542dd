/**
 * The 20 troubles as people have them (`troubles` in `content/samples/people.yaml`): what the customer does, since when, and what else is true of them.
 *
 * Says nothing of limits: `from` is the first act a colleague looking over their shoulder would call the beginning.
 */
import type { BreakpointKind } from "#shared/model/breakpoint.ts";
import type { Field, Step } from "#shared/model/flow.ts";
import { type Diary, empty, fieldsOf, fill } from "./diary.ts";
import { readAgreement } from "./everyday.ts";

export type Behaviour = Exclude<BreakpointKind, "help-requested">;

/** Where a trouble can happen: the steps of a flow, by what is on them. */
type Stage = (step: Step, index: number, last: number) => boolean;

export type Trouble = {
  readonly stage: Stage;
  /** Controls they had not come to when it began. */
  readonly before?: readonly Field["control"][];
  /** Plays it on the step on screen and returns when it began, the customer's clock. */
  readonly play: (diary: Diary, step: Step) => number;
  /** What else is true of this customer by the nature of it: naming that too is neither right nor wrong. */
  readonly also?: readonly BreakpointKind[];
};

const inside: Stage = (_step, index, last) => index > 0 && index < last;
const beyondFirst: Stage = (_step, index) => index > 0;
const withControl =
  (...controls: readonly Field["control"][]): Stage =>
  (step) =>
    fieldsOf(step, ...controls).length > 0;

function fieldWith(diary: Diary, step: Step, ...controls: readonly Field["control"][]): Field["id"] {
  return diary.dice.pick(fieldsOf(step, ...controls)).id;
}

function again(times: number, act: (time: number) => void): void {
  for (let time = 0; time < times; time += 1) act(time);
}

function refuse(diary: Diary, ...fieldIds: readonly Field["id"][]): void {
  diary.here("submit-sent");
  diary.wait(800);
  for (const fieldId of fieldIds) diary.here("field-rejected", { fieldId, reason: "mismatch" });
}

function stuck(diary: Diary): void {
  diary.wait(diary.dice.evenMs(diary.people.troubles.stuck));
}

const of = (diary: Diary) => diary.people.troubles;

export const troubles: Readonly<Record<Behaviour, Trouble>> = {
  "quiet-on-step": {
    stage: inside,
    play(diary) {
      const from = diary.now;
      diary.wait(diary.dice.evenMs(of(diary).sits));
      return from;
    },
  },
  "back-and-forth": {
    stage: (step, index, last) => index > 1 && index < last && step.fields.length > 0,
    also: ["step-loop", "quiet-on-step"],
    play(diary, step) {
      const from = diary.now;
      const index = diary.flow.steps.indexOf(step);
      again(diary.dice.count(of(diary).times), () => {
        const to = diary.flow.steps[index - diary.dice.count({ from: 1, to: 2 })];
        if (!to) return;
        diary.enter(to);
        diary.wait(diary.dice.evenMs(of(diary).between));
        if (to.fields.length > 0 && diary.dice.happens(0.6)) diary.here("field-edited", { fieldId: diary.dice.pick(to.fields).id });
        diary.enter(step);
        diary.wait(diary.dice.evenMs(of(diary).between));
      });
      return from;
    },
  },
  "step-loop": {
    stage: beyondFirst,
    also: ["back-and-forth"],
    play(diary, step) {
      const from = diary.now;
      const before = diary.flow.steps[diary.flow.steps.indexOf(step) - 1];
      again(diary.dice.count(of(diary).rounds), () => {
        if (!before) return;
        diary.enter(before);
        diary.wait(diary.dice.evenMs(of(diary).roundDwell));
        diary.enter(step);
        diary.wait(diary.dice.evenMs(of(diary).roundDwell));
      });
      return from;
    },
  },
  "field-rejected-again": {
    stage: withControl("text", "number", "phone", "id-number", "code", "date"),
    play(diary, step) {
      const fieldId = fieldWith(diary, step, "text", "number", "phone", "id-number", "code", "date");
      const from = diary.now;
      again(diary.dice.count(of(diary).times), () => {
        refuse(diary, fieldId);
        diary.wait(diary.dice.evenMs(of(diary).between));
        diary.here("field-edited", { fieldId });
      });
      return from;
    },
  },
  "fields-rejected": {
    stage: (step) => step.fields.length >= 3,
    also: ["field-rejected-again"],
    play(diary, step) {
      const from = diary.now;
      again(diary.dice.count(of(diary).times), (time) => {
        const one = step.fields[time % step.fields.length];
        const other = diary.dice.pick(step.fields);
        if (!one) return;
        refuse(diary, one.id, ...(other.id !== one.id && diary.dice.happens(0.5) ? [other.id] : []));
        diary.wait(diary.dice.evenMs(of(diary).between));
        diary.here("field-edited", { fieldId: one.id });
      });
      return from;
    },
  },
  "verification-failed": {
    stage: withControl("face", "code", "id-number"),
    before: ["face"],
    play(diary, step) {
      const method = fieldsOf(step, "face").length > 0 ? "face" : fieldsOf(step, "code").length > 0 ? "sms" : "id-document";
      const from = diary.now;
      again(diary.dice.count(of(diary).times), () => {
        diary.here("verification-failed", { method, reason: "not-matched" });
        diary.wait(diary.dice.evenMs(of(diary).between));
      });
      return from;
    },
  },
  "code-resent": {
    stage: withControl("code"),
    before: ["code"],
    also: ["quiet-on-step"],
    play(diary, step) {
      const fieldId = fieldWith(diary, step, "code");
      const from = diary.now;
      diary.here("code-sent", { fieldId });
      again(diary.dice.count(of(diary).resends), () => {
        diary.wait(diary.dice.evenMs(of(diary).resendAfter));
        diary.here("code-sent", { fieldId });
      });
      diary.wait(diary.dice.evenMs(of(diary).resendAfter));
      return from;
    },
  },
  "upload-failed": {
    stage: withControl("upload"),
    before: ["upload"],
    also: ["quiet-on-step"],
    play(diary, step) {
      const fieldId = fieldWith(diary, step, "upload");
      const from = diary.now;
      if (diary.dice.happens(0.4)) {
        diary.here("upload-started", { fieldId });
        diary.wait(diary.dice.evenMs(of(diary).hangs));
        return from;
      }
      again(diary.dice.count(of(diary).uploadFailures), () => {
        diary.here("upload-started", { fieldId });
        diary.wait(diary.dice.evenMs({ from: 4, to: 25 }));
        diary.here("upload-failed", { fieldId, reason: "network" });
        diary.wait(diary.dice.evenMs({ from: 3, to: 12 }));
      });
      return from;
    },
  },
  "rage-click": {
    stage: inside,
    play(diary) {
      const from = diary.now;
      again(diary.dice.count(of(diary).bursts), () => {
        diary.here("rage-clicked");
        diary.wait(diary.dice.evenMs(of(diary).burstGap));
      });
      return from;
    },
  },
  "dead-click": {
    stage: inside,
    play(diary) {
      const from = diary.now;
      again(diary.dice.count(of(diary).deadClicks), () => {
        diary.here("click-ignored");
        diary.wait(diary.dice.evenMs(of(diary).deadGap));
      });
      return from;
    },
  },
  "choice-wavering": {
    // Amounts and terms are what a customer wavers about; the steps that ask for them, by what the flows call them.
    stage: (step) => termsOf(step).length > 0,
    play(diary, step) {
      const from = diary.now;
      again(diary.dice.count(of(diary).changes), () => {
        diary.here("field-edited", { fieldId: diary.dice.pick(termsOf(step)).id });
        diary.wait(diary.dice.evenMs(of(diary).changeGap));
      });
      return from;
    },
  },
  "agreement-left": {
    stage: withControl("checkbox"),
    before: ["checkbox"],
    also: ["quiet-on-step", "left-on-last-step"],
    play(diary, step) {
      const fieldId = fieldWith(diary, step, "checkbox");
      const from = diary.now;
      readAgreement(diary, fieldId, diary.dice.evenMs({ from: 15, to: 90 }));
      if (diary.dice.happens(0.3)) {
        diary.wait(diary.dice.evenMs({ from: 2, to: 10 }));
        diary.here("page-hidden");
      }
      stuck(diary);
      return from;
    },
  },
  "help-looked-up": {
    stage: inside,
    also: ["quiet-on-step"],
    play(diary) {
      const from = diary.now;
      const look = (ms: number) => {
        diary.here("help-opened", { topic: "fees" });
        diary.wait(ms);
        diary.here("help-closed");
      };
      if (diary.dice.happens(0.5)) {
        look(diary.dice.evenMs({ from: 8, to: 40 }));
        stuck(diary);
        return from;
      }
      again(diary.dice.count(of(diary).helpAgain), () => {
        look(diary.dice.evenMs({ from: 4, to: 15 }));
        diary.wait(diary.dice.evenMs({ from: 2, to: 12 }));
      });
      return from;
    },
  },
  "hidden-while-waiting": {
    stage: withControl("face", "code", "upload"),
    before: ["face"],
    also: ["quiet-on-step", "left-on-last-step"],
    play(diary) {
      diary.here("wait-started", { reason: "credit-check" });
      diary.wait(diary.dice.evenMs({ from: 2, to: 6 }));
      const from = diary.now;
      diary.here("page-hidden");
      diary.wait(diary.dice.evenMs(of(diary).waitAway));
      return from;
    },
  },
  "submit-failed": {
    stage: inside,
    also: ["quiet-on-step"],
    play(diary) {
      const from = diary.now;
      if (diary.dice.happens(0.4)) {
        diary.here("submit-sent");
        diary.wait(diary.dice.evenMs(of(diary).hangs));
        return from;
      }
      again(diary.dice.count(of(diary).submitFailures), () => {
        diary.here("submit-sent");
        diary.wait(diary.dice.evenMs({ from: 2, to: 15 }));
        diary.here("submit-failed", { reason: diary.dice.pick(["network", "timeout"]) });
        diary.wait(diary.dice.evenMs(of(diary).submitGap));
      });
      return from;
    },
  },
  "submit-repeated": {
    stage: beyondFirst,
    also: ["submit-failed", "quiet-on-step"],
    play(diary) {
      const from = diary.now;
      again(diary.dice.count(of(diary).presses), () => {
        diary.here("submit-sent");
        diary.wait(diary.dice.evenMs(of(diary).pressGap));
      });
      diary.wait(diary.dice.evenMs({ from: 2, to: 20 }));
      return from;
    },
  },
  "field-cleared": {
    stage: (step) => beyondFirstField(step).length > 0,
    also: ["quiet-on-step"],
    play(diary, step) {
      const fieldId = diary.dice.pick(beyondFirstField(step)).id;
      const from = diary.now;
      if (diary.dice.happens(0.5)) {
        empty(diary, fieldId);
        stuck(diary);
        return from;
      }
      again(diary.dice.count(of(diary).clears), () => {
        empty(diary, fieldId);
        diary.wait(diary.dice.evenMs({ from: 3, to: 15 }));
        fill(diary, fieldId);
        diary.wait(diary.dice.evenMs({ from: 2, to: 10 }));
      });
      return from;
    },
  },
  "signature-aborted": {
    stage: withControl("signature"),
    before: ["signature"],
    also: ["quiet-on-step"],
    play(diary, step) {
      const fieldId = fieldWith(diary, step, "signature");
      const from = diary.now;
      diary.here("signature-started", { fieldId });
      if (diary.dice.happens(0.6)) {
        again(diary.dice.count(of(diary).aborts), () => {
          diary.wait(diary.dice.evenMs({ from: 2, to: 8 }));
          diary.here("signature-aborted", { fieldId });
          diary.wait(diary.dice.evenMs({ from: 2, to: 8 }));
          diary.here("signature-started", { fieldId });
        });
      }
      stuck(diary);
      return from;
    },
  },
  "session-expiring": {
    stage: beyondFirst,
    also: ["quiet-on-step", "left-on-last-step"],
    play(diary) {
      const from = diary.now;
      diary.here("session-expiring");
      stuck(diary);
      return from;
    },
  },
  "left-on-last-step": {
    stage: (_step, index, last) => index === last,
    play(diary) {
      const from = diary.now;
      diary.here(diary.dice.happens(0.6) ? "page-hidden" : "page-left");
      diary.wait(diary.dice.evenMs(of(diary).lastAway));
      return from;
    },
  },
};

/** What the bank computes: nobody can change it. */
const OUTPUTS: readonly string[] = ["annual-rate", "transfer-price"];

/** Amounts, prices, rates and terms, by the names the bank's flows give them. */
export function termsOf(step: Step): readonly Field[] {
  return fieldsOf(step, "number", "choice").filter(
    ({ id }) => !OUTPUTS.includes(id) && /amount|term$|price$|rate$|repayment-method|down-payment|funding|premium/.test(id),
  );
}

function beyondFirstField(step: Step): readonly Field[] {
  return fieldsOf(step, "text", "number", "phone", "id-number");
}
