/**
 * The detection policies of this hub: the release's figures with the limits learned from its own history, kept by version (docs/adr/0007).
 *
 * Owns which policy new journeys begin under, learning by command and at the policy's time of day, and that a journey finds the very policy
 * it began under again. The rule of learning is `shared/domain/breakpoint/learn-limits.ts`.
 */
import { createHash } from "node:crypto";
import { carryLearned, learnLimits, policyForFlow } from "#shared/domain/breakpoint/learn-limits.ts";
import { nextTimeOfDay } from "#shared/domain/contact/zoned-time.ts";
import type { Clock } from "#shared/lib/clock.ts";
import { DAY_MS, MINUTE_MS, SECOND_MS } from "#shared/lib/duration.ts";
import { invariant } from "#shared/lib/invariant.ts";
import type { Flow } from "#shared/model/flow.ts";
import { type DetectionPolicy, detectionPolicySchema } from "#shared/model/policy.ts";
import type { Content } from "../content/content.ts";
import { canonicalJson } from "../content/release.ts";
import type { Background } from "../platform/background.ts";
import type { Log } from "../platform/log.ts";
import type { FactLog } from "../store/fact-log.ts";
import type { Database } from "../store/open-store.ts";
import { finishedWaits } from "./finished-waits.ts";

/** How far back limits are learned from. */
export const HISTORY_MS = 90 * DAY_MS;
/** A hub that did not run at the policy's time of day learns this long after its start, in milliseconds. */
const CATCH_UP_AFTER_MS = MINUTE_MS;
/** The first look at a zone's clock costs a start 12 ms, and nothing is learned in its first second. */
const LOOK_AFTER_MS = SECOND_MS;
const LEARNED_AT = "limits-learned-at";
const VERSION_DIGITS = 12;

export type PolicyInForce = {
  /** Of the figures themselves: the same figures have the same version. */
  readonly version: string;
  /** The window its limits were learned from, hub clock; null when nothing was learned. */
  readonly learnedFrom: number | null;
  readonly learnedUntil: number | null;
  /** Finished journeys of that window, and how many of them were generated (演示). */
  readonly journeys: number;
  readonly demoJourneys: number;
  readonly policy: DetectionPolicy;
};

export type Policies = {
  /** What journeys that begin now begin under. */
  readonly current: PolicyInForce;
  /** The policy of this version; of one nobody knows any more (a schema that has moved on), the current one. */
  of(version: string): PolicyInForce;
  /** The same with the flow's own limits laid over it. */
  forFlow(version: string, flow: Flow): DetectionPolicy;
  /** Learns now; calls that come meanwhile get the same answer. */
  learn(): Promise<{ readonly inForce: PolicyInForce; readonly isNew: boolean }>;
  end(): void;
};

type PolicyParts = {
  readonly db: Database;
  readonly content: Content;
  readonly factsFile: string;
  readonly factLog: Pick<FactLog, "size">;
  readonly clock: Clock;
  readonly background: Background;
  readonly log: Log;
};

type Row = Omit<PolicyInForce, "policy"> & { readonly body: string };

const versionOf = (policy: DetectionPolicy) => createHash("sha256").update(canonicalJson(policy)).digest("hex").slice(0, VERSION_DIGITS);

/** What was learned of nothing is not named: the figures are the release's. */
function withoutEmpty(policy: DetectionPolicy): DetectionPolicy {
  const { learned: quiet, ...quietLimits } = policy["quiet-on-step"];
  const { learned: left, ...leftLimits } = policy["left-on-last-step"];
  const isSome = (learned: object | undefined) => learned !== undefined && Object.keys(learned).length > 0;
  return {
    ...policy,
    "quiet-on-step": isSome(quiet) ? policy["quiet-on-step"] : quietLimits,
    "left-on-last-step": isSome(left) ? policy["left-on-last-step"] : leftLimits,
  };
}

const hasLearned = (policy: DetectionPolicy) =>
  policy["quiet-on-step"].learned !== undefined || policy["left-on-last-step"].learned !== undefined;

