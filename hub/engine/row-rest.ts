/**
 * What only some journeys have, behind the columns of their row: states of detectors that have begun to count, what stands, what occurred and
 * was settled, fields the flow does not list. Packed as plain values (`pack-value.ts`); a rest that no fact changed is written as it lay there.
 */
import { breakpointKey } from "#shared/domain/breakpoint/detectors.ts";
import type { WatchInWork, WatchState } from "#shared/domain/breakpoint/watch-state.ts";
import type { FieldRecord } from "#shared/domain/journey/journey-view.ts";
import type { Breakpoint } from "#shared/model/breakpoint.ts";
import type { JourneyId } from "#shared/model/ids.ts";
import { LONGEST_BLOCK } from "./blocks.ts";
import { createValuePacker, type Plain } from "./pack-value.ts";
import { noFields } from "./row-view.ts";

/** What is empty is left out. */
type Rest = {
  /** By place in `DETECTION_ORDER`. */
  readonly states?: readonly (readonly [number, Plain])[];
  /** Of `nobody`: whose they are is the caller's to say. */
  readonly standing?: readonly (Omit<Breakpoint, "journeyId"> & { journeyId: JourneyId })[];
  readonly occurrences?: WatchState["occurrences"];
  readonly settledAt?: WatchState["settledAt"];
  readonly otherFields?: readonly FieldRecord[];
};

const nobody = "" as JourneyId;
export const noOccurrences: WatchState["occurrences"] = {};
export const nothingSettled: WatchState["settledAt"] = {};
const noStates: NonNullable<Rest["states"]> = [];
const nothingStanding: NonNullable<Rest["standing"]> = [];

/** A breakpoint that stands is the latest of its kind at its step. */
function occurrenceOf({ kind, stepId }: Breakpoint, occurrences: WatchState["occurrences"]): number {
  return occurrences[`${kind}/${stepId}`] ?? 1;
}

function isEmpty(record: object): boolean {
  for (const _key in record) return false;
  return true;
}

/** @param states the places of states that are in no column, as bits. */
export function hasRest({ view, standing, occurrences, settledAt }: WatchInWork, states: number): boolean {
  if (states !== 0 || standing.length > 0) return true;
  if (occurrences !== noOccurrences && !isEmpty(occurrences)) return true;
  if (settledAt !== nothingSettled && !isEmpty(settledAt)) return true;
  return view !== null && view.otherFields.length > 0;
}

export type RowRest = {
  /** Lays out in the watch what begins at a word of a page; the columns, its view among them, are there already. */
  load(words: Int32Array, bytes: Uint8Array, at: number, journeyId: JourneyId, watch: WatchInWork): void;
  /** The fact at hand, and where it lies; -1: nobody knows. */
  place(factId: string, position: number): void;
  /** A row without a rest is laid out now. */
  forget(): void;
  /** Writes the rest of a watch from a word on, and answers where it ends. `bytes` are those of `words`. */
  layOut(watch: WatchInWork, states: number, words: Int32Array, bytes: Uint8Array, at: number): number;
};

/** @param known see `createValuePacker`. */
export function createRowRest(known: readonly string[]): RowRest {
  const packer = createValuePacker(known);
  /** What was loaded last: into which watch, as it lay there, and what was read. */
  let loadedInto: WatchInWork | null = null;
  let loaded: Rest | null = null;
  let length = 0;
  const kept = new Int32Array(LONGEST_BLOCK);

  /** Whether nothing was replaced of what was loaded: states, entries and lists are never changed in place. */
  function isAsItWas(watch: WatchInWork, states: number): boolean {
    if (loaded === null || loadedInto !== watch) return false;
    const { standing = nothingStanding, occurrences = noOccurrences, settledAt = nothingSettled, otherFields = noFields } = loaded;
    if (standing.length !== watch.standing.length) return false;
    if (occurrences !== watch.occurrences || settledAt !== watch.settledAt || otherFields !== watch.view?.otherFields) return false;
    let others = states;
    for (const [place, state] of loaded.states ?? noStates) {
      if (watch.states[place] !== state) return false;
      others &= ~(1 << place);
    }
    return others === 0 && standing.every((breakpoint, place) => watch.standing[place]?.breakpoint === breakpoint);
  }

  function restOf(watch: WatchInWork, places: number): Rest {
    const states: [number, Plain][] = [];
    for (let bits = places; bits !== 0; bits &= bits - 1) {
      const place = 31 - Math.clz32(bits & -bits);
      states.push([place, watch.states[place] as Plain]);
    }
    const { standing, occurrences, settledAt, view } = watch;
    return {
      ...(states.length === 0 ? {} : { states }),
      ...(standing.length === 0 ? {} : { standing: standing.map(({ breakpoint }) => ({ ...breakpoint, journeyId: nobody })) }),
      ...(isEmpty(occurrences) ? {} : { occurrences }),
      ...(isEmpty(settledAt) ? {} : { settledAt }),
      ...(view === null || view.otherFields.length === 0 ? {} : { otherFields: view.otherFields }),
    };
  }

  return {
    load(words, bytes, at, journeyId, watch) {
      const { view } = watch;
      if (view === null) return;
      length = words[at] ?? 0;
      for (let word = 0; word < length; word += 1) kept[word] = words[at + word] ?? 0;
      // It was written below, in this process.
      const rest = packer.read(bytes, (at + 1) * 4, view.startedAt) as unknown as Rest;
      for (const [place, state] of rest.states ?? noStates) {
        watch.states[place] = state;
        watch.active |= 1 << place;
      }
      watch.occurrences = rest.occurrences ?? noOccurrences;
      watch.settledAt = rest.settledAt ?? nothingSettled;
      view.otherFields = rest.otherFields ?? noFields;
      watch.standing.length = 0;
      for (const breakpoint of rest.standing ?? nothingStanding) {
        breakpoint.journeyId = journeyId;
        watch.standing.push({ key: breakpointKey(breakpoint, occurrenceOf(breakpoint, watch.occurrences)), breakpoint });
      }
      loaded = rest;
      loadedInto = watch;
    },
    place: packer.place,
    forget() {
      loaded = null;
    },
    layOut(watch, states, words, bytes, at) {
      if (isAsItWas(watch, states)) {
        for (let word = 0; word < length; word += 1) words[at + word] = kept[word] ?? 0;
        return at + length;
      }
      const end = (packer.write(restOf(watch, states) as unknown as Plain, bytes, (at + 1) * 4, watch.view?.startedAt ?? 0) + 3) >> 2;
      words[at] = end - at;
      return end;
    },
  };
}
