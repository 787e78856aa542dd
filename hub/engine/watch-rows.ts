/**
 * Watches of many journeys as rows of small integers (docs/spec/ENGINE.md): steps, fields and kinds by the flow's numbers, instants as
 * distances from the journey's beginning, detectors' states only where they are not initial.
 *
 * The rules are `run-watch.ts`'s, and run over one watch that is laid out anew for each call; nothing of it may be kept. A watch that does
 * not fit a row (a gap in its facts, a distance of more than 24 days) is kept as the plain state it is. Who a journey is stays the caller's.
 */
import { DETECTION_ORDER } from "#shared/domain/breakpoint/detectors.ts";
import type { LastStepState } from "#shared/domain/breakpoint/left-on-last-step.ts";
import type { QuietState } from "#shared/domain/breakpoint/quiet-on-step.ts";
import { type Found, nextCall, runWatch, type WatchInput } from "#shared/domain/breakpoint/run-watch.ts";
import {
  beginWatch,
  closeWatch,
  identifyWatched,
  openWatch,
  type WatchInWork,
  type WatchState,
} from "#shared/domain/breakpoint/watch-state.ts";
import { flowIndex } from "#shared/domain/journey/flow-index.ts";
import type { ViewInWork } from "#shared/domain/journey/fold-journey.ts";
import type { JourneyStatus, JourneyView } from "#shared/domain/journey/journey-view.ts";
import { emptyQueue } from "#shared/domain/journey/order-facts.ts";
import type { Fact } from "#shared/model/fact.ts";
import type { Flow } from "#shared/model/flow.ts";
import type { CustomerId, FactId, JourneyId } from "#shared/model/ids.ts";
import type { DetectionPolicy } from "#shared/model/policy.ts";
import { Blocks, LONGEST_BLOCK } from "./blocks.ts";
import { UNPACKABLE, wordsOfForm, writeId, writePlace } from "./packed-id.ts";
import { createRowRest, hasRest, noFields, noOccurrences, nothingSettled } from "./row-rest.ts";
import { createStepReader, MOST_STEPS, writeSteps } from "./row-steps.ts";
import { AWAY_WORDS, plainView, RowView } from "./row-view.ts";

/** Whose row it is. */
export type Whose = { readonly journeyId: JourneyId; readonly customerId: CustomerId | null };

export type WatchRows = {
  /**
   * Takes one fact or tick into a row; a number not known yet is a watch that begins. See `runWatch`.
   *
   * @param position where the fact lies in the log: the row keeps that instead of its id (`fact-place.ts`); -1 = it lies nowhere.
   */
  take(
    row: number,
    who: Whose,
    input: WatchInput,
    flow: Flow,
    policy: DetectionPolicy,
    now: number,
    inTurn?: ((fact: Fact) => void) | null,
    position?: number,
  ): Found;
  /** After `take`: when that watch wants to be asked again, hub clock; `null` = never. */
  readonly nextDeadline: number | null;
  /** A copy of what a row says, `null` for a number nothing is known of. @param flow the flow it was taken in with. */
  read(row: number, who: Whose, flow: Flow): WatchState | null;
  write(row: number, state: WatchState): void;
  drop(row: number): void;
  /** Rows kept as plain states. */
  readonly plain: number;
  readonly sizeBytes: number;
};

const STATUSES: readonly JourneyStatus[] = ["active", "finished", "left"];
const CHANNELS: readonly JourneyView["channel"][] = [null, "app", "mobile-web", "desktop-web"];
const QUIET = DETECTION_ORDER.indexOf("quiet-on-step");
const LAST_STEP = DETECTION_ORDER.indexOf("left-on-last-step");

