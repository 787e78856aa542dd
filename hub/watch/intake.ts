/**
 * Intake and watch: facts come in, are kept in the append log, then run through the detectors; what is found goes to `effects`.
 *
 * Owns journeys in memory (rebuilt from the log at start), clock correction, idempotence by `seq`, and the timers of detection.
 * An answer is given only after the log has the facts on disk. Timers never run ahead of facts that were accepted but not yet watched.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import type { z } from "zod";
import type { bankHubCalls } from "#shared/contract/bank-hub.ts";
import type { trackBodySchema } from "#shared/contract/customer-hub.ts";
import type { Reply } from "#shared/contract/errors.ts";
import { refuse } from "#shared/contract/errors.ts";
import { policyForFlow } from "#shared/domain/breakpoint/learn-limits.ts";
import type { Watched, WatchState } from "#shared/domain/breakpoint/watch-journey.ts";
import { beginWatch, identifyWatched, settleBreakpoint, watchJourney } from "#shared/domain/breakpoint/watch-journey.ts";
import { SECOND_MS } from "#shared/lib/duration.ts";
import { alertSchema } from "#shared/model/alert.ts";
import type { Fact, SentFact } from "#shared/model/fact.ts";
import type { Flow } from "#shared/model/flow.ts";
import type { CustomerId, FlowId, JourneyId } from "#shared/model/ids.ts";
import type { JourneyCard } from "#shared/model/journey.ts";
import type { Content } from "../content/content.ts";
import type { Tokens } from "../gateway/tokens.ts";
import type { Background } from "../platform/background.ts";
import type { Deadlines } from "../platform/deadlines.ts";
import type { Log } from "../platform/log.ts";
import type { Metrics } from "../platform/metrics.ts";
import type { FactLog } from "../store/fact-log.ts";
import type { Database } from "../store/open-store.ts";
import { journeyCard } from "./journey-card.ts";
import type { StepTime } from "./typical-times.ts";
import { recordStepTimes } from "./typical-times.ts";

const RECENT_FACTS = 50;
/** Facts accepted beyond a gap in `seq` before the gap is given up: a page that drops numbers must not fill memory. */
const LONGEST_AHEAD = 1_000;
/** What one journey may send: this many facts at once, and this many a second after that. A phone back from hours offline brings 500. */
const FACTS_AT_ONCE = 600;
const FACTS_A_SECOND = 20;
/** A customer's clock may be wrong by this much before a fact is taken as of now, in milliseconds. */
const LONGEST_DELAY_MS = 24 * 3_600_000;

type Journey = {
  readonly id: JourneyId;
  secretHash: string;
  customerId: CustomerId | null;
  flow: Flow | null;
  watch: WatchState;
  recent: Fact[];
  /** Every seq up to here was accepted; `ahead` holds those accepted beyond. */
  acceptedUpTo: number;
  readonly ahead: Set<number>;
  /** Facts on their way to the log: timers wait for them. */
  inFlight: number;
  /** Facts that came before the flow was known. */
  waiting: Fact[];
  /** What is left of the journey's allowance, and as of when. */
  allowance: { facts: number; at: number };
};

/** An alert that people closed (help session over, assistant answered, expired), by its key. */
type Settlement = { readonly key: string; readonly at: number };

export type WatchEffects = {
  /** Called in the order of the log; must be idempotent by alert key, because a restart calls again. */
  apply(
    journey: { journeyId: JourneyId; customerId: CustomerId | null; flow: Flow },
    watched: Pick<Watched, "raised" | "updated" | "recovered">,
  ): void;
  /** The journey changed: whoever looks at it is sent its card. */
  changed(journeyId: JourneyId): void;
  /** The customer signed in on this journey, or came back. */
  seen(journeyId: JourneyId, customerId: CustomerId | null): void;
};

