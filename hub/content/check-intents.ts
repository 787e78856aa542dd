/**
 * Rules of the samples a bank writes for reading customers: enough of them, at places that exist, answered by claims that may be said.
 *
 * Ids within one file are the schema's; what the claims themselves must be is `check-content.ts`.
 */
import { neededRiskType } from "#shared/domain/guidance/suitability.ts";
import { sayings } from "#shared/domain/intent/samples.ts";
import { type Claim, PLACEHOLDERS } from "#shared/model/claim.ts";
import type { IntentSamples, NeedIntent } from "#shared/model/need-intent.ts";
import type { ReportFault } from "./check-wording.ts";
import type { Content } from "./content.ts";

/** Below these a cross-validation says nothing. */
const LEAST_SAYINGS = 25;
const LEAST_OUT_OF_SCOPE = 60;

/** What keeps a claim from ever being said by the assistant; null when nothing does. */
function unfitFor(claim: Claim, intent: NeedIntent): string | null {
  if (claim.kind === "opening" || claim.kind === "risk") return `a claim of kind ${claim.kind} answers nothing`;
  if (claim.audience.speakers.length > 0) return "belongs to certain speakers";
  if (PLACEHOLDERS.some((name) => claim.sentence["zh-CN"].includes(`{${name}}`))) return "names whoever speaks";
  const isAsked = intent.samples.some(({ flowId }) => flowId === undefined || claim.flowIds.length === 0 || claim.flowIds.includes(flowId));
  if (!isAsked) return "is of a flow in which this is not asked";
  return claim.validFromDayOffset > 0 || claim.validUntilDayOffset < 0 ? "is not in force at the content epoch" : null;
}

export function checkIntents(content: Content, claims: ReadonlyMap<string, Claim>, report: ReportFault): void {
  const flows = new Map<string, ReadonlySet<string>>(content.flows.map((flow) => [flow.id, new Set(flow.steps.map((step) => step.id))]));
  const said = new Map<string, string>();

  const checkSamples = (item: object, path: string, id: string, samples: IntentSamples): number => {
    const steps = samples.flowId === undefined ? null : flows.get(samples.flowId);
    if (steps === undefined) report("unknown-id", item, `${path}flowId`, `flow ${samples.flowId} does not exist`);
    for (const [i, stepId] of samples.stepIds.entries())
      if (steps && !steps.has(stepId))
        report("unknown-id", item, `${path}stepIds[${i}]`, `step ${stepId} does not exist in ${samples.flowId}`);
    const texts = sayings(samples).flat();
    for (const text of texts) {
      const other = said.get(text);
      if (other !== undefined) report("sample", item, `${path}say`, `「${text}」 is there already, in ${other}`);
      said.set(text, id);
    }
    return texts.length;
  };

  for (const intent of content.needs.intents) {
    const count = intent.samples.reduce((sum, samples, i) => sum + checkSamples(intent, `samples[${i}].`, intent.id, samples), 0);
    if (count < LEAST_SAYINGS) report("sample", intent, "samples", `has ${count} ways of asking, ${LEAST_SAYINGS} are the least`);
    if (intent.replyId !== undefined && !content.assistant.intents.some(({ id }) => id === intent.replyId))
      report("unknown-id", intent, "replyId", `intent ${intent.replyId} does not exist`);
    const fit = intent.claimIds.flatMap((id, i) => {
      const claim = claims.get(id);
      const fault = claim === undefined ? null : unfitFor(claim, intent);
      if (claim === undefined) report("unknown-id", intent, `claimIds[${i}]`, `claim ${id} does not exist`);
      else if (fault !== null) report("sample", intent, `claimIds[${i}]`, `${id} ${fault}`);
      return claim === undefined || fault !== null ? [] : [claim];
    });
    if (intent.claimIds.length === 0) continue;
    // Somebody who is not signed in asks as well: in every flow one answer must suit everybody.
    const forAll = fit.filter(
      (claim) =>
        claim.audience.allTags.length + claim.audience.noTags.length === 0 && neededRiskType(claim, content.products) === undefined,
    );
    for (const flowId of new Set(
      intent.samples.flatMap((samples) => (samples.flowId === undefined ? [...flows.keys()] : [samples.flowId])),
    ))
      if (!forAll.some((claim) => claim.flowIds.length === 0 || claim.flowIds.some((id) => id === flowId)))
        report("sample", intent, "claimIds", `no claim answers everybody in ${flowId}`);
  }

  const outside = content.needs.outOfScope.reduce((sum, samples) => sum + checkSamples(samples, "", "what is out of scope", samples), 0);
  const [first] = content.needs.outOfScope;
  if (outside < LEAST_OUT_OF_SCOPE)
    report("sample", first ?? {}, "say", `${outside} texts are out of scope, ${LEAST_OUT_OF_SCOPE} are the least`);
}
