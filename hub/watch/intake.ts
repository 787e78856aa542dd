/**
 * Intake and watch: facts come in, are kept in the append log, then run through the detectors; what is found goes to `effects`.
 *
 * Owns the order of it and the timers of detection. Who is let in is `journey-door.ts`, which facts are taken `fact-admission.ts`, what others
 * ask `journey-reader.ts`; what is kept of a journey `journey-book.ts`, how it comes back after a restart `rebuild-journeys.ts`.
 * An answer is given only after the log has the facts on disk, those that another call brought included. Timers never run ahead of facts that
 * were accepted but not yet watched.
 */
import type { z } from "zod";
import type { bankHubCalls } from "#shared/contract/bank-hub.ts";
import type { trackBodySchema } from "#shared/contract/customer-hub.ts";
import type { Reply } from "#shared/contract/errors.ts";
import { refuse } from "#shared/contract/errors.ts";
import { type Found, nothingFound, type WatchInput } from "#shared/domain/breakpoint/run-watch.ts";
import { stepRecord } from "#shared/domain/journey/journey-view.ts";
import { foldNeed } from "#shared/domain/score/need-state.ts";
import { invariant } from "#shared/lib/invariant.ts";
import type { Fact, SentFact } from "#shared/model/fact.ts";
import type { Flow } from "#shared/model/flow.ts";
import type { CustomerId, FlowId, JourneyId } from "#shared/model/ids.ts";
import type { Content } from "../content/content.ts";
import { placeOf } from "../engine/fact-place.ts";
import { MOST_TOGETHER } from "../engine/id-batch.ts";
import type { Tokens } from "../gateway/tokens.ts";
import type { Background } from "../platform/background.ts";
import type { Deadlines } from "../platform/deadlines.ts";
import type { Log } from "../platform/log.ts";
import type { Metrics } from "../platform/metrics.ts";
import type { FactLog } from "../store/fact-log.ts";
import type { Database } from "../store/open-store.ts";
import { createFactAdmission } from "./fact-admission.ts";
import { type Journey, NO_SECRET } from "./journey.ts";
import { createJourneyBook, SNAPSHOT_AFTER_MS } from "./journey-book.ts";
import { createJourneyDoor, hashOfSecret, type NewJourney } from "./journey-door.ts";
import { createJourneyReader, type JourneyReader } from "./journey-reader.ts";
import { namedEvidence } from "./named-evidence.ts";
import type { Policies } from "./policies.ts";
import { rebuildJourneys, settleWatch } from "./rebuild-journeys.ts";
import type { StepTime } from "./typical-times.ts";
import { recordStepTimes } from "./typical-times.ts";
import type { WatchSnapshots } from "./watch-snapshots.ts";

const RECENT_FACTS = 50;
/** How long the time of a visit that ended waits to be written, in milliseconds of the machine's own time: a kill loses as much of a statistic. */
const STEP_TIMES_AFTER_MS = 250;

export type WatchEffects = {
  /** Called in the order of the log; must be idempotent by alert key, because a restart calls again. */
  apply(
    journey: { journeyId: JourneyId; customerId: CustomerId | null; flow: Flow },
    watched: Pick<Found, "raised" | "updated" | "recovered">,
  ): void;
  /** The journey changed: whoever looks at it is sent its card. */
  changed(journeyId: JourneyId): void;
  /** The customer signed in on this journey, or came back. */
  seen(journeyId: JourneyId, customerId: CustomerId | null): void;
  /** Resolves when everything applied so far is written down. */
  settled(): Promise<void>;
};

export type Intake = JourneyReader & {
  acceptFromCustomer(body: z.output<typeof trackBodySchema>): Promise<Reply<{ upTo: number; hubNow: number }>>;
  acceptFromBank(input: z.output<typeof bankHubCalls.acceptFacts.input>): Promise<Reply<{ accepted: number; repeated: number }>>;
  holdsSecret(journeyId: JourneyId, secret: string): Promise<boolean>;
  /** False when the journey is another customer's. */
  identify(journeyId: JourneyId, customerId: CustomerId): Promise<boolean>;
  /** People settled the alert of this key: the same breakpoint may be raised anew. */
  settle(journeyId: JourneyId, key: string): void;
  readonly openJourneys: number;
  /** Of those, how many are held in memory; the rest are read back from their snapshots. */
  readonly liveJourneys: number;
  /** Writes the snapshots that are due now instead of in a moment. */
  keepSnapshots(): Promise<void>;
  end(): Promise<void>;
};

