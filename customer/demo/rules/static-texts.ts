/** Every static text a step's page can show, computed from its definition: what `publicText` of the flow's file must list (checked by test). */
import { furtherReasons } from "./check-step.ts";
import { faceTexts, furniture } from "./flows.ts";
import type { FieldBlock, FlowPages, StepPage } from "./page-definition.ts";
import { possibleReasons, rejectSentences } from "./validate.ts";

const always = [furniture.bank, furniture.back, furniture.help, furniture.hotline];
const submitting = [furniture.submitting, furniture.networkLost, furniture.submitFailed];

function textsOfField(field: FieldBlock): readonly string[] {
  const byKind: Partial<Record<FieldBlock["as"], readonly string[]>> = {
    upload: [furniture.upload, furniture.uploading, furniture.uploaded, furniture.uploadAgain, furniture.uploadFailed],
    "sms-code": [furniture.sendCode, furniture.codeSent],
    signature: [furniture.clear],
    face: [
      faceTexts.ready,
      faceTexts.start,
      faceTexts.again,
      faceTexts.working,
      faceTexts.passed,
      faceTexts.failed,
      faceTexts.demoPicture,
      ...Object.values(faceTexts.reasons),
    ],
  };
  const document = field.document
    ? [field.document.title, ...field.document.paragraphs, furniture.readDocument, furniture.closeDocument]
    : [];
  return [field.placeholder, field.unit, field.statement, ...document, ...(byKind[field.as] ?? [])].filter((text) => text !== undefined);
}

/** In page order, without repetition. `optional`: ids of the flow's optional fields. */
export function staticTexts(flow: FlowPages, step: StepPage, optional: ReadonlySet<string>): readonly string[] {
  const position = flow.steps.indexOf(step) + 1;
  const fields = step.cards.flatMap((card) => card.fields);
  const reasons = [
    ...fields.flatMap((field) => (field.rule ? possibleReasons(field.rule) : [])),
    ...(furtherReasons[`${flow.flowId}/${step.stepId}`] ?? []),
  ];
  const isLast = position === flow.steps.length;
  const texts = [
    ...always,
    `${position}/${flow.steps.length}`,
    step.lead,
    ...step.cards.flatMap((card) => [card.heading, card.note, ...card.fields.flatMap(textsOfField)]),
    ...(fields.some((field) => optional.has(field.field) && field.when === undefined) ? [furniture.optional] : []),
    ...reasons.map((reason) => rejectSentences[reason]),
    ...step.help.flatMap((topic) => [topic.question, topic.answer]),
    step.submit,
    ...submitting,
    step.footnote,
    ...(isLast ? [flow.done.heading, flow.done.text, ...flow.done.next, furniture.applicationNumber, furniture.goHome] : []),
  ];
  return [...new Set(texts.filter((text) => text !== undefined))];
}
