/**
 * A flow's steps and fields by number: what a journey's columns are written in.
 *
 * A number is the place in the flow as it is edited, so it means something only beside the very flow it was made with.
 */
import type { FieldState } from "#shared/model/fact.ts";
import type { Flow } from "#shared/model/flow.ts";
import type { FieldId, StepId } from "#shared/model/ids.ts";

export type FlowIndex = {
  /** Ids of the steps, in order: the flow's own strings, never one that a fact brought. */
  readonly stepIds: readonly StepId[];
  readonly stepIndexById: ReadonlyMap<StepId, number>;
  /** Every field of every step, in order. */
  readonly fields: readonly { readonly stepId: StepId; readonly fieldId: FieldId }[];
  /** By step, the number of each of its fields. */
  readonly fieldCodes: readonly ReadonlyMap<FieldId, number>[];
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
  const fieldCodes = flow.steps.map((step) => {
    const codes = new Map<FieldId, number>();
    for (const { id } of step.fields) {
      if (codes.has(id)) continue;
      codes.set(id, fields.length);
      fields.push({ stepId: step.id, fieldId: id });
    }
    return codes;
  });
  const stepIndexById = new Map<StepId, number>();
  for (const [index, { id }] of flow.steps.entries()) if (!stepIndexById.has(id)) stepIndexById.set(id, index);
  return { stepIds: flow.steps.map(({ id }) => id), stepIndexById, fields, fieldCodes };
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
