/**
 * What every synthetic customer does on a step: read, fill, send, with the small mishaps everybody has (`habits` in `people.yaml`).
 *
 * Troubles are `troubles.ts`, what only looks like one is `look-alikes.ts`.
 */
import type { Field, Step } from "#shared/model/flow.ts";
import { away, type Diary, empty, fieldsOf, fill } from "./diary.ts";
import type { PaceName } from "./people.ts";

/** A click burst and clicks on what is none, a peek at help, a look back: anywhere. */
function mishaps(diary: Diary, before: Step | undefined): void {
  const { dice, people, at } = diary;
  const { habits } = people;
  if (dice.happens(habits.deadClick)) diary.here("click-ignored");
  if (dice.happens(habits.clickBurst)) diary.here("rage-clicked");
  if (dice.happens(habits.opensHelp)) peekAtHelp(diary);
  if (before !== undefined && dice.happens(habits.looksBack)) lookBack(diary, before);
  if (diary.at !== at) diary.enter(at);
}

export function peekAtHelp(diary: Diary): void {
  diary.here("help-opened", { topic: "how-to" });
  diary.wait(diary.dice.evenMs(diary.people.habits.helpReading));
  diary.here("help-closed");
  diary.wait(diary.dice.evenMs(diary.people.lookAlikes.decides));
}

export function lookBack(diary: Diary, to: Step): void {
  const from = diary.at;
  diary.enter(to);
  diary.wait(diary.dice.evenMs(diary.people.habits.lookBack));
  diary.enter(from);
}

export function sendCode(diary: Diary, fieldId: Field["id"]): void {
  const { dice, people } = diary;
  diary.here("code-sent", { fieldId });
  const arrivesMs = dice.spreadMs(people.habits.smsArrives);
  if (dice.happens(people.habits.looksAtSms)) {
    diary.wait(arrivesMs / 2);
    away(diary, arrivesMs / 2);
  } else diary.wait(arrivesMs);
}

export function readAgreement(diary: Diary, fieldId: Field["id"], ms: number, isScrolled = true): void {
  diary.here("agreement-opened", { fieldId });
  diary.wait(ms / 2);
  if (isScrolled) diary.here("agreement-scrolled", { fieldId });
  diary.wait(ms / 2);
  diary.here("agreement-closed", { fieldId });
}

function checkFace(diary: Diary, fieldId: Field["id"], isPassed: boolean): void {
  diary.here("wait-started", { reason: "face-check" });
  diary.wait(diary.dice.evenMs(diary.people.habits.faceCheck));
  diary.here("wait-ended");
  if (!isPassed) {
    diary.here("verification-failed", { method: "face", reason: "light-too-low" });
    return;
  }
  diary.here("verification-passed", { method: "face" });
  fill(diary, fieldId);
}

function upload(diary: Diary, fieldId: Field["id"]): void {
  const { dice, people } = diary;
  const once = () => {
    diary.here("upload-started", { fieldId });
    diary.wait(dice.spreadMs(people.habits.upload));
  };
  once();
  if (dice.happens(people.habits.uploadFailsOnce)) {
    diary.here("upload-failed", { fieldId, reason: "network" });
    diary.wait(4_000);
    once();
  }
  diary.here("upload-finished", { fieldId });
  fill(diary, fieldId);
}

/** One field as everybody fills it. */
export function fillField(diary: Diary, field: Field): void {
  const { dice, people } = diary;
  const { habits } = people;
  const { id: fieldId } = field;
  switch (field.control) {
    case "upload":
      upload(diary, fieldId);
      return;
    case "face":
      if (dice.happens(habits.faceFailsOnce)) {
        checkFace(diary, fieldId, false);
        diary.wait(8_000);
      }
      checkFace(diary, fieldId, true);
      return;
    case "code":
      sendCode(diary, fieldId);
      if (dice.happens(habits.resendsOnce)) {
        diary.wait(50_000);
        sendCode(diary, fieldId);
      }
      fill(diary, fieldId);
      return;
    case "checkbox":
      if (dice.happens(habits.opensAgreement)) {
        readAgreement(diary, fieldId, dice.spreadMs(habits.agreementReading), dice.happens(0.7));
        diary.wait(dice.evenMs(habits.ticksAfter));
      }
      fill(diary, fieldId);
      return;
    case "signature":
      diary.here("signature-started", { fieldId });
      diary.wait(dice.evenMs(habits.signing));
      fill(diary, fieldId);
      if (dice.happens(habits.redoesSignature)) redoSignature(diary, fieldId);
      return;
    case "choice":
    case "date":
      fill(diary, fieldId);
      if (dice.happens(habits.editsOnce)) {
        diary.wait(4_000);
        diary.here("field-edited", { fieldId });
      }
      return;
    default:
      fill(diary, fieldId);
      if (dice.happens(habits.clearsAndRetypes)) {
        diary.wait(2_000);
        empty(diary, fieldId);
        diary.wait(dice.evenMs(habits.retype));
        fill(diary, fieldId);
      }
  }
}

export function redoSignature(diary: Diary, fieldId: Field["id"]): void {
  diary.wait(1_500);
  diary.here("signature-aborted", { fieldId });
  empty(diary, fieldId);
  diary.wait(1_500);
  diary.here("signature-started", { fieldId });
  diary.wait(diary.dice.evenMs(diary.people.habits.signing));
  fill(diary, fieldId);
}

/** Presses the button and waits for the answer; the step is complete afterwards. */
export function send(diary: Diary, answerMs = diary.dice.spreadMs(diary.people.habits.submitAnswer)): void {
  const { dice, people, at } = diary;
  const { habits } = people;
  diary.here("submit-sent");
  if (dice.happens(habits.doubleClicksSubmit)) {
    diary.wait(dice.evenMs({ from: 0.15, to: 0.45 }));
    diary.here("submit-sent");
  }
  diary.wait(answerMs);
  if (dice.happens(habits.submitFailsOnce)) {
    diary.here("submit-failed", { reason: "network" });
    diary.wait(5_000);
    diary.here("submit-sent");
    diary.wait(answerMs);
  } else if (at.fields.length > 0 && dice.happens(habits.rejectedOnce)) {
    const field = dice.pick(at.fields);
    diary.here("field-rejected", { fieldId: field.id, reason: "format" });
    diary.wait(dice.evenMs({ from: 4, to: 20 }));
    fill(diary, field.id);
    diary.here("submit-sent");
    diary.wait(answerMs);
  }
  diary.here("step-completed");
}

/**
 * Reads the step and fills everything on it, in the customer's own pace; does not send it.
 *
 * @param leave kinds of control left alone: what comes next is about them.
 */
export function fillStep(diary: Diary, step: Step, pace: PaceName, leave: readonly Field["control"][] = []): void {
  const { dice, people } = diary;
  const { field, read, hide, away: awayFor } = people.paces[pace];
  const before = diary.flow.steps[diary.flow.steps.indexOf(step) - 1];
  diary.enter(step);
  const isTerms = fieldsOf(step, "checkbox").length > 0;
  diary.wait(dice.spreadMs(read) * (isTerms ? people.habits.termsReading : 1));
  mishaps(diary, before);
  for (const each of step.fields) {
    if (leave.includes(each.control)) continue;
    diary.wait(dice.spreadMs(field));
    if (dice.happens(hide)) away(diary, dice.spreadMs(awayFor));
    fillField(diary, each);
  }
  diary.wait(dice.spreadMs(field));
}

export function warnOfSession(diary: Diary): void {
  diary.here("session-expiring");
  diary.wait(diary.dice.evenMs(diary.people.habits.renewsAfter));
  diary.here("session-renewed");
}
