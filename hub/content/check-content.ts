/**
 * Rules across files of a content folder: ids that exist once and are known, risk sentences that are there, wording that holds.
 *
 * Only what no schema of one file can say. Every fault names the file and the place (docs/spec/CONTENT.md).
 */
import { flowLimitFault } from "#shared/domain/breakpoint/learn-limits.ts";
import { isDateMark } from "#shared/domain/guidance/dated-text.ts";
import { type Claim, PLACEHOLDERS } from "#shared/model/claim.ts";
import { checkIntents } from "./check-intents.ts";
import { checkWording, type ReportFault } from "./check-wording.ts";
import type { Content, ContentFault } from "./content.ts";
import type { Origins } from "./load-content.ts";

/** @returns every fault, empty when the content can be used. Without `origins` (a re-read release) faults name no file. */
export function checkContent(content: Content, origins: Origins = new Map()): ContentFault[] {
  const { faults, report } = checkReferences(content, origins);
  checkWording(content, report);
  return faults;
}

/** As `checkContent`, without the wording, which takes most of its time. */
export function checkReferences(content: Content, origins: Origins = new Map()): { faults: ContentFault[]; report: ReportFault } {
  const faults: ContentFault[] = [];
  const report: ReportFault = (kind, item, path, message) => {
    const origin = origins.get(item) ?? { file: "", path: "" };
    const at = [origin.path, path].filter((part) => part !== "").join(".");
    faults.push({ kind, file: origin.file, path: at, message });
  };
  const index = <T extends { readonly id: string }>(noun: string, items: readonly T[]): Map<string, T> => {
    const known = new Map<string, T>();
    for (const item of items) {
      if (known.has(item.id)) report("duplicate-id", item, "id", `${noun} ${item.id} exists twice`);
      known.set(item.id, item);
    }
    return known;
  };

  const flows = index("flow", content.flows);
  const products = index("product", content.products);
  const specialists = index("specialist", content.specialists);
  const intents = index("intent", content.assistant.intents);
  const claims = index(
    "claim",
    content.notes.flatMap((note) => note.claims),
  );
  index("customer", content.customers);
  index("note", content.notes);
  index("lexicon entry", content.lexicon);
  index("script", content.assistant.scripts);
  index("need intent", content.needs.intents);

  const needs = (known: ReadonlyMap<string, unknown>, noun: string, id: string | undefined, item: object, path: string) => {
    if (id !== undefined && !known.has(id)) report("unknown-id", item, path, `${noun} ${id} does not exist`);
  };
  /** A step must exist in one of `flowIds`, or in any flow when there are none. */
  const needsStep = (flowIds: readonly string[], stepId: string | undefined, item: object, path: string) => {
    if (stepId === undefined) return;
    const candidates = flowIds.length === 0 ? content.flows : content.flows.filter((flow) => flowIds.includes(flow.id));
    if (!candidates.some((flow) => flow.steps.some((step) => step.id === stepId)))
      report("unknown-id", item, path, `step ${stepId} does not exist in ${flowIds.join(", ") || "any flow"}`);
  };

  for (const flow of content.flows)
    for (const [i, id] of flow.productIds.entries()) needs(products, "product", id, flow, `productIds[${i}]`);
  for (const product of content.products)
    for (const [i, id] of product.flowIds.entries()) needs(flows, "flow", id, product, `flowIds[${i}]`);
  for (const specialist of content.specialists) needs(specialists, "specialist", specialist.deputyId, specialist, "deputyId");
  for (const customer of content.customers) {
    needs(specialists, "specialist", customer.managerId, customer, "managerId");
    if (customer.managerId && specialists.get(customer.managerId) && specialists.get(customer.managerId)?.role !== "manager")
      report("unknown-id", customer, "managerId", `${customer.managerId} is not a manager`);
  }
  for (const customer of content.customers) {
    for (const [i, note] of customer.notes.entries()) {
      for (const [mark] of note.text.matchAll(/\{[^}]*\}/g)) {
        if (!isDateMark(mark)) report("placeholder", customer, `notes[${i}].text`, `${mark} is not a date such as {month:+74}`);
      }
    }
  }
  for (const [stepId] of Object.entries(content.policies.detection["quiet-on-step"].limitMsByStep)) {
    if (!content.flows.some((flow) => flow.steps.some((step) => step.id === stepId)))
      faults.push({
        kind: "unknown-id",
        file: "policies/detection.yaml",
        path: `quiet-on-step.limitMsByStep.${stepId}`,
        message: `step ${stepId} does not exist in any flow`,
      });
  }

  const fieldIds = new Set(content.flows.flatMap((flow) => flow.steps.flatMap((step) => step.fields.map(({ id }) => id))));
  for (const fieldId of content.policies.detection["choice-wavering"].fieldIds) {
    if (!fieldIds.has(fieldId))
      faults.push({
        kind: "unknown-id",
        file: "policies/detection.yaml",
        path: "choice-wavering.fieldIds",
        message: `field ${fieldId} does not exist in any flow`,
      });
  }
  const { bySpecialist, worthByFlow } = content.policies.budget;
  for (const [named, path, known] of [
    [bySpecialist, "bySpecialist", specialists],
    [worthByFlow, "worthByFlow", flows],
  ] as const) {
    for (const id of Object.keys(named))
      if (![...known.keys()].some((each) => each === id))
        faults.push({ kind: "unknown-id", file: "policies/budget.yaml", path: `${path}.${id}`, message: `${id} does not exist` });
  }
  for (const flow of content.flows) {
    const fault = flowLimitFault(content.policies.detection, flow);
    if (fault !== null) report("schema", flow, fault.path, fault.message);
  }

  for (const claim of claims.values()) {
    for (const [i, id] of claim.flowIds.entries()) needs(flows, "flow", id, claim, `flowIds[${i}]`);
    for (const [i, id] of claim.productIds.entries()) needs(products, "product", id, claim, `productIds[${i}]`);
    for (const [i, id] of claim.stepIds.entries()) needsStep(claim.flowIds, id, claim, `stepIds[${i}]`);
    checkRisk(claim);
    if (claim.validFromDayOffset > claim.validUntilDayOffset) report("dates", claim, "validUntilDayOffset", "ends before it begins");
    for (const language of ["zh-CN", "en"] as const) {
      for (const [, name] of claim.sentence[language].matchAll(/\{([^}]*)\}/g)) {
        if (!(PLACEHOLDERS as readonly (string | undefined)[]).includes(name))
          report("placeholder", claim, `sentence.${language}`, `{${name}} is not one of ${PLACEHOLDERS.join(", ")}`);
      }
    }
  }
  for (const note of content.notes) {
    for (const claim of note.claims)
      if (claim.validFromDayOffset < note.publishedDayOffset)
        report("dates", claim, "validFromDayOffset", "is valid before its note was published");
  }

  function checkRisk(claim: Claim) {
    needs(claims, "claim", claim.requiredRiskClaimId, claim, "requiredRiskClaimId");
    const risk = claim.requiredRiskClaimId === undefined ? undefined : claims.get(claim.requiredRiskClaimId);
    if (risk && risk.kind !== "risk") report("risk-missing", claim, "requiredRiskClaimId", `${risk.id} is not a risk claim`);
    if (risk && risk.validUntilDayOffset < claim.validUntilDayOffset)
      report("dates", claim, "validUntilDayOffset", `outlives its risk sentence ${risk.id}`);
    if (claim.kind === "risk" || claim.requiredRiskClaimId !== undefined || claim.riskSentence !== undefined) return;
    if (claim.kind === "rate" || claim.kind === "benefit") report("risk-missing", claim, "", `a ${claim.kind} claim needs a risk sentence`);
    else if (claim.productIds.some((id) => products.get(id)?.needsRiskSentence))
      report("risk-missing", claim, "", "speaks about a product that needs a risk sentence");
  }

  for (const script of content.assistant.scripts) {
    needs(flows, "flow", script.flowId, script, "flowId");
    needsStep(script.flowId === undefined ? [] : [script.flowId], script.stepId, script, "stepId");
    for (const [i, id] of script.quickReplies.entries()) needs(intents, "intent", id, script, `quickReplies[${i}]`);
  }
  for (const intent of content.assistant.intents) {
    for (const [i, id] of intent.flowIds.entries()) needs(flows, "flow", id, intent, `flowIds[${i}]`);
    for (const [i, id] of intent.stepIds.entries()) needsStep(intent.flowIds, id, intent, `stepIds[${i}]`);
    for (const [i, id] of intent.quickReplies.entries()) needs(intents, "intent", id, intent, `quickReplies[${i}]`);
  }
  for (const [i, id] of content.assistant.fallback.quickReplies.entries())
    needs(intents, "intent", id, content.assistant.fallback, `fallback.quickReplies[${i}]`);
  if (!content.assistant.intents.some((intent) => intent.outcome === "hand-over"))
    faults.push({ kind: "unknown-id", file: "assistant", path: "intents", message: "no intent hands over to a person" });

  for (const [i, id] of content.assistant.afterAnswer.entries())
    if (!intents.has(id))
      faults.push({ kind: "unknown-id", file: "assistant", path: `afterAnswer[${i}]`, message: `intent ${id} does not exist` });

  checkIntents(content, claims, report);
  return { faults, report };
}