export type Intake = {
  acceptFromCustomer(body: z.output<typeof trackBodySchema>): Promise<Reply<{ upTo: number; hubNow: number }>>;
  acceptFromBank(input: z.output<typeof bankHubCalls.acceptFacts.input>): Promise<Reply<{ accepted: number; repeated: number }>>;
  holdsSecret(journeyId: JourneyId, secret: string): Promise<boolean>;
  customerOf(journeyId: JourneyId): CustomerId | null;
  /** False when the journey is another customer's. */
  identify(journeyId: JourneyId, customerId: CustomerId): Promise<boolean>;
  card(journeyId: JourneyId): JourneyCard | null;
  journeysOf(customerId: CustomerId): readonly JourneyId[];
  /** People settled the alert of this key: the same breakpoint may be raised anew. */
  settle(journeyId: JourneyId, key: string): void;
  readonly openJourneys: number;
  end(): Promise<void>;
};

type IntakeOptions = {
  readonly db: Database;
  readonly factLog: FactLog;
  readonly content: Content;
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

/** People looked after the customer: the quiet that a settled breakpoint drowned out is not news either. */
function settleWatch(watch: WatchState, key: string, at: number): WatchState {
  const settled = settleBreakpoint(watch, key, at);
  return settled === watch ? watch : { ...settled, settledAt: { ...settled.settledAt, "quiet-on-step": at } };
}

/** Journeys of a bank's own back end have no secret a page could hold. */
const NO_SECRET = "-";

export async function createIntake(options: IntakeOptions): Promise<Intake> {
  const { db, factLog, content, tokens, deadlines, background, metrics, log, now, effects } = options;
  const policies = new Map(content.flows.map((flow) => [flow.id, policyForFlow(content.policies.detection, flow)]));
  const policyOf = (flow: Flow) => policies.get(flow.id) ?? content.policies.detection;
  const flowOf = (flowId: FlowId) => content.flows.find((flow) => flow.id === flowId) ?? null;
  const journeys = new Map<JourneyId, Journey>();
  const byCustomer = new Map<CustomerId, JourneyId[]>();

  function rememberCustomer(journeyId: JourneyId, customerId: CustomerId): void {
    byCustomer.set(customerId, [...(byCustomer.get(customerId) ?? []), journeyId]);
  }

  const makeJourney = (id: JourneyId, secretHash: string, customerId: CustomerId | null): Journey => {
    const journey: Journey = {
      id,
      secretHash,
      customerId,
      flow: null,
      watch: beginWatch(customerId ?? undefined),
      recent: [],
      acceptedUpTo: 0,
      ahead: new Set(),
      inFlight: 0,
      waiting: [],
      allowance: { facts: FACTS_AT_ONCE, at: now() },
    };
    journeys.set(id, journey);
    if (customerId !== null) rememberCustomer(id, customerId);
    return journey;
  };

  function markAccepted(journey: Journey, seq: number): boolean {
    if (seq <= journey.acceptedUpTo || journey.ahead.has(seq)) return false;
    journey.ahead.add(seq);
    if (journey.ahead.size > LONGEST_AHEAD) journey.acceptedUpTo = Math.min(...journey.ahead) - 1;
    while (journey.ahead.delete(journey.acceptedUpTo + 1)) journey.acceptedUpTo += 1;
    return true;
  }

  /** False when the journey has sent more than it may; the page holds its facts and tries again later. */
  function spendAllowance(journey: Journey, facts: number): boolean {
    const at = now();
    const refilled = Math.min(FACTS_AT_ONCE, journey.allowance.facts + ((at - journey.allowance.at) * FACTS_A_SECOND) / SECOND_MS);
    const isEnough = refilled >= facts;
    journey.allowance = { facts: isEnough ? refilled - facts : refilled, at };
    return isEnough;
  }

  function applyWatched(journey: Journey, flow: Flow, watched: Watched): void {
    journey.watch = watched.state;
    // What came and went within one call may have been raised before a restart: resolving an unknown key changes nothing.
    const recovered = [...watched.recovered, ...watched.passed];
    if (watched.raised.length + watched.updated.length + recovered.length > 0) {
      effects.apply({ journeyId: journey.id, customerId: journey.customerId, flow }, { ...watched, recovered });
    }
    schedule(journey, flow, watched.nextDeadline);
  }

  function schedule(journey: Journey, flow: Flow, nextDeadline: number | null): void {
    const name = `journey:${journey.id}`;
    if (nextDeadline === null) {
      deadlines.clear(name);
      return;
    }
    deadlines.set(name, nextDeadline, () => {
      if (journey.inFlight > 0) return; // the facts on their way come first and set the next deadline themselves
      applyWatched(journey, flow, watchJourney(journey.watch, { kind: "tick" }, flow, policyOf(flow), now()));
      effects.changed(journey.id);
    });
  }

  /** Visits that ended in the facts at hand, written together once those are consumed. */
  let stepTimes: StepTime[] = [];

  function noteStepTime(journey: Journey, flow: Flow, fact: Fact): void {
    const { observation } = fact;
    if (observation.kind !== "step-completed") return;
    const view = journey.watch.view;
    const record = view?.steps[observation.stepId];
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
  function consume(journey: Journey, fact: Fact, isReplay: boolean): void {
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
      journey.recent.push(each);
      if (journey.recent.length > RECENT_FACTS) journey.recent.shift();
      applyWatched(journey, flow, watchJourney(journey.watch, { kind: "fact", fact: each }, flow, policyOf(flow), each.acceptedAt));
      if (!isReplay) noteStepTime(journey, flow, each);
    }
    journey.recent.sort((a, b) => a.seq - b.seq);
  }

  async function keepAndConsume(journey: Journey, facts: readonly Fact[]): Promise<void> {
    journey.inFlight += facts.length;
    try {
      await factLog.append(facts);
    } catch (fault) {
      options.onFatal(fault);
      throw fault;
    } finally {
      journey.inFlight -= facts.length;
    }
    for (const fact of facts) consume(journey, fact, false);
    effects.changed(journey.id);
  }

  /** What people settled, by journey, oldest first: repeated at its own place in the replay, so that occurrences count as they did. */
  async function readSettlements(): Promise<Map<JourneyId, Settlement[]>> {
    const rows = await db.selectFrom("alerts").select(["journey_id", "alert_key", "body"]).where("status", "=", "resolved").execute();
    const byJourney = new Map<JourneyId, Settlement[]>();
    for (const row of rows) {
      const { state } = alertSchema.parse(JSON.parse(row.body));
      if (state.status !== "resolved" || state.because === "moved-on" || state.because === "finished") continue;
      const journeyId = row.journey_id as JourneyId;
      byJourney.set(journeyId, [...(byJourney.get(journeyId) ?? []), { key: row.alert_key, at: state.at }]);
    }
    for (const list of byJourney.values()) list.sort((a, b) => a.at - b.at);
    return byJourney;
  }

  function settleUpTo(journey: Journey, due: Settlement[] | undefined, untilMs: number): void {
    while (due?.[0] !== undefined && due[0].at <= untilMs) {
      const settlement = due.shift();
      if (settlement) journey.watch = settleWatch(journey.watch, settlement.key, settlement.at);
    }
  }

  async function rebuild(): Promise<void> {
    const rows = await db.selectFrom("journeys").selectAll().execute();
    for (const row of rows) makeJourney(row.id as JourneyId, row.secret_hash, row.customer_id as CustomerId | null);
    const settlements = await readSettlements();
    const facts = factLog.takeRecovered();
    for (const fact of facts) {
      const journey = journeys.get(fact.journeyId) ?? makeJourney(fact.journeyId, NO_SECRET, null);
      markAccepted(journey, fact.seq);
      settleUpTo(journey, settlements.get(journey.id), fact.acceptedAt);
      consume(journey, fact, true);
    }
    for (const [journeyId, due] of settlements) {
      const journey = journeys.get(journeyId);
      if (journey) settleUpTo(journey, due, Number.POSITIVE_INFINITY);
    }
    log("info", "watch", "journeys rebuilt from the append log", { facts: facts.length, journeys: journeys.size });
  }

  /** The journey is this customer's from now on; false when it is another's already: a journey never changes its customer. */
  async function identify(journey: Journey, customerId: CustomerId): Promise<boolean> {
    if (journey.customerId !== null) return journey.customerId === customerId;
    journey.customerId = customerId;
    journey.watch = identifyWatched(journey.watch, customerId);
    rememberCustomer(journey.id, customerId);
    await db.updateTable("journeys").set({ customer_id: customerId }).where("id", "=", journey.id).execute();
    effects.seen(journey.id, customerId);
    return true;
  }

  /** Finds or opens the journey a secret belongs to; null when the secret, or the customer, is another's. */
  async function admit(journeyId: JourneyId, secretHash: string, customerId: CustomerId | null): Promise<Journey | null> {
    const known = journeys.get(journeyId);
    if (known) {
      if (known.secretHash !== secretHash) return null;
      return customerId === null || (await identify(known, customerId)) ? known : null;
    }
    const journey = makeJourney(journeyId, secretHash, customerId);
    await db
      .insertInto("journeys")
      .values({ id: journeyId, secret_hash: secretHash, customer_id: customerId, flow_id: null, created_at: now() })
      .execute();
    if (customerId !== null) effects.seen(journeyId, customerId);
    return journey;
  }

  const accepted = (fact: SentFact, offsetMs: number): Fact => {
    const acceptedAt = now();
    const at = Math.round(fact.at + offsetMs);
    return { ...fact, at: at > acceptedAt || at < acceptedAt - LONGEST_DELAY_MS ? acceptedAt : at, acceptedAt };
  };

  await rebuild();

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
      await keepAndConsume(journey, fresh);
      keepStepTimes();
      metrics.factsAccepted.inc({ source: "tracker" }, fresh.length);
      metrics.factsRepeated.inc({ source: "tracker" }, body.facts.length - fresh.length);
      return { ok: true, value: { upTo: journey.acceptedUpTo, hubNow: now() } };
    },
    async acceptFromBank(input) {
      let taken = 0;
      const byJourney = new Map<JourneyId, SentFact[]>();
      for (const fact of input.facts) byJourney.set(fact.journeyId, [...(byJourney.get(fact.journeyId) ?? []), fact]);
      for (const [journeyId, facts] of byJourney) {
        const known = journeys.get(journeyId);
        const journey = known ?? (await admit(journeyId, NO_SECRET, input.customers[journeyId] ?? null));
        if (journey === null) return refuse("journey-token-invalid", { journeyId });
        // A back end's clock is the bank's own: its instants are taken as they are, never later than now.
        const fresh = facts
          .filter((fact) => markAccepted(journey, fact.seq))
          .map((fact): Fact => {
            const acceptedAt = now();
            return { ...fact, at: Math.min(fact.at, acceptedAt), acceptedAt };
          });
        await keepAndConsume(journey, fresh);
        taken += fresh.length;
      }
      keepStepTimes();
      metrics.factsAccepted.inc({ source: "bank" }, taken);
      metrics.factsRepeated.inc({ source: "bank" }, input.facts.length - taken);
      return { ok: true, value: { accepted: taken, repeated: input.facts.length - taken } };
    },
    async holdsSecret(journeyId, secret) {
      const journey = journeys.get(journeyId);
      if (!journey || journey.secretHash === NO_SECRET) return false;
      return timingSafeEqual(Buffer.from(hashOf(secret)), Buffer.from(journey.secretHash));
    },
    customerOf: (journeyId) => journeys.get(journeyId)?.customerId ?? null,
    async identify(journeyId, customerId) {
      const journey = journeys.get(journeyId);
      return journey !== undefined && identify(journey, customerId);
    },
    card(journeyId) {
      const journey = journeys.get(journeyId);
      const view = journey?.watch.view;
      if (!journey || !view || journey.flow === null) return null;
      return journeyCard(view, journey.flow, journey.recent, now());
    },
    journeysOf: (customerId) => byCustomer.get(customerId) ?? [],
    settle(journeyId, key) {
      const journey = journeys.get(journeyId);
      if (journey) journey.watch = settleWatch(journey.watch, key, now());
    },
    get openJourneys() {
      return journeys.size;
    },
    end: () => factLog.close(),
  };
}
