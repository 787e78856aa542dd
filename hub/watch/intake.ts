/**
 * Intake and watch: facts come in, are kept in the append log, then run through the detectors; what is found goes to `effects`.
 *
 * Owns clock correction, idempotence, and the timers of detection. What is kept of a journey is `journey-book.ts`, how it comes back after a
 * restart `rebuild-journeys.ts`. An answer is given only after the log has the facts on disk, those that another call brought included.
 * Timers never run ahead of facts that were accepted but not yet watched.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import type { z } from "zod";
import type { bankHubCalls } from "#shared/contract/bank-hub.ts";
import type { trackBodySchema } from "#shared/contract/customer-hub.ts";
import type { Reply } from "#shared/contract/errors.ts";
import { refuse } from "#shared/contract/errors.ts";
import { type Found, nothingFound, type WatchInput } from "#shared/domain/breakpoint/run-watch.ts";
import { type JourneyView, stepRecord } from "#shared/domain/journey/journey-view.ts";
import { foldNeed } from "#shared/domain/score/need-state.ts";
import { SECOND_MS } from "#shared/lib/duration.ts";
import type { Fact, SentFact } from "#shared/model/fact.ts";
import type { Flow } from "#shared/model/flow.ts";
import type { CustomerId, FlowId, JourneyId } from "#shared/model/ids.ts";
import type { JourneyCard } from "#shared/model/journey.ts";
import type { Content } from "../content/content.ts";
import type { JourneyNeed } from "../decide/need-scores.ts";
import type { PastViews } from "../dispatch/customer-history.ts";
import type { Tokens } from "../gateway/tokens.ts";
import type { Background } from "../platform/background.ts";
import type { Deadlines } from "../platform/deadlines.ts";
import type { Log } from "../platform/log.ts";
import type { Metrics } from "../platform/metrics.ts";
import type { FactLog } from "../store/fact-log.ts";
import type { Database } from "../store/open-store.ts";
import type { Journey } from "./journey-book.ts";
import { createJourneyBook, NO_SECRET, SNAPSHOT_AFTER_MS } from "./journey-book.ts";
import { journeyCard } from "./journey-card.ts";
import { needHistoryOf } from "./need-history.ts";
import type { Policies, PolicyInForce } from "./policies.ts";
import { rebuildJourneys, settleWatch } from "./rebuild-journeys.ts";
import type { StepTime } from "./typical-times.ts";
import { recordStepTimes } from "./typical-times.ts";
import type { WatchSnapshots } from "./watch-snapshots.ts";

const RECENT_FACTS = 50;
/** Of one customer's journeys, how many are read back at most to find the latest. */
const MOST_PAST_READ = 200;
/** Facts accepted beyond a gap in `seq` before the gap is given up: a page that drops numbers must not fill memory. */
const LONGEST_AHEAD = 1_000;
/** What one journey may send: this many facts at once, and this many a second after that. A phone back from hours offline brings 500. */
const FACTS_AT_ONCE = 600;
const FACTS_A_SECOND = 20;
/** A customer's clock may be wrong by this much before a fact is taken as of now, in milliseconds. */
const LONGEST_DELAY_MS = 24 * 3_600_000;
/** Earlier journeys of one customer that a score looks at, at most. */
const MOST_OTHERS = 50;
/** Ids of facts of back ends that are remembered: one that comes again under another number is the same fact. */
const REMEMBERED_IDS = 100_000;

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

