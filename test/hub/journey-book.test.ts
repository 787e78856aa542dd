/** The book of journeys on its own (docs/spec/ENGINE.md): what a journey still is once it was put away and read back. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import { createBackground } from "#hub/platform/background.ts";
import { NO_SECRET } from "#hub/watch/journey.ts";
import { createJourneyBook } from "#hub/watch/journey-book.ts";
import { snapshotShape } from "#hub/watch/journey-row.ts";
import { openWatchSnapshots } from "#hub/watch/watch-snapshots.ts";
import { foldNeed } from "#shared/domain/score/need-state.ts";
import { MINUTE_MS, SECOND_MS } from "#shared/lib/duration.ts";
import type { Fact } from "#shared/model/fact.ts";
import type { CustomerId } from "#shared/model/ids.ts";
import type { DetectionPolicy } from "#shared/model/policy.ts";
import { carLoan, detectionPolicy, journeyIdOf, TEST_NOW, writeJourney } from "../support/customers/fact-writer.ts";

const ID = journeyIdOf("journey-lin");
const LIMIT_MS = 30 * SECOND_MS;
const quiet = detectionPolicy["quiet-on-step"];
/** Everybody is quiet after half a minute. */
const sooner: DetectionPolicy = { ...detectionPolicy, "quiet-on-step": { ...quiet, limitMs: LIMIT_MS, limitMsByStep: {} } };

let folder: string | null = null;
afterEach(async () => {
  if (folder !== null) await rm(folder, { recursive: true });
  folder = null;
});

async function openFolder() {
  folder = await mkdtemp(path.join(tmpdir(), "baton-book-"));
  const file = path.join(folder, "watch.sqlite");
  let now = TEST_NOW;
  const open = (effectsSettled = async () => {}) => {
    const snapshots = openWatchSnapshots(file, snapshotShape([carLoan]), 0);
    const book = createJourneyBook({
      snapshots,
      factLog: { size: 0 },
      flows: [carLoan],
      background: createBackground(() => {}),
      now: () => now,
      snapshotAfterMs: MINUTE_MS,
      effectsSettled,
    });
    const journeyOf = () => {
      const journey = book.find(ID) ?? book.open(ID, NO_SECRET, null, "of-its-own");
      journey.flow = carLoan;
      return journey;
    };
    return {
      book,
      snapshots,
      journeyOf,
      take(fact: Fact, policy: DetectionPolicy) {
        const journey = journeyOf();
        const found = book.take(journey, { kind: "fact", fact }, carLoan, policy, fact.acceptedAt, (each) => {
          journey.need = foldNeed(journey.need, each, carLoan);
        });
        book.changed(journey, 0);
        return found;
      },
      async close() {
        await book.end();
        snapshots.close();
      },
    };
  };
  return { open, passes: (ms: number) => (now += ms) };
}

test("[ENGINE-4] a journey that is parked and read back is what it was: its policy's version, its need, its watch and its customer", async () => {
  const { open, passes } = await openFolder();
  const { book, journeyOf, take, close } = open();
  const facts = writeJourney(carLoan).reach("vehicle").wait(5_000).hide("vehicle").facts;
  for (const fact of facts.slice(0, 3)) take(fact, detectionPolicy);
  book.setCustomer(journeyOf(), "lin-xiaolan" as CustomerId);
  for (const fact of facts.slice(3)) take(fact, detectionPolicy);
  await book.keepAll();
  const before = journeyOf();
  const watch = book.watchOf(before);
  expect(watch.view).toMatchObject({ customerId: "lin-xiaolan", stepId: "vehicle", awaySince: expect.any(Number) });
  expect(before.need?.hides).toBe(1);
  passes(20 * MINUTE_MS);
  book.changed(book.open(journeyIdOf("another"), NO_SECRET, null, "later"), 0);
  await book.keepAll();
  expect(book.live).toBe(1);
  const after = journeyOf();
  expect(after).not.toBe(before);
  expect(after).toMatchObject({ policyVersion: "of-its-own", need: before.need, nextDeadline: before.nextDeadline, number: before.number });
  expect(book.watchOf(after)).toEqual({ ...watch, dueAt: watch.decidedAt });
  await close();
});

