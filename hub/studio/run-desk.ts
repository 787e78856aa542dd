/**
 * Runs of drafts beside the hub's work: a few milliseconds at a time, everything else in between; each ends by itself, soon.
 *
 * Owns turns, time limits and stopping. What a run computes is `shared/domain/studio/run-draft.ts`.
 */
import { randomUUID } from "node:crypto";
import type { People } from "#shared/domain/samples/people.ts";
import type { PastJourney, Run, Sides } from "#shared/domain/studio/run-draft.ts";
import { runHistory, runSamples } from "#shared/domain/studio/run-draft.ts";
import { MINUTE_MS, SECOND_MS } from "#shared/lib/duration.ts";
import type { Fact } from "#shared/model/fact.ts";
import type { SpecialistId, StudioRunId } from "#shared/model/ids.ts";
import type { RunReport, StudioRun } from "#shared/model/studio.ts";
import type { DeskLink } from "../bus/live-links.ts";
import type { Background } from "../platform/background.ts";
import type { Log } from "../platform/log.ts";
import type { FactLog } from "../store/fact-log.ts";
import { DEMO_JOURNEY_PREFIX } from "../watch/typical-times.ts";

/** One turn of a run, in milliseconds of the hub's thread: the longest an alert waits for it. */
const TURN_MS = 4;
/** A part of a run is ended with what it has after this long, in milliseconds of the machine's own time. */
const LONGEST_PART_MS = 15 * SECOND_MS;
const MOST_RUNS = 3;
/** Synthetic customers; a third of them is measured on, so that each behaviour is somebody's trouble a dozen times. */
const CUSTOMERS = 1_800;
const JOURNEYS = 1_000;
/** Of the log, where the latest journeys are looked for: about 100,000 facts. */
const HISTORY_BYTES = 24 * 1024 * 1024;
const TOLD_EVERY_MS = 150;

type Live = { readonly runId: StudioRunId; readonly link: DeskLink; isStopped: boolean };

export type RunDesk = {
  /** False when too many are under way. */
  begin(by: SpecialistId, link: DeskLink, runId: StudioRunId, sides: Sides): boolean;
  stop(by: SpecialistId, runId: StudioRunId): void;
  deskGone(link: DeskLink): void;
  /** The hub ends. */
  stopAll(): void;
};

type RunParts = {
  /** Null when the content brings no parameters for synthetic customers: nothing is measured on them then. */
  /** How synthetic customers behave, read for the first run; null where no content folder is. */
  readonly people: (() => People) | null;
  readonly factLog: Pick<FactLog, "recent">;
  readonly background: Background;
  readonly log: Log;
  readonly now: () => number;
};

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** The latest journeys of the log that are there from their first fact on. */
export async function readRecentJourneys(
  factLog: Pick<FactLog, "recent">,
  isWanted: () => boolean,
): Promise<{ journeys: readonly PastJourney[]; isCut: boolean }> {
  const byJourney = new Map<string, Fact[]>();
  const { isCut } = await factLog.recent(
    HISTORY_BYTES,
    (fact) => {
      const facts = byJourney.get(fact.journeyId);
      if (facts) facts.push(fact);
      else byJourney.set(fact.journeyId, [fact]);
    },
    isWanted,
  );
  const journeys: (PastJourney & { readonly lastAt: number })[] = [];
  for (const [id, facts] of byJourney) {
    const begun = facts.find(({ seq }) => seq === 1);
    if (begun?.observation.kind !== "journey-started") continue;
    const lastAt = facts.at(-1)?.acceptedAt ?? 0;
    journeys.push({ facts, flowId: begun.observation.flowId, isDemo: id.startsWith(DEMO_JOURNEY_PREFIX), lastAt });
  }
  journeys.sort((a, b) => b.lastAt - a.lastAt);
  return { journeys: journeys.slice(0, JOURNEYS), isCut: isCut || journeys.length > JOURNEYS };
}

export function createRunDesk({ people, factLog, background, log, now }: RunParts): RunDesk {
  const live = new Map<SpecialistId, Live>();

  async function drive<T>(run: Live, part: "samples" | "history", generator: Run<T>, tell: (state: StudioRun) => void) {
    const until = performance.now() + LONGEST_PART_MS;
    let toldAt = 0;
    for (let turnEndsAt = performance.now() + TURN_MS; ; ) {
      const step = generator.next(performance.now() > until);
      if (step.done) return step.value;
      const at = performance.now();
      if (at < turnEndsAt) continue;
      if (at - toldAt > TOLD_EVERY_MS) {
        toldAt = at;
        tell({ status: "running", runId: run.runId, part, done01: Math.min(1, step.value) });
      }
      await nextTurn();
      if (run.isStopped) return null;
      turnEndsAt = performance.now() + TURN_MS;
    }
  }

  async function go(run: Live, sides: Sides, tell: (state: StudioRun) => void): Promise<RunReport | null> {
    const startedAt = performance.now();
    // Synthetic customers begin at a whole minute: a run said twice gives the same figures.
    const startAt = Math.floor(now() / MINUTE_MS) * MINUTE_MS;
    const samples = people === null ? null : await drive(run, "samples", runSamples(sides, people(), CUSTOMERS, startAt), tell);
    if (run.isStopped) return null;
    const { journeys, isCut } = await readRecentJourneys(factLog, () => !run.isStopped);
    if (run.isStopped) return null;
    const history = journeys.length === 0 ? null : await drive(run, "history", runHistory(sides, journeys, isCut, now()), tell);
    if (run.isStopped) return null;
    return {
      samples: samples?.report ?? null,
      history: history?.report ?? null,
      tookMs: Math.round(performance.now() - startedAt),
      isShort: samples?.isShort === true || history?.isShort === true,
    };
  }

  const end = (by: SpecialistId, run: Live) => live.get(by) === run && live.delete(by);

  return {
    begin(by, link, runId, sides) {
      const earlier = live.get(by);
      if (earlier) earlier.isStopped = true;
      if (!earlier && live.size >= MOST_RUNS) return false;
      const run: Live = { runId, link, isStopped: false };
      live.set(by, run);
      const tell = (state: StudioRun) => link.emit("studio-run", state);
      background.run("studio-run", async () => {
        try {
          const report = await go(run, sides, tell);
          tell(report === null ? { status: "stopped", runId } : { status: "done", runId, report });
        } catch (fault) {
          const correlationId = randomUUID();
          log("error", "bug", "a run of a draft threw", {
            correlationId,
            fault: fault instanceof Error ? (fault.stack ?? "") : String(fault),
          });
          tell({ status: "failed", runId, correlationId });
        } finally {
          end(by, run);
        }
      });
      return true;
    },
    stop(by, runId) {
      const run = live.get(by);
      if (run?.runId === runId) run.isStopped = true;
    },
    deskGone(link) {
      for (const run of live.values()) if (run.link.id === link.id) run.isStopped = true;
    },
    stopAll() {
      for (const run of live.values()) run.isStopped = true;
    },
  };
}