type IntakeOptions = {
  readonly db: Database;
  readonly factLog: FactLog;
  readonly snapshots: WatchSnapshots;
  /** See `journey-book.ts`; its own figure when absent. */
  readonly snapshotAfterMs?: number | undefined;
  readonly content: Content;
  readonly policies: Policies;
  readonly tokens: Tokens;
  readonly deadlines: Deadlines;
  readonly background: Background;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly now: () => number;
  readonly effects: WatchEffects;
  /** The append log could not be written: what is in memory is ahead of the disk, so the process must end. */
  readonly onFatal: (fault: unknown) => void;
};

/** Facts of one call by the journey they belong to. */
type Share = { readonly journey: Journey; readonly facts: readonly Fact[] };

export async function createIntake(options: IntakeOptions): Promise<Intake> {
  const { db, factLog, snapshots, content, policies, tokens, deadlines, background, metrics, log, now, effects } = options;
  const policyOf = (journey: Journey, flow: Flow) => policies.forFlow(journey.policyVersion, flow);
  const flowOf = (flowId: FlowId) => content.flows.find((flow) => flow.id === flowId) ?? null;
  const book = createJourneyBook({
    snapshots,
    factLog,
    flows: content.flows,
    background,
    now,
    snapshotAfterMs: options.snapshotAfterMs ?? SNAPSHOT_AFTER_MS,
    effectsSettled: effects.settled,
  });
  const admission = createFactAdmission(now);
  const door = createJourneyDoor({ db, factLog, book, policies, now, seen: effects.seen, onFatal: options.onFatal });

  const timetable = deadlines.numbered((number) => {
    const journeyId = book.idOf(number);
    if (journeyId !== null) tick(journeyId);
  });

  /** One fact or tick through the detectors, and what thereby came in its turn into the need score. */
  function watch(journey: Journey, flow: Flow, input: WatchInput, at: number, position = -1): void {
    const inTurn = (fact: Fact) => {
      journey.need = foldNeed(journey.need, fact, flow);
    };
    const found = book.take(journey, input, flow, policyOf(journey, flow), at, inTurn, position);
    if (found !== nothingFound) {
      const { raised, updated, recovered, passed } = namedEvidence(found, factLog);
      // What came and went within one call may have been raised before a restart: resolving an unknown key changes nothing.
      const over = [...recovered, ...passed];
      effects.apply({ journeyId: journey.id, customerId: journey.customerId, flow }, { raised, updated, recovered: over });
    }
    if (journey.nextDeadline === null) timetable.clear(journey.number);
    else timetable.set(journey.number, journey.nextDeadline);
  }

  function tick(journeyId: JourneyId): void {
    const journey = book.find(journeyId);
    if (!journey?.flow) return;
    if (journey.inFlight > 0) return; // the facts on their way come first and set the next deadline themselves
    watch(journey, journey.flow, { kind: "tick" }, now());
    book.changed(journey, factLog.size);
    effects.changed(journey.id);
  }

  /** Visits that ended and are not written yet: together, because each write waits for the disk. */
  let stepTimes: StepTime[] = [];
  let stepTimesDue: NodeJS.Timeout | null = null;

  function noteStepTime(journey: Journey, flow: Flow, fact: Fact): void {
    const { observation } = fact;
    if (observation.kind !== "step-completed") return;
    const { view } = book.watchOf(journey);
    const record = view ? stepRecord(view, observation.stepId) : undefined;
    if (!view || !record || view.stepId !== observation.stepId) return;
    stepTimes.push({
      journeyId: journey.id,
      flowId: flow.id,
      stepId: observation.stepId,
      visit: record.visits,
      spentMs: Math.max(0, Math.round(Math.min(fact.at, fact.acceptedAt) - view.enteredAt)),
      at: fact.at,
    });
  }

  /** One round after the other; resolves when this one and all before it are written. */
  let stepTimesKept: Promise<void> = Promise.resolve();
  function keepStepTimes(): Promise<void> {
    const times = stepTimes;
    stepTimes = [];
    const kept = stepTimesKept.then(() => recordStepTimes(db, times));
    stepTimesKept = kept.catch(() => {});
    return kept;
  }

  function keepStepTimesSoon(): void {
    if (stepTimes.length === 0) return;
    stepTimesDue ??= setTimeout(() => {
      stepTimesDue = null;
      background.run("step-times", keepStepTimes);
    }, STEP_TIMES_AFTER_MS).unref();
  }

  /** One fact through the detectors at the instant it was accepted. */
  function consume(journey: Journey, fact: Fact, position: number, isReplay: boolean): void {
    book.changed(journey, position);
    journey.recent.push(position);
    if (journey.recent.length > RECENT_FACTS) journey.recent.shift();
    if (fact.observation.kind === "journey-started" && journey.flow === null) {
      journey.flow = flowOf(fact.observation.flowId);
      if (journey.flow === null) log("warn", "watch", "a journey of an unknown flow is not watched", { flowId: fact.observation.flowId });
    }
    const flow = journey.flow;
    if (flow === null) {
      journey.waiting.push({ ...fact, id: placeOf(position) });
      return;
    }
    const batch = journey.waiting.length === 0 ? [fact] : [...journey.waiting.splice(0), fact].sort((a, b) => a.seq - b.seq);
    for (const each of batch) {
      watch(journey, flow, { kind: "fact", fact: each }, each.acceptedAt, each === fact ? position : -1);
      if (!isReplay) noteStepTime(journey, flow, each);
    }
  }

  const ahead = new Int32Array(MOST_TOGETHER);
  const firsts: Fact[] = [];
  /** Looks at the watches and timers of the next shares from a place on, and at what they share, so that the waits for memory overlap. */
  function lookAhead(shares: readonly Share[], from: number): void {
    const upTo = Math.min(from + MOST_TOGETHER, shares.length);
    firsts.length = 0;
    for (let at = from; at < upTo; at += 1) {
      const share = shares[at];
      const first = share?.facts[0];
      if (share === undefined || first === undefined) continue;
      ahead[firsts.length] = share.journey.number;
      firsts.push(first);
    }
    book.lookAhead(ahead, firsts, firsts.length);
    timetable.lookAhead(ahead, firsts.length);
  }

  /** One write for all of them; resolves when they, and what was on its way before, are on disk and watched. */
  async function keepAndConsume(shares: readonly Share[]): Promise<void> {
    const facts = shares.flatMap((share) => share.facts);
    for (const share of shares) share.journey.inFlight += share.facts.length;
    let bug: { fault: unknown } | null = null;
    try {
      await factLog.append(facts, (positions) => {
        let at = 0;
        try {
          for (const [place, { journey, facts: mine }] of shares.entries()) {
            if (place % MOST_TOGETHER === 0) lookAhead(shares, place);
            journey.inFlight -= mine.length;
            for (const fact of mine) consume(journey, fact, positions[at++] ?? 0, false);
          }
        } catch (fault) {
          bug = { fault };
        }
      });
    } catch (fault) {
      options.onFatal(fault);
      throw fault;
    }
    if (bug !== null) throw (bug as { fault: unknown }).fault;
    for (const { journey } of shares) effects.changed(journey.id);
  }

  await rebuildJourneys({
    db,
    factLog,
    snapshots,
    book,
    log,
    policyVersion: policies.current.version,
    armTick: (journeyId, at) => timetable.set(book.numberOf(journeyId), at),
    take(journey, fact, position) {
      if (admission.fromLog(journey, fact)) consume(journey, fact, position, true);
    },
  });

  return {
    ...createJourneyReader(book, factLog, policies, now),
    async acceptFromCustomer(body) {
      let customerId: CustomerId | null = null;
      if (body.token !== null) {
        const verified = await tokens.customer(body.token);
        if (!verified.ok && verified.error === "not-authenticated") return refuse("not-authenticated");
        if (verified.ok) customerId = verified.value;
      }
      const { id, secret } = body.journey;
      if (body.facts.some((fact) => fact.journeyId !== id)) return refuse("invalid-input", { path: "facts" });
      const journey = await door.admit(id, hashOfSecret(secret), customerId);
      if (journey === null) return refuse("journey-token-invalid");
      if (!admission.spendAllowance(journey, body.facts.length)) return refuse("too-many");
      const fresh = admission.fromPage(journey, body.facts, body.sentAt);
      await keepAndConsume([{ journey, facts: fresh }]);
      keepStepTimesSoon();
      metrics.factsAccepted.inc({ source: "tracker" }, fresh.length);
      metrics.factsRepeated.inc({ source: "tracker" }, body.facts.length - fresh.length);
      return { ok: true, value: { upTo: journey.acceptedUpTo, hubNow: now() } };
    },
    async acceptFromBank(input) {
      const byJourney = new Map<JourneyId, SentFact[]>();
      for (const fact of input.facts) {
        const share = byJourney.get(fact.journeyId);
        if (share) share.push(fact);
        else byJourney.set(fact.journeyId, [fact]);
      }
      const customers = new Map(Object.entries(input.customers));
      const whose = (id: JourneyId) => (customers.size === 0 ? null : (customers.get(id) ?? null));
      // Taken whole or not at all: nothing is opened before every journey has been looked at.
      const ids = [...byJourney.keys()];
      /** Null once something was waited for: meanwhile a journey may have been put away. */
      let found: readonly (Journey | null)[] | null = book.findAll(ids);
      const unknown: NewJourney[] = [];
      for (const [place, id] of ids.entries()) {
        const customerId = whose(id);
        const known = found[place] ?? null;
        if (known === null) unknown.push({ id, secretHash: NO_SECRET, customerId });
        else if (customerId !== null && known.customerId !== null && known.customerId !== customerId)
          return refuse("journey-token-invalid", { journeyId: id });
      }
      if (unknown.length > 0) {
        await door.openAll(unknown);
        found = book.findAll(ids);
      }
      const admitted: Journey[] = [];
      for (const [place, id] of ids.entries()) {
        const waited = door.admitForBank(id, whose(id), found === null ? book.find(id) : (found[place] ?? null));
        // A turn of the promises for each journey is more than the rest of finding it.
        const journey = waited instanceof Promise ? await waited : waited;
        if (waited instanceof Promise) found = null;
        if (journey === null) return refuse("journey-token-invalid", { journeyId: id });
        admitted.push(journey);
      }
      const shares = [...byJourney.values()].map((facts, place): Share => {
        const journey = admitted[place];
        invariant(journey !== undefined, "every journey was admitted");
        return { journey, facts: admission.fromBank(journey, facts) };
      });
      await keepAndConsume(shares);
      keepStepTimesSoon();
      const taken = shares.reduce((sum, share) => sum + share.facts.length, 0);
      metrics.factsAccepted.inc({ source: "bank" }, taken);
      metrics.factsRepeated.inc({ source: "bank" }, input.facts.length - taken);
      return { ok: true, value: { accepted: taken, repeated: input.facts.length - taken } };
    },
    async holdsSecret(journeyId, secret) {
      return door.holdsSecret(journeyId, secret);
    },
    async identify(journeyId, customerId) {
      const journey = book.find(journeyId);
      return journey !== null && door.identify(journey, customerId);
    },
    settle(journeyId, key) {
      const journey = book.find(journeyId);
      if (!journey) return;
      book.setWatch(journey, settleWatch(book.watchOf(journey), key, now()));
      book.changed(journey, factLog.size);
    },
    get openJourneys() {
      return book.size;
    },
    get liveJourneys() {
      return book.live;
    },
    keepSnapshots: () => book.keepAll(),
    async end() {
      await factLog.append([]);
      if (stepTimesDue !== null) clearTimeout(stepTimesDue);
      await keepStepTimes();
      await book.end();
      await factLog.close();
      snapshots.close();
    },
  };
}
