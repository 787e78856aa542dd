/**
 * The book of journeys: those in use in memory, the rest as snapshots that are read back the moment somebody asks.
 *
 * Owns which journeys are in memory, which of them changed since their snapshot, and the rounds that write those. A round writes a journey only
 * when nothing of it is on its way to the log and everything found in it so far was carried out, so that a kill at any instant loses neither.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { Found, WatchInput } from "#shared/domain/breakpoint/run-watch.ts";
import { beginWatch, type WatchState } from "#shared/domain/breakpoint/watch-state.ts";
import { MINUTE_MS, SECOND_MS } from "#shared/lib/duration.ts";
import type { Fact } from "#shared/model/fact.ts";
import type { Flow } from "#shared/model/flow.ts";
import type { CustomerId, FlowId, JourneyId } from "#shared/model/ids.ts";
import type { DetectionPolicy } from "#shared/model/policy.ts";
import { MOST_TOGETHER } from "../engine/id-batch.ts";
import { createJourneyNumbers } from "../engine/journey-numbers.ts";
import { createWatchRows } from "../engine/watch-rows.ts";
import { engineWords } from "../engine/words.ts";
import type { Background } from "../platform/background.ts";
import type { FactLog } from "../store/fact-log.ts";
import { beginJourney, type Journey } from "./journey.ts";
import { readRow, rowOf } from "./journey-row.ts";
import type { JourneyRow, WatchSnapshots } from "./watch-snapshots.ts";

/** How long a change waits for its snapshot, in milliseconds: what a restart replays at most, beside what came too fast. */
export const SNAPSHOT_AFTER_MS = 5 * SECOND_MS;
/** Journeys written in one go, some milliseconds of the thread. */
const ROWS_A_CHUNK = 250;
/** How often a round comes back to journeys that have facts on their way, and after how long, in milliseconds: the disk takes as long. */
const MOST_PASSES = 20;
const PASS_AFTER_MS = 5;
/** A journey nobody asked for this long, in milliseconds, is kept as its snapshot alone. */
const PARK_AFTER_MS = 10 * MINUTE_MS;
/** A journey in use goes to the end of the line this often, in milliseconds: its place among those with a fact in between is of no use. */
const MOVED_EVERY_MS = 30 * SECOND_MS;
/** In memory at most, beside those that changed. */
const MOST_LIVE = 200_000;

export type JourneyBook = {
  /** In memory or read back from its snapshot; null when it is not known here. */
  find(id: JourneyId): Journey | null;
  /** The same of many, by their places: their waits for memory overlap. */
  findAll(ids: readonly JourneyId[]): (Journey | null)[];
  open(id: JourneyId, secretHash: string, customerId: CustomerId | null, policyVersion: string): Journey;
  /** A copy of what is watched. */
  watchOf(journey: Journey): WatchState;
  setWatch(journey: Journey, state: WatchState): void;
  /**
   * Takes a fact or a tick into the watch of a journey whose flow is known, and notes when it wants to be asked again.
   *
   * @param policy that of the journey's own version, in every call.
   * @param inTurn see `runWatch`.
   * @param position of a fact in the log: what is kept of it. What is found names older facts by their places (`named-evidence.ts`).
   */
  take(
    journey: Journey,
    input: WatchInput,
    flow: Flow,
    policy: DetectionPolicy,
    now: number,
    inTurn: (fact: Fact) => void,
    position?: number,
  ): Found;
  /** Looks at the watches of journeys, by their numbers, and at a fact of each, before they are taken one by one; at most `MOST_TOGETHER`. */
  lookAhead(numbers: Int32Array, facts: readonly Fact[], count: number): void;
  /** The number of a journey, in memory or not; and whose a number is. */
  numberOf(id: JourneyId): number;
  idOf(number: number): JourneyId | null;
  setCustomer(journey: Journey, customerId: CustomerId): void;
  journeysOf(customerId: CustomerId): readonly JourneyId[];
  /** @param position of the fact that changed it; the end of the log when none did. */
  changed(journey: Journey, position: number): void;
  /** Journeys known, in memory or not. */
  readonly size: number;
  readonly live: number;
  /** Writes everything that can be; resolves when it is written. */
  keepAll(): Promise<void>;
  /** The last round; nothing is written afterwards. */
  end(): Promise<void>;
};

