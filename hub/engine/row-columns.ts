/**
 * The columns of a row: what every journey has, and what most have, as words.
 *
 * Instants are distances from the journey's beginning, steps and fields numbers of its flow, what is not there takes no word. What only some
 * journeys have lies behind them (`row-rest.ts`); where rows lie is `watch-rows.ts`.
 */
import { DETECTION_ORDER } from "#shared/domain/breakpoint/detectors.ts";
import type { LastStepState } from "#shared/domain/breakpoint/left-on-last-step.ts";
import type { QuietState } from "#shared/domain/breakpoint/quiet-on-step.ts";
import { beginWatch, NEVER, openWatch, type WatchInWork } from "#shared/domain/breakpoint/watch-state.ts";
import { flowIndex } from "#shared/domain/journey/flow-index.ts";
import type { ViewInWork } from "#shared/domain/journey/fold-journey.ts";
import type { JourneyStatus, JourneyView } from "#shared/domain/journey/journey-view.ts";
import { emptyQueue } from "#shared/domain/journey/order-facts.ts";
import type { Flow } from "#shared/model/flow.ts";
import type { CustomerId, FactId, JourneyId } from "#shared/model/ids.ts";
import { LONGEST_BLOCK } from "./blocks.ts";
import { UNPACKABLE, wordsOfForm, writeId, writePlace } from "./packed-id.ts";
import { noOccurrences, nothingSettled } from "./row-rest.ts";
import { MOST_STEPS, writeSteps } from "./row-steps.ts";
import { AWAY_WORDS, noFields, RowView } from "./row-view.ts";

/** Whose row it is. */
export type Whose = { readonly journeyId: JourneyId; readonly customerId: CustomerId | null };

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
const MOST_SEQ = 0x7fffffff;
/** More than any row needs, so that writing never has to look for the end. */
export const SCRATCH_WORDS = 8_192;

/** Behind the number: what it has, counts, two words of the beginning's low part and `seq`, and two instants. */
const FIRST_OPTIONAL = 7;

type MoveInWork = NonNullable<ViewInWork["lastMove"]>;
type InWork<State> = { -readonly [Key in keyof State]: State[Key] };

const isWord = (value: number) => value === (value | 0);

/** The place among `STATUSES`; most are the first. */
const statusCode = (status: JourneyStatus) => (status === "active" ? 0 : STATUSES.indexOf(status));
const channelCode = (channel: JourneyView["channel"]) => (channel === "app" ? 1 : CHANNELS.indexOf(channel));

