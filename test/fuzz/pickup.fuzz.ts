/**
 * `npm run fuzz -- pickup --races 10000 --seed N`: several specialists pick up the same alert at once, over real sockets on a real hub.
 *
 * Half of the alerts lie in the pool, half went from the own manager over the deputy. Calls are doubled and shuffled by the seed.
 * Counted: alerts with two winners, alerts with none, losers who were not told who won. All must be 0.
 */
import { DAY_MS, HOUR_MS } from "#shared/lib/duration.ts";
import { seededRandom } from "#shared/lib/seeded-random.ts";
import type { Observation } from "#shared/model/fact.ts";
import { numberArgument } from "../support/random.ts";
import { eventually, faceFailedThrice, granted, MORNING_MS, openDesk, openJourney, startTestHub } from "../support/test-hub.ts";

const argv = process.argv.slice(2);
const seed = numberArgument(argv, "seed", 20_261_122);
const races = numberArgument(argv, "races", argv.includes("--small") ? 200 : 10_000);
const random = seededRandom(seed);
const test = await startTestHub();
const { hub, clock } = test;
const startedAt = performance.now();

const manager = await openDesk(hub, "li-siyuan");
const specialists = hub.services.content.specialists;
const deputyId = specialists.find((known) => known.id === "li-siyuan")?.deputyId ?? "wang-min";
const agentIds = specialists.filter((known) => known.role === "agent").map((known) => known.id);
const deputy = await openDesk(hub, deputyId);
const agents = await Promise.all(agentIds.map((id) => openDesk(hub, id)));
const leaseMs = hub.services.content.policies.routing.leaseMs;

const figures = { races: 0, doublePickups: 0, withoutWinner: 0, losersNotTold: 0, contenders: 0 };

/** Leases move the clock; before the evening it jumps to the next morning, so that no pickup is refused for the hour. */
function keepOutOfQuietHours(): void {
  const sinceMorning = (clock.now() - MORNING_MS) % DAY_MS;
  if (sinceMorning > 9 * HOUR_MS) clock.advance(DAY_MS - sinceMorning);
}

for (let race = 0; race < races; race += 1) {
  keepOutOfQuietHours();
  const inPool = random.next() < 0.5;
  const journey = await openJourney(test, inPool ? null : "lin-xiaolan");
  const facts: Observation[] = inPool
    ? faceFailedThrice
    : ([
        { kind: "step-entered", stepId: "quote" },
        { kind: "help-requested", stepId: "quote" },
      ] as Observation[]);
  granted(await journey.send(...facts));
  const watching = inPool ? agents[0] : manager;
  const alert = await eventually(
    () => [...(watching?.alerts.values() ?? [])].find((known) => known.journeyId === journey.id),
    "an alert",
    10_000,
  );
  const moves = inPool ? 0 : random.below(3);
  for (let move = 0; move < moves; move += 1) {
    clock.advance(leaseMs + 1);
    await hub.services.deskLog.idle();
  }
  const eligible = inPool ? agents : [manager, ...(moves >= 1 ? [deputy] : []), ...(moves >= 2 ? agents : [])];
  const callers = random.shuffle([...eligible, ...eligible.filter(() => random.next() < 0.3)]);
  const replies = await Promise.all(callers.map(async (desk) => ({ desk, reply: await desk.calls.pickUpAlert({ alertId: alert.id }) })));
  const winners = new Set(replies.filter(({ reply }) => reply.ok).map(({ desk }) => desk));
  const losers = replies.filter(({ desk }) => !winners.has(desk));
  figures.races += 1;
  figures.contenders += callers.length;
  if (winners.size > 1) figures.doublePickups += 1;
  if (winners.size === 0) figures.withoutWinner += 1;
  figures.losersNotTold += losers.filter(
    ({ reply }) =>
      reply.ok || (reply.error.code === "already-picked-up" ? !reply.error.detail?.byName : reply.error.code !== "not-offered-to-you"),
  ).length;
  for (const { desk, reply } of replies) {
    if (!reply.ok || desk !== [...winners][0]) continue;
    granted(await desk.calls.endHelpSession({ helpSessionId: reply.value.helpSession.id }));
    break;
  }
  if (race % 1_000 === 999) process.stderr.write(`${race + 1} of ${races} races\n`);
}

const gaps = [manager, deputy, ...agents].flatMap((desk) => desk.gaps).length;
for (const desk of [manager, deputy, ...agents]) desk.end();
const faults = test.faults();
await test.end();
const bad = figures.doublePickups + figures.withoutWinner + figures.losersNotTold + gaps + faults.length;
if (faults.length > 0) process.stderr.write(`${faults.slice(0, 3).join("\n")}\n`);
process.stdout.write(
  `${JSON.stringify({ fuzz: "pickup", seed, ...figures, gaps, faults: faults.length, seconds: Math.round((performance.now() - startedAt) / 1_000) })}\n`,
);
process.exit(bad === 0 ? 0 : 1);