// The first word behind the number: what the row has, and in which form.
const CHANNEL_SHIFT = 2;
const AWAY = 1 << 4;
const OFFLINE = 1 << 5;
const FINISHED = 1 << 6;
const MOVED = 1 << 7;
/** These two follow the view, so that only their longest pause is kept; not so after people settled them, then they are in the rest. */
const QUIET_KNOWN = 1 << 8;
const LAST_STEP_KNOWN = 1 << 9;
const HAS_REST = 1 << 10;
const IS_DUE = 1 << 11;
const COUNT_KNOWN = 1 << 12;
const PROGRESS_SHIFT = 13;
const AWAY_ID_SHIFT = 20;
const ID_FORM = 127;
/** Decided at another instant than `lastProgressAt`. */
const DECIDED_ELSE = 1 << 27;
// The second: step (one more than its index), steps met, words of fields, and the high part of the instant it began.
const STEPS_SHIFT = 8;
const FIELDS_SHIFT = 16;
const BEGAN_SHIFT = 22;
const MOST_FIELD_WORDS = 63;
/** Until 2109. */
const MOST_BEGAN = 1_023;

const TWO_32 = 2 ** 32;
/** More than any row needs, so that writing never has to look for the end. */
const SCRATCH_WORDS = 8_192;

type MoveInWork = NonNullable<ViewInWork["lastMove"]>;

function identified(state: WatchState, { customerId }: Whose): WatchState {
  return customerId === null || state.customerId !== undefined ? state : identifyWatched(state, customerId);
}