export async function openPolicies({ db, content, factsFile, factLog, clock, background, log }: PolicyParts): Promise<Policies> {
  const base = content.policies.detection;
  const now = () => clock.now();
  const baseVersion = versionOf(base);
  const kept = new Map<string, Row>();
  const parsed = new Map<string, PolicyInForce>();
  /** Asked for every fact: by the flow itself, so that no key is put together. */
  const byFlow = new WeakMap<Flow, Map<string, DetectionPolicy>>();

  function read(version: string): PolicyInForce | null {
    const known = parsed.get(version);
    if (known) return known;
    const row = kept.get(version);
    const policy = row === undefined ? null : policyOf(row);
    if (row === undefined || policy === null) return null;
    const { body: _body, ...rest } = row;
    const inForce = { ...rest, policy };
    parsed.set(version, inForce);
    return inForce;
  }

  /** The release's own figures were checked with the release. */
  function policyOf({ version, body }: Row): DetectionPolicy | null {
    if (version === baseVersion) return base;
    const read = detectionPolicySchema.safeParse(JSON.parse(body));
    return read.success ? read.data : null;
  }

  /** On disk before anything begins under it. */
  async function keep(policy: DetectionPolicy, learned: Pick<PolicyInForce, "learnedFrom" | "learnedUntil" | "journeys" | "demoJourneys">) {
    const version = versionOf(policy);
    const row: Row = { version, ...learned, body: canonicalJson(policy) };
    const since = now();
    await db
      .insertInto("policies")
      .values({
        version,
        in_force_since: since,
        learned_from: learned.learnedFrom,
        learned_until: learned.learnedUntil,
        journeys: learned.journeys,
        demo_journeys: learned.demoJourneys,
        body: row.body,
      })
      .onConflict((conflict) => conflict.column("version").doUpdateSet({ in_force_since: since }))
      .execute();
    if (!kept.has(version)) kept.set(version, row);
    const inForce = read(version);
    invariant(inForce !== null, "a policy that was just kept can be read");
    return inForce;
  }

  const rows = await db.selectFrom("policies").selectAll().orderBy("in_force_since").execute();
  for (const row of rows) {
    kept.set(row.version, {
      version: row.version,
      learnedFrom: row.learned_from === null ? null : Number(row.learned_from),
      learnedUntil: row.learned_until === null ? null : Number(row.learned_until),
      journeys: Number(row.journeys),
      demoJourneys: Number(row.demo_journeys),
      body: row.body,
    });
  }
  const NOTHING = { learnedFrom: null, learnedUntil: null, journeys: 0, demoJourneys: 0 };
  const last = rows.at(-1) === undefined ? null : read(rows.at(-1)?.version ?? "");
  const atStart = last === null ? base : carryLearned(base, last.policy);
  let current =
    last !== null && versionOf(atStart) === last.version ? last : await keep(atStart, hasLearned(atStart) ? (last ?? NOTHING) : NOTHING);
  // Journeys of a hub older than this table.
  await db.updateTable("journeys").set({ policy_version: current.version }).where("policy_version", "is", null).execute();

  const unknown = new Set<string>();
  function of(version: string): PolicyInForce {
    const known = read(version);
    if (known) return known;
    if (!unknown.has(version)) {
      unknown.add(version);
      log("warn", "watch", "a kept policy does not fit this program; its journeys go on under the one in force", { version });
    }
    return current;
  }

  async function learnNow() {
    const until = now();
    const from = until - HISTORY_MS;
    const startedAt = performance.now();
    const { samples, journeys, demoJourneys } = await finishedWaits(factsFile, factLog.size, content.flows, from);
    const policy = withoutEmpty(learnLimits(samples, base));
    const isNew = versionOf(policy) !== current.version;
    if (isNew)
      current = await keep(policy, hasLearned(policy) ? { learnedFrom: from, learnedUntil: until, journeys, demoJourneys } : NOTHING);
    const value = String(until);
    await db
      .insertInto("settings")
      .values({ name: LEARNED_AT, value })
      .onConflict((conflict) => conflict.column("name").doUpdateSet({ value }))
      .execute();
    log("info", "watch", "limits were learned", {
      version: current.version,
      isNew,
      journeys,
      ms: Math.round(performance.now() - startedAt),
    });
    return { inForce: current, isNew };
  }

  let learning: ReturnType<typeof learnNow> | null = null;
  function learn(): ReturnType<typeof learnNow> {
    learning ??= learnNow().finally(() => {
      learning = null;
    });
    return learning;
  }

  let disarm: (() => void) | null = null;
  let hasEnded = false;
  function armAt(at: number, learnAt: string): void {
    if (hasEnded) return;
    disarm = clock.at(at, () => {
      background.run("learn-limits", learn);
      armAt(nextTimeOfDay(now(), learnAt, content.policies.contact.timeZone), learnAt);
    });
  }
  if (base.learnAt !== undefined) {
    const { learnAt } = base;
    const learned = await db.selectFrom("settings").select("value").where("name", "=", LEARNED_AT).executeTakeFirst();
    const hasFacts = factLog.size > 0;
    disarm = clock.at(now() + LOOK_AFTER_MS, () => {
      const next = nextTimeOfDay(now(), learnAt, content.policies.contact.timeZone);
      const wasMissed = hasFacts && Number(learned?.value ?? 0) < next - DAY_MS;
      armAt(wasMissed ? Math.min(next, now() + CATCH_UP_AFTER_MS) : next, learnAt);
    });
  }

  return {
    get current() {
      return current;
    },
    of,
    forFlow(version, flow) {
      let versions = byFlow.get(flow);
      if (versions === undefined) {
        versions = new Map();
        byFlow.set(flow, versions);
      }
      let policy = versions.get(version);
      if (policy === undefined) {
        policy = policyForFlow(of(version).policy, flow);
        versions.set(version, policy);
      }
      return policy;
    },
    learn,
    end() {
      hasEnded = true;
      disarm?.();
    },
  };
}
