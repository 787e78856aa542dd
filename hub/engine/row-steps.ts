/**
 * The steps a customer met, as words of a row: what the next step met says already is left out.
 *
 * Instants are distances from the journey's beginning; one that is no whole number of 32 bits does not fit. The rest of a row is `watch-rows.ts`.
 */
import type { FlowIndex } from "#shared/domain/journey/flow-index.ts";
import type { ViewInWork } from "#shared/domain/journey/fold-journey.ts";

export type StepInWork = ViewInWork["steps"][number];

/** Steps are counted in a byte. */
export const MOST_STEPS = 255;
// A step: its index, whether it was completed, its visits, and whether the first began at another instant than the visit under way.
const COMPLETED = 1 << 8;
const VISITS_SHIFT = 9;
const MOST_VISITS = 2 ** 17;
// What a step has that went as most do: no time in visits that are over; one visit, until the next step met; completed as that was entered.
const NOT_CLOSED = 1 << 26;
const CLOSED_BY_NEXT = 1 << 27;
const COMPLETED_BY_NEXT = 1 << 28;
const ENTERED_ELSE = 1 << 29;

const noStep: StepInWork = { stepId: "" as StepInWork["stepId"], index: 0, visits: 0, firstEnteredAt: 0, closedMs: 0, completedAt: null };

const isWord = (value: number) => value === (value | 0);

/** Writes the steps of a view from a word on; answers where they end, -1 when one does not fit. */
export function writeSteps({ steps, enteredAt, startedAt }: ViewInWork, words: Int32Array, from: number): number {
  let at = from;
  for (let place = 0; place < steps.length; place += 1) {
    const { index, visits, firstEnteredAt, closedMs, completedAt } = steps[place] ?? noStep;
    const nextAt = steps[place + 1]?.firstEnteredAt ?? null;
    if (visits >= MOST_VISITS || !isWord(firstEnteredAt - startedAt) || !isWord(closedMs)) return -1;
    let what = index | (visits << VISITS_SHIFT);
    const whatAt = at++;
    if (firstEnteredAt !== enteredAt) {
      what |= ENTERED_ELSE;
      words[at++] = firstEnteredAt - startedAt;
    }
    if (closedMs === 0) what |= NOT_CLOSED;
    else if (nextAt !== null && closedMs === nextAt - firstEnteredAt) what |= CLOSED_BY_NEXT;
    else words[at++] = closedMs;
    if (completedAt !== null) {
      what |= COMPLETED;
      if (completedAt === nextAt) what |= COMPLETED_BY_NEXT;
      else if (isWord(completedAt - startedAt)) words[at++] = completedAt - startedAt;
      else return -1;
    }
    words[whatAt] = what;
  }
  return at;
}

/** How many words the steps that begin at a word take. */
export function stepWords(count: number, words: Int32Array, from: number): number {
  let at = from;
  for (let place = 0; place < count; place += 1) {
    const what = words[at++] as number;
    if ((what & ENTERED_ELSE) !== 0) at += 1;
    if ((what & (NOT_CLOSED | CLOSED_BY_NEXT)) === 0) at += 1;
    if ((what & (COMPLETED | COMPLETED_BY_NEXT)) === COMPLETED) at += 1;
  }
  return at - from;
}

/** When a visit under way began, and the journey: what steps are told from. */
type Began = { readonly enteredAt: number; readonly startedAt: number };

/** Lays `count` steps out in a list, in records of the pool. @param stepIds those of the flow. */
export function readSteps(
  steps: StepInWork[],
  pool: readonly StepInWork[],
  stepIds: FlowIndex["stepIds"],
  { enteredAt, startedAt }: Began,
  count: number,
  words: Int32Array,
): void {
  while (steps.length > count) steps.pop();
  let at = 0;
  let before = noStep;
  let whatBefore = 0;
  for (let place = 0; place < count; place += 1) {
    const record = pool[place] ?? { ...noStep };
    const what = words[at++] as number;
    record.index = what & MOST_STEPS;
    record.stepId = stepIds[record.index] ?? noStep.stepId;
    record.visits = (what >> VISITS_SHIFT) & (MOST_VISITS - 1);
    record.firstEnteredAt = (what & ENTERED_ELSE) === 0 ? enteredAt : startedAt + (words[at++] as number);
    record.closedMs = (what & (NOT_CLOSED | CLOSED_BY_NEXT)) === 0 ? (words[at++] as number) : 0;
    const isOwn = (what & (COMPLETED | COMPLETED_BY_NEXT)) === COMPLETED;
    record.completedAt = isOwn ? startedAt + (words[at++] as number) : null;
    if ((whatBefore & CLOSED_BY_NEXT) !== 0) before.closedMs = record.firstEnteredAt - before.firstEnteredAt;
    if ((whatBefore & COMPLETED_BY_NEXT) !== 0) before.completedAt = record.firstEnteredAt;
    before = record;
    whatBefore = what;
    steps[place] = record;
  }
}

/** Records that are used again for every journey. */
export const stepPool = (): readonly StepInWork[] => Array.from({ length: MOST_STEPS }, () => ({ ...noStep }));