export type Intake = {
  acceptFromCustomer(body: z.output<typeof trackBodySchema>): Promise<Reply<{ upTo: number; hubNow: number }>>;
  acceptFromBank(input: z.output<typeof bankHubCalls.acceptFacts.input>): Promise<Reply<{ accepted: number; repeated: number }>>;
  holdsSecret(journeyId: JourneyId, secret: string): Promise<boolean>;
  customerOf(journeyId: JourneyId): CustomerId | null;
  /** False when the journey is another customer's. */
  identify(journeyId: JourneyId, customerId: CustomerId): Promise<boolean>;
  card(journeyId: JourneyId): JourneyCard | null;
  /** The detection policy this journey began under; null when it is not known here. */
  policyOf(journeyId: JourneyId): PolicyInForce | null;
  /** The customer has closed the page, and done nothing on this journey since. */
  hasLeft(journeyId: JourneyId): boolean;
  /** What the need score asks of a journey; null before its first fact. */
  needOf(journeyId: JourneyId): JourneyNeed | null;
  journeysOf(customerId: CustomerId): readonly JourneyId[];
  /** What the latest journeys of a customer came to, latest first; `isCut`: there are more. */
  pastViews(customerId: CustomerId, most: number): PastViews;
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

const hashOf = (secret: string) => createHash("sha256").update(secret).digest("hex");

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
  /** Journeys whose row is being written: nobody is answered before it is. */
  const opening = new Map<JourneyId, Promise<void>>();
  const rememberedIds = new Map<string, string>();

  function markAccepted(journey: Journey, seq: number): boolean {
    if (seq <= journey.acceptedUpTo || journey.ahead.has(seq)) return false;
    journey.ahead.add(seq);
    if (journey.ahead.size > LONGEST_AHEAD) journey.acceptedUpTo = Math.min(...journey.ahead) - 1;
    while (journey.ahead.delete(journey.acceptedUpTo + 1)) journey.acceptedUpTo += 1;
    return true;
  }

  /** False when the fact of this id was taken under another number already. */
  function rememberId(fact: SentFact): boolean {
    const place = `${fact.journeyId}/${fact.seq}`;
    const known = rememberedIds.get(fact.id);
    if (known !== undefined) return known === place;
    rememberedIds.set(fact.id, place);
    if (rememberedIds.size > REMEMBERED_IDS) for (const oldest of rememberedIds.keys()) return rememberedIds.delete(oldest);
    return true;
  }

  /** False when the journey has sent more than it may; the page holds its facts and tries again later. */
  function spendAllowance(journey: Journey, facts: number): boolean {
    const at = now();
    const left = journey.allowance ?? { facts: FACTS_AT_ONCE, at };
    const refilled = Math.min(FACTS_AT_ONCE, left.facts + ((at - left.at) * FACTS_A_SECOND) / SECOND_MS);
    const isEnough = refilled >= facts;
    journey.allowance = { facts: isEnough ? refilled - facts : refilled, at };
    return isEnough;
  }

  const timetable = deadlines.numbered((number) => {
    const journeyId = book.idOf(number);
    if (journeyId !== null) tick(journeyId);
  });

  /** One fact or tick through the detectors, and what thereby came in its turn into the need score. */
  function watch(journey: Journey, flow: Flow, input: WatchInput, at: number): void {
    const found = book.take(journey, input, flow, policyOf(journey, flow), at, (fact) => {
      journey.need = foldNeed(journey.need, fact, flow);
    });
    if (found !== nothingFound) {
      // What came and went within one call may have been raised before a restart: resolving an unknown key changes nothing.
      const recovered = [...found.recovered, ...found.passed];
      effects.apply({ journeyId: journey.id, customerId: journey.customerId, flow }, { ...found, recovered });
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

  /** Visits that ended in the facts at hand, written together once those are consumed. */
  let stepTimes: StepTime[] = [];

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

  function keepStepTimes(): void {
    const times = stepTimes;
    stepTimes = [];
    if (times.length > 0) background.run("step-times", () => recordStepTimes(db, times));
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
      journey.waiting.push(fact);
      return;
    }
    const batch = [...journey.waiting.splice(0), fact].sort((a, b) => a.seq - b.seq);
    for (const each of batch) {
      watch(journey, flow, { kind: "fact", fact: each }, each.acceptedAt);
      if (!isReplay) noteStepTime(journey, flow, each);
    }
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
          for (const { journey, facts: mine } of shares) {
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

  /** The journey is this customer's from now on; false when it is another's already: a journey never changes its customer. */
  async function identify(journey: Journey, customerId: CustomerId): Promise<boolean> {
    if (journey.customerId !== null) return journey.customerId === customerId;
    book.setCustomer(journey, customerId);
    book.changed(journey, factLog.size);
    await db.updateTable("journeys").set({ customer_id: customerId }).where("id", "=", journey.id).execute();
    effects.seen(journey.id, customerId);
    return true;
  }

  type NewJourney = { readonly id: JourneyId; readonly secretHash: string; readonly customerId: CustomerId | null };

  async function openAll(wanted: readonly NewJourney[]): Promise<void> {
    if (wanted.length === 0) return;
    const at = now();
    // Named in the row before the first fact is in the log: whatever is learned later, a restart repeats the facts under this one.
    const { version } = policies.current;
    const rows = wanted.map(({ id, secretHash, customerId }) => {
      book.changed(book.open(id, secretHash, customerId, version), factLog.size);
      return { id, secret_hash: secretHash, customer_id: customerId, flow_id: null, created_at: at, policy_version: version };
    });
    const written = db
      .insertInto("journeys")
      .values(rows)
      .execute()
      .then(() => {});
    for (const { id } of wanted) opening.set(id, written);
    try {
      await written;
    } catch (fault) {
      options.onFatal(fault);
      throw fault;
    } finally {
      for (const { id } of wanted) opening.delete(id);
    }
    for (const { id, customerId } of wanted) if (customerId !== null) effects.seen(id, customerId);
  }

  /** Finds or opens the journey a secret belongs to; null when the secret, or the customer, is another's. */
  async function admit(id: JourneyId, secretHash: string, customerId: CustomerId | null): Promise<Journey | null> {
    const known = book.find(id);
    if (!known) {
      await openAll([{ id, secretHash, customerId }]);
      return book.find(id);
    }
    await opening.get(id);
    if (known.secretHash !== secretHash) return null;
    return customerId === null || (await identify(known, customerId)) ? known : null;
  }

  const accepted = (fact: SentFact, offsetMs: number): Fact => {
    const acceptedAt = now();
    const at = Math.round(fact.at + offsetMs);
    return { ...fact, at: at > acceptedAt || at < acceptedAt - LONGEST_DELAY_MS ? acceptedAt : at, acceptedAt };
  };

  const viewOf = (journey: Journey | null): JourneyView | null => (journey === null ? null : book.watchOf(journey).view);

  /** The customer's other journeys of the same flow, as far as they are of interest. */
  function othersOf({ id, customerId, flow }: Journey): readonly JourneyView[] {
    if (customerId === null) return [];
    const ids = book.journeysOf(customerId).filter((other) => other !== id);
    return ids.slice(-MOST_OTHERS).flatMap((other) => {
      const view = viewOf(book.find(other));
      return view && view.flowId === flow?.id ? [view] : [];
    });
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
      rememberId(fact);
      if (markAccepted(journey, fact.seq)) consume(journey, fact, position, true);
    },
  });

  return {
    async acceptFromCustomer(body) {
      let customerId: CustomerId | null = null;
      if (body.token !== null) {
        const verified = await tokens.customer(body.token);
        if (!verified.ok && verified.error === "not-authenticated") return refuse("not-authenticated");
        if (verified.ok) customerId = verified.value;
      }
      const { id, secret } = body.journey;
      if (body.facts.some((fact) => fact.journeyId !== id)) return refuse("invalid-input", { path: "facts" });
      const journey = await admit(id, hashOf(secret), customerId);
      if (journey === null) return refuse("journey-token-invalid");
      if (!spendAllowance(journey, body.facts.length)) return refuse("too-many");
      const offsetMs = now() - body.sentAt;
      const fresh = body.facts.filter((fact) => markAccepted(journey, fact.seq)).map((fact) => accepted(fact, offsetMs));
      await keepAndConsume([{ journey, facts: fresh }]);
      keepStepTimes();
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
      // Taken whole or not at all: nothing is opened before every journey has been looked at.
      const unknown: NewJourney[] = [];
      for (const id of byJourney.keys()) {
        const customerId = input.customers[id] ?? null;
        const known = book.find(id);
        if (!known) unknown.push({ id, secretHash: NO_SECRET, customerId });
        else if (customerId !== null && known.customerId !== null && known.customerId !== customerId)
          return refuse("journey-token-invalid", { journeyId: id });
      }
      await openAll(unknown);
      const shares: Share[] = [];
      for (const [id, facts] of byJourney) {
        const journey = await admit(id, book.find(id)?.secretHash ?? NO_SECRET, input.customers[id] ?? null);
        if (journey === null) return refuse("journey-token-invalid", { journeyId: id });
        // A back end's clock is the bank's own: its instants are taken as they are, never later than now.
        const fresh = facts
          .filter((fact) => rememberId(fact) && markAccepted(journey, fact.seq))
          .map((fact): Fact => {
            const acceptedAt = now();
            return { ...fact, at: Math.min(fact.at, acceptedAt), acceptedAt };
          });
        shares.push({ journey, facts: fresh });
      }
      await keepAndConsume(shares);
      keepStepTimes();
      const taken = shares.reduce((sum, share) => sum + share.facts.length, 0);
      metrics.factsAccepted.inc({ source: "bank" }, taken);
      metrics.factsRepeated.inc({ source: "bank" }, input.facts.length - taken);
      return { ok: true, value: { accepted: taken, repeated: input.facts.length - taken } };
    },
    async holdsSecret(journeyId, secret) {
      const journey = book.find(journeyId);
      if (!journey || journey.secretHash === NO_SECRET) return false;
      return timingSafeEqual(Buffer.from(hashOf(secret)), Buffer.from(journey.secretHash));
    },
    customerOf: (journeyId) => book.find(journeyId)?.customerId ?? null,
    async identify(journeyId, customerId) {
      const journey = book.find(journeyId);
      return journey !== null && identify(journey, customerId);
    },
    card(journeyId) {
      const journey = book.find(journeyId);
      const view = viewOf(journey);
      if (!journey || !view || journey.flow === null) return null;
      const facts = journey.recent.map((position) => factLog.readAt(position)).sort((a, b) => a.seq - b.seq);
      return journeyCard(view, journey.flow, facts, now());
    },
    policyOf(journeyId) {
      const journey = book.find(journeyId);
      return journey === null ? null : policies.of(journey.policyVersion);
    },
    hasLeft: (journeyId) => viewOf(book.find(journeyId))?.status === "left",
    needOf(journeyId) {
      const journey = book.find(journeyId);
      if (!journey?.need || journey.flow === null) return null;
      return { state: journey.need, history: needHistoryOf(othersOf(journey), journey.need.startedAt) };
    },
    journeysOf: (customerId) => book.journeysOf(customerId),
    pastViews(customerId, most) {
      const ids = book.journeysOf(customerId);
      const views = ids.slice(-MOST_PAST_READ).flatMap((id) => {
        const journey = book.find(id);
        const view = viewOf(journey);
        return journey?.flow && view ? [{ view, flow: journey.flow }] : [];
      });
      views.sort((a, b) => b.view.startedAt - a.view.startedAt);
      return { views: views.slice(0, most), isCut: views.length > most || ids.length > MOST_PAST_READ };
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
      await book.end();
      await factLog.close();
      snapshots.close();
    },
  };
}
