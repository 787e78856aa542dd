/**
 * Watches of many journeys as rows of small integers (docs/spec/ENGINE.md): steps, fields and kinds by the flow's numbers, instants as
 * distances from the journey's beginning, detectors' states only where they are not initial.
 *
 * The rules are `run-watch.ts`'s, and run over one watch that is laid out anew for each call (`row-columns.ts`, `row-rest.ts`); nothing of it may
 * be kept. A watch that does not fit a row (a gap in its facts, a distance of more than 24 days) is kept as the plain state it is. Who a journey
 * is stays the caller's.
 */
import { type Found, nextCall, runWatch, type WatchInput } from "#shared/domain/breakpoint/run-watch.ts";
import { closeWatch, identifyWatched, NEVER, openWatch, type WatchInWork, type WatchState } from "#shared/domain/breakpoint/watch-state.ts";
import type { Fact } from "#shared/model/fact.ts";
import type { Flow } from "#shared/model/flow.ts";
import type { FactId } from "#shared/model/ids.ts";
import type { DetectionPolicy } from "#shared/model/policy.ts";
import { Blocks } from "./blocks.ts";
import { markRest, RowColumns, SCRATCH_WORDS, type Whose } from "./row-columns.ts";
import { createRowRest, hasRest, type RowRest } from "./row-rest.ts";
import { plainView } from "./row-view.ts";

export class WatchRows {
  readonly #blocks = new Blocks();
  readonly #columns = new RowColumns();
  readonly #rest: RowRest;
  readonly #plain = new Map<number, WatchState>();
  readonly #words = new Int32Array(SCRATCH_WORDS);
  readonly #bytes = new Uint8Array(this.#words.buffer);
  #next = NEVER;
  /** The fact at hand, and where it lies. */
  #factId: FactId | null = null;
  #factAt = -1;
  /** What was looked at ahead of time, so that the compiler does not leave it out. */
  seen = 0;

  /** @param words ids and names that occur again and again: steps, fields, kinds. */
  constructor(words: readonly string[]) {
    this.#rest = createRowRest(words);
  }

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
    inTurn: ((fact: Fact) => void) | null = null,
    position = -1,
  ): Found {
    this.#factId = input.kind === "fact" ? input.fact.id : null;
    this.#factAt = position;
    const known = this.#find(row, who, flow) ?? this.#begin(who);
    const found = runWatch(known, input, flow, policy, now, inTurn);
    this.#next = nextCall(known);
    this.#store(row, known);
    return found;
  }

  /** After `take`: when that watch wants to be asked again, hub clock; `null` = never. */
  get nextDeadline(): number | null {
    return this.#next === NEVER ? null : this.#next;
  }

  /** A copy of what a row says, `null` for a number nothing is known of. @param flow the flow it was taken in with. */
  read(row: number, who: Whose, flow: Flow): WatchState | null {
    const known = this.#find(row, who, flow);
    return known === null ? null : this.#close(known);
  }

  write(row: number, state: WatchState): void {
    this.#factAt = -1;
    this.#store(row, openWatch(state));
  }

  /** Looks at the first `count` of these rows, -1 = none, and at a fact for each from a place on, before they are taken one by one. */
  lookAhead(rows: Int32Array, facts: readonly Fact[], from: number, count: number): void {
    let seen = 0;
    for (let at = from; at < from + count; at += 1) {
      const fact = facts[at];
      if (fact !== undefined) seen += fact.seq + fact.at + fact.observation.kind.length;
    }
    this.seen = seen;
    this.#blocks.lookAhead(rows, count);
  }

  drop(row: number): void {
    this.#blocks.drop(row);
    this.#plain.delete(row);
  }

  /** Rows kept as plain states. */
  get plain(): number {
    return this.#plain.size;
  }

  get sizeBytes(): number {
    return this.#blocks.sizeBytes;
  }

  #find(row: number, who: Whose, flow: Flow): WatchInWork | null {
    const state = this.#plain.size > 0 ? this.#plain.get(row) : undefined;
    if (state !== undefined) return openWatch(identified(state, who));
    const blocks = this.#blocks;
    if (!blocks.locate(row)) return null;
    const restAt = this.#columns.read(blocks.words, blocks.at, who, flow);
    const { watch } = this.#columns;
    if (restAt > 0) this.#rest.load(blocks.words, blocks.bytes, restAt, who.journeyId, watch);
    else this.#rest.forget();
    return watch;
  }

  #begin(who: Whose): WatchInWork {
    this.#rest.forget();
    return this.#columns.begin(who);
  }

  #store(row: number, watch: WatchInWork): void {
    const length = this.#layOut(watch);
    if (length > 0 && this.#blocks.put(row, this.#words, length)) {
      if (this.#plain.size > 0) this.#plain.delete(row);
      return;
    }
    this.#blocks.drop(row);
    this.#plain.set(row, this.#close(watch));
  }

  /** Lays a watch out as a row; answers its length in words, 0 when it does not fit one. */
  #layOut(watch: WatchInWork): number {
    const end = this.#columns.write(watch, this.#words, this.#factId, this.#factAt);
    if (end === 0 || !hasRest(watch, this.#columns.others)) return end;
    markRest(this.#words);
    this.#rest.place(this.#factId ?? "", this.#factAt);
    return this.#rest.layOut(watch, this.#columns.others, this.#words, this.#bytes, end);
  }

  #close(watch: WatchInWork): WatchState {
    const own = this.#columns.own(watch);
    return closeWatch({ ...own, view: own.view && plainView(own.view) });
  }
}

function identified(state: WatchState, { customerId }: Whose): WatchState {
  return customerId === null || state.customerId !== undefined ? state : identifyWatched(state, customerId);
}

export function createWatchRows(words: readonly string[]): WatchRows {
  return new WatchRows(words);
}
