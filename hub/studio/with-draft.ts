/** The content as it would be with a draft in the place of its file, and what the whole of it then has against that. */

import type { LexiconMatcher } from "#shared/domain/compliance/lexicon-matcher.ts";
import { isFlowFile, schemaOfFile } from "#shared/domain/studio/content-files.ts";
import { readDraft } from "#shared/domain/studio/read-draft.ts";
import type { Flow } from "#shared/model/flow.ts";
import { flowSchema } from "#shared/model/flow.ts";
import { budgetPolicySchema, contactPolicySchema, detectionPolicySchema, routingPolicySchema } from "#shared/model/policy.ts";
import type { StudioFault } from "#shared/model/studio.ts";
import { checkReferences } from "../content/check-content.ts";
import { checkFlowWording } from "../content/check-wording.ts";
import type { Content } from "../content/content.ts";
import type { SourceTexts } from "../content/source-texts.ts";

/** The flow that a file in force holds: its id need not be the file's name. */
export function flowInFile(content: Content, texts: SourceTexts, file: string): Flow | null {
  const text = texts.get(file);
  const read = text === undefined || !isFlowFile(file) ? null : readDraft(text, flowSchema);
  return read?.ok ? (content.flows.find(({ id }) => id === read.value.id) ?? null) : null;
}

/** `null`: the text does not fit its schema. */
export function contentWithDraft(content: Content, texts: SourceTexts, file: string, text: string): Content | null {
  const schema = schemaOfFile(file);
  const read = schema === null ? null : readDraft(text, schema);
  if (!read?.ok) return null;
  if (isFlowFile(file)) {
    const before = flowInFile(content, texts, file);
    const after = flowSchema.parse(read.value);
    return { ...content, flows: content.flows.map((flow) => (flow === before ? after : flow)) };
  }
  const { policies } = content;
  switch (file) {
    case "policies/detection.yaml":
      return { ...content, policies: { ...policies, detection: detectionPolicySchema.parse(read.value) } };
    case "policies/contact.yaml":
      return { ...content, policies: { ...policies, contact: contactPolicySchema.parse(read.value) } };
    case "policies/budget.yaml":
      return { ...content, policies: { ...policies, budget: budgetPolicySchema.parse(read.value) } };
    case "policies/routing.yaml":
      return { ...content, policies: { ...policies, routing: routingPolicySchema.parse(read.value) } };
    default:
      return null;
  }
}

const KINDS: ReadonlySet<string> = new Set(["duplicate-id", "unknown-id", "risk-missing", "dates", "placeholder", "sample", "wording"]);
const MOST_FAULTS = 30;

/**
 * Every fault of the whole content that this file's draft brings; the content in force has none.
 *
 * @param matcher over the lexicon in force, built once: building it takes longer than the rest
 */
export function faultsOfDraft(drafted: Content, content: Content, file: string, matcher: LexiconMatcher): StudioFault[] {
  const mine = drafted.flows.find((flow) => !content.flows.includes(flow));
  const origins = new Map<object, { file: string; path: string }>(mine === undefined ? [] : [[mine, { file, path: "" }]]);
  const { faults, report } = checkReferences(drafted, origins);
  if (mine !== undefined) checkFlowWording(mine, matcher, report);
  return faults.slice(0, MOST_FAULTS).map(({ kind, file: where, path, message }) => ({
    kind: KINDS.has(kind) ? (kind as StudioFault["kind"]) : "limits",
    path: where === file ? path : "",
    message,
    isElsewhere: where !== file,
  }));
}
