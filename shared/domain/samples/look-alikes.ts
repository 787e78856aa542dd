/**
 * What only looks like a trouble: one short scene per behaviour, played by customers who are all right (`lookAlikes` in `people.yaml`).
 *
 * Each is played on a step that is on screen and filled; the customer goes on afterwards.
 */
import type { Step } from "#shared/model/flow.ts";
import { away, type Diary, empty, fieldsOf, fill } from "./diary.ts";
import { lookBack, peekAtHelp, readAgreement, redoSignature, sendCode, warnOfSession } from "./everyday.ts";
import type { Behaviour } from "./troubles.ts";

type Scene = (diary: Diary, step: Step) => void;

const pauseOf = (diary: Diary) => diary.dice.spreadMs(diary.people.lookAlikes.longPause);
const fieldOf = (diary: Diary, step: Step) => diary.dice.pick(step.fields).id;

export const lookAlikes: Readonly<Record<Behaviour, Scene>> = {
  "quiet-on-step": (diary) => diary.wait(pauseOf(diary)),
  "back-and-forth"(diary, step) {
    const index = diary.flow.steps.indexOf(step);
    for (const back of [1, 2]) {
      const to = diary.flow.steps[index - back];
      if (to) lookBack(diary, to);
      diary.wait(diary.dice.evenMs({ from: 4, to: 20 }));
    }
  },
  "step-loop"(diary, step) {
    const before = diary.flow.steps[diary.flow.steps.indexOf(step) - 1];
    if (before) lookBack(diary, before);
  },
  "field-rejected-again"(diary, step) {
    const fieldId = fieldOf(diary, step);
    for (let time = 0; time < diary.dice.count({ from: 1, to: 2 }); time += 1) {
      diary.here("submit-sent");
      diary.wait(700);
      diary.here("field-rejected", { fieldId, reason: "format" });
      diary.wait(diary.dice.evenMs({ from: 4, to: 25 }));
      diary.here("field-edited", { fieldId });
    }
  },
  // The button pressed too early: everything still missing is named at once.
  "fields-rejected"(diary, step) {
    diary.here("submit-sent");
    for (const { id: fieldId } of step.fields.slice(0, 4)) diary.here("field-rejected", { fieldId, reason: "required" });
    for (const { id } of step.fields.slice(0, 4)) {
      diary.wait(diary.dice.evenMs({ from: 2, to: 12 }));
      fill(diary, id);
    }
  },
  "verification-failed"(diary) {
    for (let time = 0; time < diary.dice.count({ from: 1, to: 2 }); time += 1) {
      diary.here("verification-failed", { method: "face", reason: "light-too-low" });
      diary.wait(diary.dice.evenMs({ from: 6, to: 25 }));
    }
    diary.here("verification-passed", { method: "face" });
  },
  "code-resent"(diary, step) {
    const fieldId = fieldsOf(step, "code")[0]?.id;
    if (fieldId === undefined) return;
    diary.wait(diary.dice.evenMs({ from: 60, to: 80 }));
    sendCode(diary, fieldId);
    fill(diary, fieldId);
  },
  "upload-failed"(diary, step) {
    const fieldId = fieldsOf(step, "upload")[0]?.id;
    if (fieldId === undefined) return;
    diary.here("upload-started", { fieldId });
    diary.wait(diary.dice.evenMs(diary.people.lookAlikes.slowUpload));
    if (diary.dice.happens(0.4)) {
      diary.here("upload-failed", { fieldId, reason: "network" });
      diary.wait(5_000);
      diary.here("upload-started", { fieldId });
      diary.wait(diary.dice.spreadMs(diary.people.habits.upload));
    }
    diary.here("upload-finished", { fieldId });
  },
  // Quick presses on plus and minus until the figure is right.
  "rage-click"(diary, step) {
    const fieldId = fieldOf(diary, step);
    diary.here("rage-clicked");
    diary.wait(800);
    diary.here("field-edited", { fieldId });
    if (diary.dice.happens(0.3)) {
      diary.wait(3_000);
      diary.here("rage-clicked");
      diary.wait(800);
      diary.here("field-edited", { fieldId });
    }
  },
  "dead-click"(diary) {
    for (let time = 0; time < diary.dice.count({ from: 1, to: 2 }); time += 1) {
      diary.here("click-ignored");
      diary.wait(diary.dice.evenMs({ from: 2, to: 8 }));
    }
  },
  "choice-wavering"(diary, step) {
    const terms = fieldsOf(step, "number", "choice");
    for (let time = 0; time < diary.dice.count(diary.people.lookAlikes.termsTried); time += 1) {
      if (terms.length > 0) diary.here("field-edited", { fieldId: diary.dice.pick(terms).id });
      diary.wait(diary.dice.evenMs({ from: 4, to: 20 }));
    }
  },
  "agreement-left"(diary, step) {
    const boxes = fieldsOf(step, "checkbox");
    for (const { id: fieldId } of boxes) readAgreement(diary, fieldId, diary.dice.spreadMs(diary.people.habits.agreementReading));
    diary.wait(diary.dice.evenMs(diary.people.lookAlikes.decides));
    for (const { id } of boxes) fill(diary, id);
  },
  "help-looked-up"(diary) {
    for (let time = 0; time < diary.dice.count({ from: 1, to: 2 }); time += 1) peekAtHelp(diary);
  },
  "hidden-while-waiting"(diary) {
    diary.here("wait-started", { reason: "credit-check" });
    diary.wait(1_500);
    away(diary, diary.dice.evenMs(diary.people.lookAlikes.shortWaitAway));
    diary.here("wait-ended");
  },
  "submit-failed"(diary) {
    diary.here("submit-sent");
    diary.wait(diary.dice.evenMs(diary.people.lookAlikes.slowSubmit));
    if (diary.dice.happens(0.5)) diary.here("submit-failed", { reason: "network" });
    diary.wait(diary.dice.evenMs({ from: 1, to: 6 }));
  },
  // Elderly hands click everything twice.
  "submit-repeated"(diary) {
    diary.here("submit-sent");
    diary.wait(diary.dice.evenMs({ from: 0.15, to: 0.45 }));
    diary.here("submit-sent");
    diary.wait(1_200);
  },
  "field-cleared"(diary, step) {
    const fieldId = fieldOf(diary, step);
    for (let time = 0; time < diary.dice.count({ from: 1, to: 2 }); time += 1) {
      empty(diary, fieldId);
      diary.wait(diary.dice.evenMs(diary.people.habits.retype));
      fill(diary, fieldId);
      diary.wait(2_000);
    }
  },
  "signature-aborted"(diary, step) {
    const fieldId = fieldsOf(step, "signature")[0]?.id;
    if (fieldId !== undefined) redoSignature(diary, fieldId);
  },
  "session-expiring": warnOfSession,
  "left-on-last-step"(diary) {
    away(diary, diary.dice.evenMs(diary.people.lookAlikes.shortLastAway));
    diary.wait(2_000);
  },
};