/** @param words ids and names that occur again and again: steps, fields, kinds. */
export function createWatchRows(words: readonly string[]): WatchRows {
  const blocks = new Blocks();
  const rest = createRowRest(words);
  const plain = new Map<number, WatchState>();
  const scratch = new Int32Array(SCRATCH_WORDS);
  const scratchBytes = new Uint8Array(scratch.buffer);
  // It has every property of a view; a customer who is not known is undefined instead of absent.
  const rowView = new RowView();
  const view = rowView as ViewInWork;
  const steps = createStepReader();
  const move: MoveInWork = { seq: 0, at: 0, from: 0, to: 0 };
  const watch: WatchInWork = openWatch(beginWatch());
  let nextDeadline: number | null = null;
  /** Where `put` writes next, and whether everything so far fitted. */
  let at = 0;
  let fits = true;
  /** The fact at hand, and where it lies. */
  let factId: FactId | null = null;
  let factAt = -1;

  /** One value of a row; anything but a whole number of 32 bits does not fit. */
  function put(value: number): void {
    if (value !== (value | 0)) fits = false;
    scratch[at++] = value;
  }

  /** The row that was located last, laid out in `watch`. */
  function load(who: Whose, flow: Flow): void {
    const { words: from, at: row } = blocks;
    const has = from[row + 1] ?? 0;
    const counts = from[row + 2] ?? 0;
    const startedAt = (counts >>> BEGAN_SHIFT) * TWO_32 + ((from[row + 3] ?? 0) >>> 0);
    const index = flowIndex(flow);
    let place = row + 7;
    const next = () => from[place++] ?? 0;
    view.journeyId = who.journeyId;
    rowView.customerId = who.customerId ?? undefined;
    view.flowId = flow.id;
    view.stepCount = flow.steps.length;
    view.status = STATUSES[has & 3] ?? "active";
    view.channel = CHANNELS[(has >> CHANNEL_SHIFT) & 3] ?? null;
    view.startedAt = startedAt;
    view.stepIndex = (counts & MOST_STEPS) - 1;
    view.stepId = index.stepIds[view.stepIndex] ?? null;
    view.seq = from[row + 4] ?? 0;
    view.enteredAt = startedAt + (from[row + 5] ?? 0);
    view.lastProgressAt = startedAt + (from[row + 6] ?? 0);
    watch.decidedAt = (has & DECIDED_ELSE) === 0 ? view.lastProgressAt : startedAt + next();
    watch.dueAt = (has & IS_DUE) === 0 ? null : startedAt + next();
    view.factCount = (has & COUNT_KNOWN) === 0 ? view.seq : next();
    view.awaySince = (has & AWAY) === 0 ? null : startedAt + next();
    view.offlineSince = (has & OFFLINE) === 0 ? null : startedAt + next();
    view.finishedAt = (has & FINISHED) === 0 ? null : startedAt + next();
    view.lastMove = null;
    if ((has & MOVED) !== 0) {
      move.at = startedAt + next();
      move.seq = next();
      const fromTo = next();
      move.from = fromTo & MOST_STEPS;
      move.to = fromTo >> 8;
      view.lastMove = move;
    }
    watch.active = 0;
    if ((has & QUIET_KNOWN) !== 0) know(QUIET, { lastAt: view.lastProgressAt, longestPauseMs: next() });
    if ((has & LAST_STEP_KNOWN) !== 0) know(LAST_STEP, { awaySince: view.awaySince, longestAwayMs: next(), returns: next() });
    const progressForm = (has >> PROGRESS_SHIFT) & ID_FORM;
    const awayForm = (has >> AWAY_ID_SHIFT) & ID_FORM;
    rowView.hold(progressForm, awayForm, from, place);
    place += wordsOfForm(progressForm) + wordsOfForm(awayForm);
    const bits = (counts >> FIELDS_SHIFT) & MOST_FIELD_WORDS;
    while (view.fieldBits.length > bits) view.fieldBits.pop();
    for (let word = 0; word < bits; word += 1) view.fieldBits[word] = next();
    place = steps.read(view, index, (counts >> STEPS_SHIFT) & MOST_STEPS, from, place);
    watch.view = view;
    watch.customerId = rowView.customerId;
    watch.nextSeq = view.seq + 1;
    watch.held = emptyQueue.held;
    if ((has & HAS_REST) !== 0) {
      rest.load(blocks.words, blocks.bytes, place, who.journeyId, watch);
      return;
    }
    rest.forget();
    if (watch.standing.length > 0) watch.standing.length = 0;
    watch.occurrences = noOccurrences;
    watch.settledAt = nothingSettled;
    view.otherFields = noFields;
  }

  function know(place: number, state: QuietState | LastStepState): void {
    watch.states[place] = state;
    watch.active |= 1 << place;
  }

  /** Lays a watch out in `scratch`; answers its length in words, 0 when it does not fit a row. */
  function layOut(from: WatchInWork): number {
    const seen = from.view;
    if (seen === null || from.held.length > 0 || from.nextSeq !== seen.seq + 1) return 0;
    const { startedAt, fieldBits, lastMove } = seen;
    const began = Math.floor(startedAt / TWO_32);
    if (seen.steps.length > MOST_STEPS || fieldBits.length > MOST_FIELD_WORDS || seen.stepCount >= MOST_STEPS || seen.seq > 0x7fffffff)
      return 0;
    if (began < 0 || began > MOST_BEGAN) return 0;
    fits = true;
    let has = (seen.status === "active" ? 0 : STATUSES.indexOf(seen.status)) | (CHANNELS.indexOf(seen.channel) << CHANNEL_SHIFT);
    scratch[2] = (seen.stepIndex + 1) | (seen.steps.length << STEPS_SHIFT) | (fieldBits.length << FIELDS_SHIFT) | (began << BEGAN_SHIFT);
    scratch[3] = (startedAt % TWO_32) | 0;
    scratch[4] = seen.seq;
    at = 5;
    put(seen.enteredAt - startedAt);
    put(seen.lastProgressAt - startedAt);
    if (from.decidedAt !== seen.lastProgressAt) {
      has |= DECIDED_ELSE;
      put(from.decidedAt - startedAt);
    }
    if (from.dueAt !== null) {
      has |= IS_DUE;
      put(from.dueAt - startedAt);
    }
    if (seen.factCount !== seen.seq) {
      has |= COUNT_KNOWN;
      put(seen.factCount);
    }
    if (seen.awaySince !== null) {
      has |= AWAY;
      put(seen.awaySince - startedAt);
    }
    if (seen.offlineSince !== null) {
      has |= OFFLINE;
      put(seen.offlineSince - startedAt);
    }
    if (seen.finishedAt !== null) {
      has |= FINISHED;
      put(seen.finishedAt - startedAt);
    }
    if (lastMove !== null) {
      has |= MOVED;
      put(lastMove.at - startedAt);
      put(lastMove.seq);
      put(lastMove.from | (lastMove.to << 8));
    }
    let others = from.active;
    if ((others & (1 << QUIET)) !== 0) {
      const { lastAt, longestPauseMs } = from.states[QUIET] as QuietState;
      if (lastAt === seen.lastProgressAt) {
        has |= QUIET_KNOWN;
        put(longestPauseMs);
        others &= ~(1 << QUIET);
      }
    }
    if ((others & (1 << LAST_STEP)) !== 0) {
      const { awaySince, longestAwayMs, returns } = from.states[LAST_STEP] as LastStepState;
      if (awaySince === seen.awaySince) {
        has |= LAST_STEP_KNOWN;
        put(longestAwayMs);
        put(returns);
        others &= ~(1 << LAST_STEP);
      }
    }
    if (!fits) return 0;
    const isRow = seen === view;
    const progressForm = isRow && rowView.progressForm !== UNPACKABLE ? keepId(rowView.progressForm, 0) : newId(seen.lastProgressFactId);
    const awayForm = isRow && rowView.awayForm !== UNPACKABLE ? keepId(rowView.awayForm, AWAY_WORDS) : newId(seen.awayFactId);
    if (progressForm === UNPACKABLE || awayForm === UNPACKABLE) return 0;
    has |= (progressForm << PROGRESS_SHIFT) | (awayForm << AWAY_ID_SHIFT);
    for (const word of fieldBits) scratch[at++] = word;
    at = writeSteps(seen, scratch, at);
    if (at < 0) return 0;
    if (!fits || at > LONGEST_BLOCK) return 0;
    scratch[1] = has;
    if (!hasRest(from, others)) return at;
    scratch[1] = has | HAS_REST;
    return rest.layOut(from, others, scratch, scratchBytes, at);
  }

  /** An id that is still as it lay in the row; answers its form. */
  function keepId(form: number, from: number): number {
    const words = wordsOfForm(form);
    for (let word = 0; word < words; word += 1) scratch[at++] = rowView.idWords[from + word] ?? 0;
    return form;
  }

  function newId(id: FactId | null): number {
    if (id === null) return 0;
    const form = id === factId && factAt >= 0 ? writePlace(factAt, scratch, at) : writeId(id, scratch, at);
    if (form !== UNPACKABLE) at += wordsOfForm(form);
    return form;
  }

  function store(row: number, from: WatchInWork): void {
    const length = layOut(from);
    if (length > 0 && blocks.put(row, scratch, length)) {
      if (plain.size > 0) plain.delete(row);
      return;
    }
    blocks.drop(row);
    plain.set(row, closeWatch({ ...from, view: from.view && plainView(from.view), standing: [...from.standing] }));
  }

  function find(row: number, who: Whose, flow: Flow): WatchInWork | null {
    const state = plain.size > 0 ? plain.get(row) : undefined;
    if (state !== undefined) return openWatch(identified(state, who));
    if (!blocks.locate(row)) return null;
    load(who, flow);
    return watch;
  }

  return {
    take(row, who, input, flow, policy, now, inTurn = null, position = -1) {
      factId = input.kind === "fact" ? input.fact.id : null;
      factAt = position;
      rest.place(factId ?? "", position);
      const known = find(row, who, flow) ?? openWatch(beginWatch(who.customerId ?? undefined));
      const found = runWatch(known, input, flow, policy, now, inTurn);
      nextDeadline = nextCall(known);
      store(row, known);
      return found;
    },
    get nextDeadline() {
      return nextDeadline;
    },
    read(row, who, flow) {
      const known = find(row, who, flow);
      return known === null ? null : closeWatch({ ...known, view: known.view && plainView(known.view), standing: [...known.standing] });
    },
    write(row, state) {
      factAt = -1;
      rest.place("", -1);
      store(row, openWatch(state));
    },
    drop(row) {
      blocks.drop(row);
      plain.delete(row);
    },
    get plain() {
      return plain.size;
    },
    get sizeBytes() {
      return blocks.sizeBytes;
    },
  };
}