type BookParts = {
  readonly snapshots: WatchSnapshots;
  readonly factLog: Pick<FactLog, "size">;
  readonly flows: readonly Flow[];
  readonly background: Background;
  readonly now: () => number;
  /** How long a change waits for its snapshot, in milliseconds of the machine's own time. */
  readonly snapshotAfterMs: number;
  /** Resolves when everything found so far was carried out. */
  readonly effectsSettled: () => Promise<void>;
};

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

export function createJourneyBook(parts: BookParts): JourneyBook {
  const { snapshots, factLog, flows, background, now, snapshotAfterMs, effectsSettled } = parts;
  const flowOf = (flowId: FlowId) => flows.find((flow) => flow.id === flowId) ?? null;
  /** Whoever is in memory or waits for a time has a number; whoever is in memory and watched has a row. */
  const numbers = createJourneyNumbers();
  const rows = createWatchRows(engineWords(flows));
  /** By number; longest unused first, to within `MOVED_EVERY_MS`. */
  const live = new Map<number, Journey>();
  /** Changed since their snapshot, by the position of the first fact that did, oldest first. */
  const dirty = new Map<Journey, number>();
  /** Opened here and never kept yet. */
  const unsaved = new Set<JourneyId>();
  const unsavedOf = new Map<CustomerId, JourneyId[]>();
  let saved = snapshots.count();
  /** The round to come. */
  let due: NodeJS.Timeout | null = null;
  let hasEnded = false;

  function touch(journey: Journey): Journey {
    const at = now();
    journey.touchedAt = at;
    if (Math.abs(at - journey.movedAt) < MOVED_EVERY_MS) return journey;
    journey.movedAt = at;
    live.delete(journey.number);
    live.set(journey.number, journey);
    return journey;
  }

  const whose = ({ id, customerId }: Journey) => ({ journeyId: id, customerId });

  function watchOf(journey: Journey): WatchState {
    const kept = journey.flow === null ? null : rows.read(journey.number, whose(journey), journey.flow);
    return kept ?? beginWatch(journey.customerId ?? undefined);
  }

  /** Lets a journey go that is as its snapshot says. */
  function letGo(journey: Journey): void {
    live.delete(journey.number);
    rows.drop(journey.number);
    if (journey.nextDeadline === null) numbers.release(journey.number);
  }

  function readBack(row: JourneyRow): Journey {
    const { journey, watch } = readRow(row, numbers.numberOf(row.id), flowOf, now());
    if (journey.flow !== null) rows.write(journey.number, watch);
    return journey;
  }

  /** @param number that of the id, -1 = it has none. */
  function findBy(number: number, id: JourneyId): Journey | null {
    const known = number < 0 ? undefined : live.get(number);
    if (known) return touch(known);
    const row = snapshots.read(id);
    if (row === null) return null;
    const journey = readBack(row);
    live.set(journey.number, journey);
    return journey;
  }

  /** The first byte of the log that a kept journey may still need, given what is left to keep. */
  function positionNow(): number {
    let earliest = factLog.size;
    for (const position of dirty.values()) if (position < earliest) earliest = position;
    return earliest;
  }

  /** Changes that could not be written are the oldest ones again. */
  function putBack(chunk: readonly { journey: Journey; position: number }[]): void {
    const later = [...dirty];
    dirty.clear();
    for (const { journey, position } of chunk) dirty.set(journey, position);
    for (const [journey, position] of later) if (!dirty.has(journey)) dirty.set(journey, position);
  }

  function countSaved(journey: Journey, row: JourneyRow): void {
    if (!unsaved.delete(journey.id)) return;
    saved += 1;
    if (journey.customerId === null) return;
    // Signed in while the row was on its way.
    if (row.customerId === null) snapshots.identify(journey.id, journey.customerId);
    const left = (unsavedOf.get(journey.customerId) ?? []).filter((id) => id !== journey.id);
    if (left.length > 0) unsavedOf.set(journey.customerId, left);
    else unsavedOf.delete(journey.customerId);
  }

  /** Writes these, none of which is on its way to the log; their changes from now on are later ones. */
  async function keepChunk(journeys: readonly Journey[]): Promise<void> {
    const chunk = journeys.map((journey) => ({
      journey,
      position: dirty.get(journey) ?? factLog.size,
      row: rowOf(journey, watchOf(journey)),
    }));
    for (const journey of journeys) dirty.delete(journey);
    const mark = { position: positionNow(), takenAt: now() };
    // What was found in these journeys is in their rows now, and a restart will not find it again.
    try {
      await effectsSettled();
      snapshots.keep(
        chunk.map(({ row }) => row),
        mark,
      );
    } catch (fault) {
      putBack(chunk);
      throw fault;
    }
    for (const { journey, row } of chunk) {
      countSaved(journey, row);
      // Nobody waits for a journey that is finished; a desk that looks at it reads it back.
      if (journey.inFlight === 0 && !dirty.has(journey) && watchOf(journey).view?.status === "finished") letGo(journey);
    }
  }

  /**
   * Writes what has changed by now, each journey once: those that go on changing meanwhile are the next round's, or a busy hub would write the
   * same rows without an end. Who has facts on their way is asked again, some times.
   */
  async function keepChanged(): Promise<void> {
    let due = [...dirty.keys()];
    for (let pass = 0; due.length > 0 && pass < MOST_PASSES; pass += 1) {
      if (pass > 0) await delay(PASS_AFTER_MS);
      const busy: Journey[] = [];
      for (let from = 0; from < due.length; ) {
        const chunk: Journey[] = [];
        for (; from < due.length && chunk.length < ROWS_A_CHUNK; from += 1) {
          const journey = due[from];
          if (journey === undefined || !dirty.has(journey)) continue;
          (journey.inFlight > 0 ? busy : chunk).push(journey);
        }
        if (chunk.length === 0) continue;
        await keepChunk(chunk);
        await nextTurn();
      }
      due = busy;
    }
  }

  let round: Promise<void> | null = null;
  /** One round at a time: who asks during one gets the next. */
  async function keepAll(): Promise<void> {
    while (round !== null) await round.catch(() => {});
    round = (async () => {
      try {
        await keepChanged();
        park();
      } finally {
        round = null;
        if (dirty.size > 0 && !hasEnded) soon();
      }
    })();
    return round;
  }

  /** By the machine's own time: how much a restart has to replay does not depend on the bank's clock. */
  function soon(): void {
    due ??= setTimeout(() => {
      due = null;
      background.run("watch-snapshots", keepAll);
    }, snapshotAfterMs).unref();
  }

  /** Lets go of what nobody asked for in a while; whoever asks next reads it back. */
  function park(): void {
    const before = now() - PARK_AFTER_MS;
    for (const journey of live.values()) {
      const isTooMany = live.size > MOST_LIVE;
      if (journey.movedAt > before && !isTooMany) break;
      if (journey.touchedAt > before && !isTooMany) continue;
      if (journey.inFlight === 0 && !dirty.has(journey)) letGo(journey);
    }
  }

  return {
    find: (id) => findBy(numbers.find(id), id),
    findAll(ids) {
      const found: (Journey | null)[] = [];
      for (let from = 0; from < ids.length; from += MOST_TOGETHER) {
        const together = ids.slice(from, from + MOST_TOGETHER);
        numbers.lookUp(together, 0, together.length);
        for (const [place, id] of together.entries()) found.push(findBy(numbers.knownAt(place, id), id));
      }
      return found;
    },
    open(id, secretHash, customerId, policyVersion) {
      const journey = beginJourney({ id, number: numbers.numberOf(id), secretHash, customerId, policyVersion }, now());
      live.set(journey.number, journey);
      unsaved.add(id);
      if (customerId !== null) unsavedOf.set(customerId, [...(unsavedOf.get(customerId) ?? []), id]);
      return journey;
    },
    watchOf,
    setWatch: (journey, state) => rows.write(journey.number, state),
    take(journey, input, flow, policy, at, inTurn, position) {
      const found = rows.take(journey.number, whose(journey), input, flow, policy, at, inTurn, position);
      journey.nextDeadline = rows.nextDeadline;
      return found;
    },
    lookAhead: (each, facts, count) => rows.lookAhead(each, facts, 0, count),
    numberOf: (id) => numbers.numberOf(id),
    idOf: (number) => numbers.idOf(number),
    setCustomer(journey, customerId) {
      journey.customerId = customerId;
      if (unsaved.has(journey.id)) unsavedOf.set(customerId, [...(unsavedOf.get(customerId) ?? []), journey.id]);
      else snapshots.identify(journey.id, customerId);
    },
    journeysOf: (customerId) => [...snapshots.journeysOf(customerId), ...(unsavedOf.get(customerId) ?? [])],
    changed(journey, position) {
      if (!dirty.has(journey)) dirty.set(journey, position);
      if (round === null && !hasEnded) soon();
    },
    get size() {
      return saved + unsaved.size;
    },
    get live() {
      return live.size;
    },
    keepAll,
    async end() {
      hasEnded = true;
      if (due) clearTimeout(due);
      await round;
      await keepAll();
    },
  };
}
