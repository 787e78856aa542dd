/**
 * A flow's steps and fields by number: what a journey's columns are written in.
 *
 * A number is the place in the flow as it is edited, so it means something only beside the very flow it was made with.
 */
import { createWordFinder, internalized, type WordFinder } from "#shared/lib/word-finder.ts";
import type { FieldState } from "#shared/model/fact.ts";
import type { Flow } from "#shared/model/flow.ts";
import type { FieldId, StepId } from "#shared/model/ids.ts";

export type FlowIndex = {
  /** Ids of the steps, in order: the flow's own strings, never one that a fact brought. */
  readonly stepIds: readonly StepId[];
  /** A step's place, -1 for one the flow does not know. */
  readonly findStep: (stepId: StepId) => number;
  /** Every field of every step, in order. */
  readonly fields: readonly { readonly stepId: StepId; readonly fieldId: FieldId }[];
  /** The number of a field of the step at a place, -1 for one the flow does not list there. */
  readonly findField: (index: number, fieldId: FieldId) => number;
};

const known = new WeakMap<Flow, FlowIndex>();
let latestFlow: Flow | null = null;
let latest: FlowIndex | null = null;

/** Made once a flow. */
export function flowIndex(flow: Flow): FlowIndex {
  if (flow === latestFlow && latest !== null) return latest;
  const index = known.get(flow) ?? indexOf(flow);
  known.set(flow, index);
  latestFlow = flow;
  latest = index;
  return index;
}

function indexOf(flow: Flow): FlowIndex {
  const fields: { stepId: StepId; fieldId: FieldId }[] = [];
  const stepIds = flow.steps.map(({ id }) => internalized(id));
  /** By step: which of its fields an id is, and the number of its first. */
  const finders: { readonly find: WordFinder; readonly first: number }[] = [];
  for (const [index, { id, fields: own }] of flow.steps.entries()) {
    const fieldIds = [...new Set(own.map((field) => field.id))];
    finders.push({ find: createWordFinder(fieldIds), first: fields.length });
    for (const fieldId of fieldIds) fields.push({ stepId: stepIds[index] ?? id, fieldId });
  }
  function findField(index: number, fieldId: FieldId): number {
    const finder = finders[index];
    const place = finder === undefined ? -1 : finder.find(fieldId);
    return finder === undefined || place < 0 ? -1 : finder.first + place;
  }
  return { stepIds, findStep: createWordFinder(stepIds), fields, findField };
}

/** Two bits a field; 0 = nothing is known of it. */
const STATES: readonly (FieldState | null)[] = [null, "empty", "filled", "format-error"];
const FILLED = STATES.indexOf("filled");
/** Sixteen fields a word. */
const WORD_SHIFT = 4;
const IN_WORD = 15;

export function fieldStateAt(bits: readonly number[], code: number): FieldState | null {
  const word = bits[code >> WORD_SHIFT] ?? 0;
  return STATES[(word >>> ((code & IN_WORD) * 2)) & 3] ?? null;
}

/** Changes `bits` in place; words that are missing are added. */
export function setFieldState(bits: number[], code: number, state: FieldState): void {
  const at = code >> WORD_SHIFT;
  while (bits.length <= at) bits.push(0);
  const shift = (code & IN_WORD) * 2;
  const of = state === "filled" ? FILLED : STATES.indexOf(state);
  bits[at] = ((bits[at] ?? 0) & ~(3 << shift)) | (of << shift);
}