test("[ENGINE-8] a journey that goes on under another policy answers the deadlines of that one", async () => {
  const { open } = await openFolder();
  const first = open();
  const entered = writeJourney(carLoan).reach("vehicle");
  const later = entered.wait(LIMIT_MS + 5 * SECOND_MS).fill("vehicle", "model");
  for (const fact of entered.facts) first.take(fact, detectionPolicy);
  await first.close();

  const second = open();
  const found = later.facts.slice(-1).map((fact) => second.take(fact, sooner));
  expect(found.flatMap(({ passed }) => passed.map(({ breakpoint }) => [breakpoint.kind, breakpoint.limits.limitMs]))).toEqual([
    ["quiet-on-step", LIMIT_MS],
  ]);
  await second.close();
});

test("[INTAKE-23] a round writes each journey once, also one that goes on changing all the while", async () => {
  const { open } = await openFolder();
  let rounds = 0;
  const { book, snapshots, journeyOf, close } = open(async () => {
    rounds += 1;
    if (rounds < 50) book.changed(journeyOf(), 7);
  });
  book.changed(journeyOf(), 3);
  await book.keepAll();
  expect(rounds).toBe(1);
  expect(snapshots.mark?.position, "the change before is in its row").toBe(0);
  await Promise.all([book.keepAll(), book.keepAll()]);
  expect(rounds, "who asks during a round gets the next").toBe(3);
  rounds = 50;
  await close();
});

test("[INTAKE-23] a journey with facts on their way is written by the same round when they have come", async () => {
  const { open, passes } = await openFolder();
  const { book, snapshots, journeyOf, close } = open();
  const journey = journeyOf();
  book.changed(journey, 0);
  journey.inFlight = 1;
  setTimeout(() => {
    journey.inFlight = 0;
  }, 12);
  await book.keepAll();
  expect(snapshots.read(ID)).not.toBeNull();
  book.changed(journey, 0);
  journey.inFlight = 1;
  passes(SECOND_MS);
  await book.keepAll();
  expect(snapshots.mark?.takenAt, "one whose facts do not come is left for the next").toBe(TEST_NOW);
  journey.inFlight = 0;
  await close();
});

test("[INTAKE-24] who was asked for in the last ten minutes stays, who was not goes, whatever their places in the line", async () => {
  const { open, passes } = await openFolder();
  const { book, journeyOf, close } = open();
  const asked = journeyOf();
  const other = journeyIdOf("another");
  for (const journey of [asked, book.open(other, NO_SECRET, null, "of-its-own")]) book.changed(journey, 0);
  await book.keepAll();
  passes(20 * SECOND_MS);
  expect(book.find(ID)).toBe(asked);
  passes(10 * MINUTE_MS - 5 * SECOND_MS);
  await book.keepAll();
  expect(book.live).toBe(1);
  expect(book.find(ID)).toBe(asked);
  await close();
});

test("[ENGINE-4] journeys asked for together are those asked for one by one: in use, put away, unknown, or named twice", async () => {
  const { open, passes } = await openFolder();
  const { book, close } = open();
  const idOf = (value: number) => journeyIdOf(`journey-${value}`);
  for (let value = 0; value < 300; value += 1) book.changed(book.open(idOf(value), NO_SECRET, null, "of-its-own"), 0);
  await book.keepAll();
  passes(20 * MINUTE_MS);
  for (let value = 200; value < 400; value += 1)
    book.changed(book.find(idOf(value)) ?? book.open(idOf(value), NO_SECRET, null, "later"), 0);
  await book.keepAll();
  expect(book.live).toBe(200);

  const ids = Array.from({ length: 450 }, (_none, place) => idOf((place * 11) % 420));
  const together = book.findAll(ids);
  expect(together.map((journey) => journey?.id ?? null)).toEqual(ids.map((id) => (book.find(id) === null ? null : id)));
  for (const [place, id] of ids.entries()) expect(together[place]).toBe(book.find(id));
  expect(new Set(together.filter((journey) => journey !== null).map(({ number }) => number)).size).toBe(400);
  await close();
});
