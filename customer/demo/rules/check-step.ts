/** Everything wrong with a step's values: single values, then the rules across fields. What needs the customer's records is the server's. */
import { amountOf, carLoanLimit } from "./figures.ts";
import type { FieldBlock, FlowPages, StepPage, Values } from "./page-definition.ts";
import { shownFields } from "./page-definition.ts";
import type { RejectReason } from "./validate.ts";
import { checkValue } from "./validate.ts";

export type FieldFault = { readonly field: string; readonly reason: RejectReason };

const FAMILY_TRUST_MINIMUM = 10_000_000;
const CERTIFICATE_MUST_KEEP = 200_000;

/** Values of a step's shown fields, trimmed to what the step owns: the server stores nothing else. */
export function ownValues(step: StepPage, values: Values): Record<string, string> {
  const known = shownFields(step, values).filter((field) => field.as !== "output" && field.as !== "face");
  return Object.fromEntries(known.map(({ field }) => [field, (values[field] ?? "").trim()]));
}

function faultOf(field: FieldBlock, value: string, isOptional: boolean, now: number): RejectReason | null {
  if (!field.rule || (isOptional && value === "")) return null;
  const reason = checkValue(field.rule, value, now);
  if (reason !== null) return reason;
  return field.options && !field.options.some((option) => option.value === value) ? "unknown-option" : null;
}

/**
 * @param values of the whole flow so far, this step's included
 * @param optional fields the flow marks optional; a field behind a condition is not, once shown
 * @param now epoch milliseconds, the bank's clock
 */
export function checkStep(
  flow: FlowPages,
  step: StepPage,
  values: Values,
  optional: ReadonlySet<string>,
  now: number,
): readonly FieldFault[] {
  const single = shownFields(step, values).flatMap((field): FieldFault[] => {
    const conditional = field.when !== undefined || step.cards.some((card) => card.when !== undefined && card.fields.includes(field));
    const reason = faultOf(field, (values[field.field] ?? "").trim(), optional.has(field.field) && !conditional, now);
    return reason === null ? [] : [{ field: field.field, reason }];
  });
  const faulty = new Set(single.map(({ field }) => field));
  return [...single, ...acrossFields(flow.flowId, step.stepId, values).filter(({ field }) => !faulty.has(field))];
}

/** Reasons `acrossFields` and the server can add, by step: their sentences are public text there. */
export const furtherReasons: Readonly<Record<string, readonly RejectReason[]>> = {
  "car-loan/credit-consent": ["code-wrong", "code-expired"],
  "car-loan/identity": ["name-mismatch", "id-mismatch"],
  "car-loan/face-check": ["required"],
  "car-loan/quote": ["above-limit"],
  "car-loan/sign": ["code-wrong", "code-expired"],
  "deposit-transfer/certificate": ["above-limit"],
  "deposit-transfer/verify": ["id-mismatch", "password-wrong", "code-wrong", "code-expired"],
  "family-trust/settlor": ["name-mismatch", "id-mismatch"],
  "family-trust/assets": ["below-minimum"],
  "family-trust/beneficiary": ["shares-total", "same-as-settlor"],
  "family-trust/sign": ["code-wrong", "code-expired"],
};

function acrossFields(flowId: string, stepId: string, values: Values): readonly FieldFault[] {
  switch (`${flowId}/${stepId}`) {
    case "car-loan/quote":
      return amountOf(values["loan-amount"]) > carLoanLimit(values) ? [{ field: "loan-amount", reason: "above-limit" }] : [];
    case "deposit-transfer/certificate": {
      const leftOver = amountOf(values["certificate-principal"]) - amountOf(values["transfer-amount"]);
      const isPart = values["transfer-scope"] === "part" && values["certificate-principal"] !== undefined;
      return isPart && leftOver < CERTIFICATE_MUST_KEEP ? [{ field: "transfer-amount", reason: "above-limit" }] : [];
    }
    case "family-trust/assets": {
      const isTooLittle = values["trust-type"] === "family" && amountOf(values["funding-amount"]) < FAMILY_TRUST_MINIMUM;
      return isTooLittle ? [{ field: "funding-amount", reason: "below-minimum" }] : [];
    }
    case "family-trust/beneficiary":
      return beneficiaryFaults(values);
    default:
      return [];
  }
}

function beneficiaryFaults(values: Values): readonly FieldFault[] {
  const hasSecond = values["second-beneficiary"] === "yes";
  const total = amountOf(values["beneficiary-share-1"]) + (hasSecond ? amountOf(values["beneficiary-share-2"]) : 0);
  const last = hasSecond ? "2" : "1";
  const onlySelf = values["beneficiary-relation-1"] === "self" && (!hasSecond || values["beneficiary-relation-2"] === "self");
  return [
    ...(total === 100 ? [] : [{ field: `beneficiary-share-${last}`, reason: "shares-total" } as const]),
    ...(onlySelf ? [{ field: `beneficiary-relation-${last}`, reason: "same-as-settlor" } as const] : []),
  ];
}