/** One watch that every row is laid out in, one after the other; nothing of it may be kept. */
export class RowColumns {
  readonly #rowView = new RowView();
  readonly #view = this.#rowView as ViewInWork;
  readonly #move: MoveInWork = { seq: 0, at: 0, from: 0, to: 0 };
  /** The states that follow the view, laid out here: a detector that changes one answers another. */
  readonly #quiet: InWork<QuietState> = { lastAt: 0, longestPauseMs: 0 };
  readonly #lastStep: InWork<LastStepState> = { awaySince: null, longestAwayMs: 0, returns: 0 };
  readonly #watch: WatchInWork = {
    ...openWatch(beginWatch()),
    beginView: (fact, flow, customerId) => {
      this.#rowView.begin(fact, flow, customerId);
      return this.#view;
    },
  };
  /** After `write`: places of states that are in no column, as bits. */
  others = 0;

  /** A watch of which nothing is known yet. */
  begin({ customerId }: Whose): WatchInWork {
    const watch = this.#clear();
    watch.view = null;
    watch.customerId = customerId ?? undefined;
    watch.nextSeq = 1;
    watch.decidedAt = 0;
    watch.dueAt = NEVER;
    return watch;
  }

  /** Without what only a rest has. */
  #clear(): WatchInWork {
    const watch = this.#watch;
    watch.active = 0;
    // Objects are stored only where they change: garbage collection has each store looked at.
    if (watch.held !== emptyQueue.held) watch.held = emptyQueue.held;
    if (watch.standing.length > 0) watch.standing.length = 0;
    if (watch.occurrences !== noOccurrences) watch.occurrences = noOccurrences;
    if (watch.settledAt !== nothingSettled) watch.settledAt = nothingSettled;
    return watch;
  }

  /** What was laid out here, with nothing of it that is laid out anew for the next row. */
  own(watch: WatchInWork): WatchInWork {
    const isShared = (state: unknown) => state === this.#quiet || state === this.#lastStep;
    return {
      ...watch,
      states: watch.states.map((state) => (isShared(state) ? { ...(state as object) } : state)),
      standing: [...watch.standing],
    };
  }

  get watch(): WatchInWork {
    return this.#watch;
  }

  /** Lays out the columns that begin at a word; answers where the rest begins, 0 when there is none. */
  read(from: Int32Array, row: number, who: Whose, flow: Flow): number {
    const rowView = this.#rowView;
    const view = this.#view;
    const watch = this.#clear();
    const has = from[row + 1] as number;
    const counts = from[row + 2] as number;
    const startedAt = (counts >>> BEGAN_SHIFT) * TWO_32 + ((from[row + 3] as number) >>> 0);
    const { stepIds } = flowIndex(flow);
    const stepIndex = (counts & MOST_STEPS) - 1;
    const lastProgressAt = startedAt + (from[row + 6] as number);
    const seq = from[row + 4] as number;
    let at = row + FIRST_OPTIONAL;
    view.journeyId = who.journeyId;
    rowView.customerId = who.customerId ?? undefined;
    view.flowId = flow.id;
    view.stepCount = flow.steps.length;
    view.status = STATUSES[has & 3] as JourneyStatus;
    view.channel = CHANNELS[(has >> CHANNEL_SHIFT) & 3] as JourneyView["channel"];
    view.startedAt = startedAt;
    view.stepIndex = stepIndex;
    view.stepId = stepIndex < 0 ? null : (stepIds[stepIndex] ?? null);
    view.seq = seq;
    view.enteredAt = startedAt + (from[row + 5] as number);
    view.lastProgressAt = lastProgressAt;
    watch.decidedAt = (has & DECIDED_ELSE) === 0 ? lastProgressAt : startedAt + (from[at++] as number);
    watch.dueAt = (has & IS_DUE) === 0 ? NEVER : startedAt + (from[at++] as number);
    view.factCount = (has & COUNT_KNOWN) === 0 ? seq : (from[at++] as number);
    view.awaySince = (has & AWAY) === 0 ? null : startedAt + (from[at++] as number);
    view.offlineSince = (has & OFFLINE) === 0 ? null : startedAt + (from[at++] as number);
    view.finishedAt = (has & FINISHED) === 0 ? null : startedAt + (from[at++] as number);
    view.lastMove = null;
    if ((has & MOVED) !== 0) {
      const move = this.#move;
      const fromTo = from[at + 2] as number;
      move.at = startedAt + (from[at] as number);
      move.seq = from[at + 1] as number;
      move.from = fromTo & MOST_STEPS;
      move.to = fromTo >> 8;
      view.lastMove = move;
      at += 3;
    }
    if ((has & QUIET_KNOWN) !== 0) {
      this.#quiet.lastAt = lastProgressAt;
      this.#quiet.longestPauseMs = from[at++] as number;
      watch.states[QUIET] = this.#quiet;
      watch.active |= 1 << QUIET;
    }
    if ((has & LAST_STEP_KNOWN) !== 0) {
      this.#lastStep.awaySince = view.awaySince;
      this.#lastStep.longestAwayMs = from[at++] as number;
      this.#lastStep.returns = from[at++] as number;
      watch.states[LAST_STEP] = this.#lastStep;
      watch.active |= 1 << LAST_STEP;
    }
    at = rowView.holdIds((has >> PROGRESS_SHIFT) & ID_FORM, (has >> AWAY_ID_SHIFT) & ID_FORM, from, at);
    const { fieldBits } = view;
    const bits = (counts >> FIELDS_SHIFT) & MOST_FIELD_WORDS;
    while (fieldBits.length > bits) fieldBits.pop();
    for (let word = 0; word < bits; word += 1) fieldBits[word] = from[at++] as number;
    at = rowView.holdSteps(stepIds, (counts >> STEPS_SHIFT) & MOST_STEPS, from, at);
    view.otherFields = noFields;
    watch.view = view;
    watch.customerId = rowView.customerId;
    watch.nextSeq = seq + 1;
    return (has & HAS_REST) === 0 ? 0 : at;
  }

  /**
   * Writes the columns of a watch, and that a rest follows when told so afterwards (`markRest`); answers where they end, 0 when they do not fit.
   *
   * @param factId the fact at hand: where it is named, `factAt`, its place in the log, is kept instead; -1 = its id is.
   */
  write(watch: WatchInWork, words: Int32Array, factId: FactId | null, factAt: number): number {
    const seen = watch.view;
    if (seen === null || watch.held.length > 0 || watch.nextSeq !== seen.seq + 1) return 0;
    const { startedAt, lastProgressAt, fieldBits, lastMove, seq, awaySince } = seen;
    const isRow = seen === this.#view;
    const stepsMet = isRow && this.#rowView.stepWordCount >= 0 ? this.#rowView.stepsMet : seen.steps.length;
    const began = Math.floor(startedAt / TWO_32);
    if (stepsMet > MOST_STEPS || fieldBits.length > MOST_FIELD_WORDS || seen.stepCount >= MOST_STEPS || seq > MOST_SEQ) return 0;
    if (began < 0 || began > MOST_BEGAN || !Number.isInteger(startedAt)) return 0;
    let has = statusCode(seen.status) | (channelCode(seen.channel) << CHANNEL_SHIFT);
    words[2] = (seen.stepIndex + 1) | (stepsMet << STEPS_SHIFT) | (fieldBits.length << FIELDS_SHIFT) | (began << BEGAN_SHIFT);
    words[3] = startedAt - began * TWO_32;
    words[4] = seq;
    let fits = isWord(seen.enteredAt - startedAt) && isWord(lastProgressAt - startedAt);
    words[5] = seen.enteredAt - startedAt;
    words[6] = lastProgressAt - startedAt;
    let at = FIRST_OPTIONAL;
    if (watch.decidedAt !== lastProgressAt) {
      has |= DECIDED_ELSE;
      fits &&= isWord(watch.decidedAt - startedAt);
      words[at++] = watch.decidedAt - startedAt;
    }
    if (watch.dueAt !== NEVER) {
      has |= IS_DUE;
      fits &&= isWord(watch.dueAt - startedAt);
      words[at++] = watch.dueAt - startedAt;
    }
    if (seen.factCount !== seq) {
      has |= COUNT_KNOWN;
      fits &&= isWord(seen.factCount);
      words[at++] = seen.factCount;
    }
    if (awaySince !== null) {
      has |= AWAY;
      fits &&= isWord(awaySince - startedAt);
      words[at++] = awaySince - startedAt;
    }
    if (seen.offlineSince !== null) {
      has |= OFFLINE;
      fits &&= isWord(seen.offlineSince - startedAt);
      words[at++] = seen.offlineSince - startedAt;
    }
    if (seen.finishedAt !== null) {
      has |= FINISHED;
      fits &&= isWord(seen.finishedAt - startedAt);
      words[at++] = seen.finishedAt - startedAt;
    }
    if (lastMove !== null) {
      has |= MOVED;
      fits &&= isWord(lastMove.at - startedAt) && isWord(lastMove.seq);
      words[at++] = lastMove.at - startedAt;
      words[at++] = lastMove.seq;
      words[at++] = lastMove.from | (lastMove.to << 8);
    }
    let others = watch.active;
    if ((others & (1 << QUIET)) !== 0) {
      const { lastAt, longestPauseMs } = watch.states[QUIET] as QuietState;
      if (lastAt === lastProgressAt) {
        has |= QUIET_KNOWN;
        fits &&= isWord(longestPauseMs);
        words[at++] = longestPauseMs;
        others &= ~(1 << QUIET);
      }
    }
    if ((others & (1 << LAST_STEP)) !== 0) {
      const state = watch.states[LAST_STEP] as LastStepState;
      if (state.awaySince === awaySince) {
        has |= LAST_STEP_KNOWN;
        fits &&= isWord(state.longestAwayMs) && isWord(state.returns);
        words[at++] = state.longestAwayMs;
        words[at++] = state.returns;
        others &= ~(1 << LAST_STEP);
      }
    }
    if (!fits) return 0;
    const { progressForm, awayForm } = this.#rowView;
    const progressIs =
      isRow && progressForm !== UNPACKABLE
        ? this.#keepId(progressForm, 0, words, at)
        : newId(seen.lastProgressFactId, factId, factAt, words, at);
    if (progressIs === UNPACKABLE) return 0;
    at += wordsOfForm(progressIs);
    const awayIs =
      isRow && awayForm !== UNPACKABLE ? this.#keepId(awayForm, AWAY_WORDS, words, at) : newId(seen.awayFactId, factId, factAt, words, at);
    if (awayIs === UNPACKABLE) return 0;
    at += wordsOfForm(awayIs);
    words[1] = has | (progressIs << PROGRESS_SHIFT) | (awayIs << AWAY_ID_SHIFT);
    for (let word = 0; word < fieldBits.length; word += 1) words[at++] = fieldBits[word] as number;
    this.others = others;
    at = isRow && this.#rowView.stepWordCount >= 0 ? this.#keepSteps(words, at) : writeSteps(seen, words, at);
    return at < 0 || at > LONGEST_BLOCK ? 0 : at;
  }

  /** An id that is still as it lay in the row; answers its form. */
  #keepId(form: number, from: number, words: Int32Array, at: number): number {
    const { idWords } = this.#rowView;
    const length = wordsOfForm(form);
    for (let word = 0; word < length; word += 1) words[at + word] = idWords[from + word] as number;
    return form;
  }

  #keepSteps(words: Int32Array, at: number): number {
    const { stepWords, stepWordCount } = this.#rowView;
    for (let word = 0; word < stepWordCount; word += 1) words[at + word] = stepWords[word] as number;
    return at + stepWordCount;
  }
}

/** Says that a rest follows the columns. */
export function markRest(words: Int32Array): void {
  words[1] = (words[1] as number) | HAS_REST;
}

function newId(id: FactId | null, factId: FactId | null, factAt: number, words: Int32Array, at: number): number {
  if (id === null) return 0;
  return id === factId && factAt >= 0 ? writePlace(factAt, words, at) : writeId(id, words, at);
}
