/**
 * One customer's way through one flow, as the bank keeps it: values, position, proofs. A reload or another device goes on from here.
 *
 * Owns the state and what a submit does to it; HTTP is `flow-routes.ts`. Kept in memory: the demo bank forgets when it stops.
 */
import { randomInt } from "node:crypto";
import { invariant } from "#shared/lib/invariant.ts";
import type { FieldFault } from "../rules/check-step.ts";
import { checkStep, ownValues } from "../rules/check-step.ts";
import type { FaceFailure } from "../rules/flows.ts";
import type { FlowPages, StepPage, Values } from "../rules/page-definition.ts";
import { shownFields } from "../rules/page-definition.ts";
import type { CustomerRecord } from "./records.ts";

export type FlowRun = {
  readonly flow: FlowPages;
  values: Record<string, string>;
  /** Index of the step on screen and of the furthest one allowed. */
  current: number;
  reached: number;
  isFacePassed: boolean;
  application: string | null;
};

/** A code sent to the customer's phone. Times in epoch ms, the bank's clock. */
export type SentCode = { readonly code: string; readonly expiresAt: number };
export const CODE_LASTS_MS = 5 * 60_000;

/** Never sent back to a page, never kept: a code or password is checked and forgotten. */
const FORGOTTEN_KINDS: readonly string[] = ["sms-code", "password"];

export function newRun(flow: FlowPages, record: CustomerRecord | null): FlowRun {
  const values: Record<string, string> = flow.flowId === "deposit-transfer" && record ? { "full-name": record.name } : {};
  return { flow, values, current: 0, reached: 0, isFacePassed: false, application: null };
}

export function sendCode(now: number): SentCode {
  return { code: String(randomInt(100_000, 1_000_000)), expiresAt: now + CODE_LASTS_MS };
}

export type SubmitContext = {
  /** `null` for a visitor who has not signed in: nothing to compare with. */
  readonly record: CustomerRecord | null;
  readonly optional: ReadonlySet<string>;
  readonly sentCode: SentCode | undefined;
  readonly uploads: ReadonlySet<string>;
  /** Epoch milliseconds, the bank's clock. */
  readonly now: number;
};

/** Checks a step and, when nothing is wrong, stores it and moves on. Returns the faults. */
export function submitStep(run: FlowRun, step: StepPage, sent: Values, context: SubmitContext): readonly FieldFault[] {
  const own = ownValues(step, sent);
  const withRecord = { ...run.values, ...own, ...certificateValues({ ...run.values, ...own }, context.record) };
  const simple = checkStep(run.flow, step, withRecord, context.optional, context.now);
  const faults = simple.length > 0 ? simple : faultsOfRecords(run, step, own, context);
  if (faults.length > 0) return faults;

  const forgotten = new Set(
    shownFields(step, withRecord)
      .filter(({ as }) => FORGOTTEN_KINDS.includes(as))
      .map(({ field }) => field),
  );
  run.values = Object.fromEntries(Object.entries(withRecord).filter(([field]) => !forgotten.has(field)));
  const position = run.flow.steps.indexOf(step);
  invariant(position >= 0, "the step was looked up in this flow");
  if (position === run.flow.steps.length - 1) run.application = `JH${String(context.now).slice(0, 10)}${randomInt(100, 1_000)}`;
  else run.current = position + 1;
  run.reached = Math.max(run.reached, run.current);
  return [];
}

function certificateValues(values: Values, record: CustomerRecord | null): Values {
  const chosen = record?.certificates.find(({ id }) => id === values["certificate"]);
  if (!chosen) return {};
  const principal = String(chosen.principal);
  return { "certificate-principal": principal, ...(values["transfer-scope"] === "whole" ? { "transfer-amount": principal } : {}) };
}

/** What only the bank can know: whether codes, names, accounts and uploads are this customer's. */
function faultsOfRecords(
  run: FlowRun,
  step: StepPage,
  own: Values,
  { record, sentCode, uploads, now }: SubmitContext,
): readonly FieldFault[] {
  const faults: FieldFault[] = [];
  for (const field of shownFields(step, { ...run.values, ...own })) {
    const value = own[field.field] ?? "";
    if (field.as === "sms-code") {
      if (sentCode?.code !== value) faults.push({ field: field.field, reason: "code-wrong" });
      else if (now > sentCode.expiresAt) faults.push({ field: field.field, reason: "code-expired" });
    }
    if (field.as === "upload" && value !== "" && !uploads.has(value)) faults.push({ field: field.field, reason: "required" });
    if (field.as === "face" && !run.isFacePassed) faults.push({ field: field.field, reason: "required" });
    if (!record || value === "") continue;
    if (field.as === "password" && value !== record.tradePassword) faults.push({ field: field.field, reason: "password-wrong" });
    if (field.field === "full-name" && value !== record.name) faults.push({ field: field.field, reason: "name-mismatch" });
    if (field.field === "id-number" && value.toUpperCase() !== record.idNumber) faults.push({ field: field.field, reason: "id-mismatch" });
    const known = field.optionsFrom && record[field.optionsFrom];
    if (known && !known.some(({ id }) => id === value)) faults.push({ field: field.field, reason: "unknown-option" });
  }
  return faults;
}

/** Mean brightness (0 to 255) below which a picture is too dark to compare. */
const DARK_BELOW = 40;
const SMALLEST_PICTURE = 600;

/**
 * The bank's verdict on one face picture; `null` = passed.
 * @param forced what the demo control asks for: a failure, or nothing
 */
export function judgeFace(
  picture: { readonly sizeBytes: number; readonly brightness: number },
  forced: FaceFailure | null,
): FaceFailure | null {
  if (forced !== null) return forced;
  if (picture.sizeBytes < SMALLEST_PICTURE) return "face-not-found";
  return picture.brightness < DARK_BELOW ? "light-too-low" : null;
}
