/** Journeys by number, and their timers, against the plainest model of each (docs/spec/ENGINE.md). */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MOST_TOGETHER } from "#hub/engine/id-batch.ts";
import { createJourneyNumbers } from "#hub/engine/journey-numbers.ts";
import { createDeadlines } from "#hub/platform/deadlines.ts";
import { createTimetable } from "#hub/platform/timetable.ts";
import { manualClock } from "#shared/lib/clock.ts";
import type { JourneyId } from "#shared/model/ids.ts";

const SEED = 20261123;

describe("numbers of journeys", () => {
  const hexadecimal = (value: number) => (value * 2_654_435_761).toString(16).padStart(32, "0").slice(-32) as JourneyId;
  /** As the tracker makes them, as UUIDs, and as banks number applications: of a few words and of many. */
  function idOf(value: number, form: number): JourneyId {
    const digits = hexadecimal(value);
    const uuid = `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digits.slice(12, 16)}-${digits.slice(16, 20)}-${digits.slice(20)}`;
    return [digits, uuid, `j-${value}`, `application.of.the.bank-${value}`][form] as JourneyId;
  }

  test("[ENGINE-6] every journey keeps its number until it is released, and no two have the same", () => {
    const action = fc.record({ id: fc.integer({ min: 0, max: 5_000 }), isRelease: fc.boolean(), form: fc.integer({ min: 0, max: 3 }) });
    fc.assert(
      fc.property(fc.array(action, { minLength: 500, maxLength: 5_000 }), (actions) => {
        const numbers = createJourneyNumbers();
        const model = new Map<JourneyId, number>();
        for (const { id: value, isRelease, form } of actions) {
          const id = idOf(value, form);
          const known = model.get(id);
          expect(numbers.find(id)).toBe(known ?? -1);
          if (isRelease && known !== undefined) {
            numbers.release(known);
            model.delete(id);
            expect(numbers.idOf(known)).toBeNull();
          } else if (!isRelease) {
            model.set(id, numbers.numberOf(id));
            expect(known === undefined || model.get(id) === known).toBe(true);
          }
        }
        expect(numbers.size).toBe(model.size);
        expect(new Set(model.values()).size).toBe(model.size);
        for (const [id, number] of model) expect([numbers.find(id), numbers.idOf(number)]).toEqual([number, id]);
      }),
      { seed: SEED, numRuns: 20 },
    );
  });

  test("[ENGINE-6] ids looked up together have the numbers they have one by one, also when journeys come and go meanwhile", () => {
    const arbitraryId = fc.oneof(
      { weight: 6, arbitrary: fc.record({ value: fc.integer({ min: 0, max: 900 }), form: fc.constant(0) }) },
      { weight: 1, arbitrary: fc.record({ value: fc.integer({ min: 0, max: 40 }), form: fc.integer({ min: 0, max: 7 }) }) },
    );
    /** Beside the usual: as long as a tracker's but not one, a digit short of one, and what a place in the log looks like. */
    const anyIdOf = ({ value, form }: { value: number; form: number }) => {
      const digits = hexadecimal(value + 10);
      const unusual = [digits.toUpperCase(), `${digits.slice(0, 31)}g`, digits.slice(1), `#${value + 1}`][form - 4];
      return unusual === undefined ? idOf(value, form) : (unusual as JourneyId);
    };
    const step = fc.record({ id: arbitraryId, releases: fc.boolean(), at: fc.nat() });
    const batch = fc.record({ steps: fc.array(step, { minLength: 1, maxLength: MOST_TOGETHER }), isCalm: fc.boolean() });
    fc.assert(
      fc.property(fc.array(batch, { minLength: 5, maxLength: 30 }), (batches) => {
        const together = createJourneyNumbers();
        const oneByOne = createJourneyNumbers();
        const held: number[] = [];
        for (const { steps, isCalm } of batches) {
          const ids = ["elsewhere" as JourneyId, ...steps.map(({ id }) => anyIdOf(id))];
          together.lookUp(ids, 1, steps.length);
          for (const [place, { releases, at }] of steps.entries()) {
            const id = ids[place + 1] as JourneyId;
            const number = oneByOne.numberOf(id);
            expect(together.numberAt(place, id)).toBe(number);
            expect(together.idOf(number)).toBe(id);
            if (!held.includes(number)) held.push(number);
            if (isCalm || !releases) continue;
            const [gone] = held.splice(at % held.length, 1);
            for (const numbers of [together, oneByOne]) numbers.release(gone ?? -1);
          }
          expect(together.size).toBe(oneByOne.size);
        }
      }),
      { seed: SEED, numRuns: 60 },
    );
  });

  test("[ENGINE-6] of ids looked up together those that have a number are known beforehand", () => {
    const numbers = createJourneyNumbers();
    const ids = Array.from({ length: MOST_TOGETHER }, (_none, value) => hexadecimal(value + 1_000_000));
    for (const id of ids.slice(0, 60)) numbers.numberOf(id);
    numbers.lookUp(ids, 0, ids.length);
    expect([...numbers.found]).toEqual(ids.map((id) => numbers.find(id)));
  });

  test("[ENGINE-6] an id that differs in one character from one looked up together with it is another's", () => {
    const printable = Array.from({ length: 94 }, (_none, at) => String.fromCharCode(at + 33));
    const numbers = createJourneyNumbers();
    const known = "0123456789abcdeff0e1d2c3b4a59687" as JourneyId;
    for (const id of [known, known.replace("0e", "f0"), known.replace("b4", "c0")]) numbers.numberOf(id as JourneyId);
    for (let at = 0; at < known.length; at += 1) {
      const ids = printable.map((character) => `${known.slice(0, at)}${character}${known.slice(at + 1)}` as JourneyId);
      numbers.lookUp(ids, 0, ids.length);
      for (const [place, id] of ids.entries()) expect([id, numbers.knownAt(place, id)]).toEqual([id, id === known ? 0 : -1]);
    }
  });

  test("[ENGINE-7] a journey that only waits for a time takes less than 100 bytes", () => {
    const numbers = createJourneyNumbers();
    const timetable = createTimetable(manualClock(0), () => {});
    const journeys = 100_000;
    for (let index = 0; index < journeys; index += 1) timetable.set(numbers.numberOf(hexadecimal(index)), 1_000 + index);
    expect(numbers.size).toBe(journeys);
    expect((numbers.sizeBytes + timetable.sizeBytes) / journeys).toBeLessThan(100);
  });
});

describe("timers by number", () => {
  const action = fc.record({
    number: fc.integer({ min: 0, max: 60 }),
    what: fc.constantFrom("set", "set", "set", "clear", "advance"),
    ms: fc.integer({ min: 0, max: 5_000 }),
  });

  test("[ENGINE-6] each fires once, at the instant it was set to last, in order; what was cleared does not", () => {
    fc.assert(
      fc.property(fc.array(action, { minLength: 50, maxLength: 600 }), (actions) => {
        const clock = manualClock(10_000);
        const model = new Map<number, number>();
        const fired: [number, number][] = [];
        const table = createTimetable(clock, (number) => fired.push([number, clock.now()]));
        for (const { number, what, ms } of actions) {
          if (what === "set") {
            table.set(number, clock.now() + ms + 1);
            model.set(number, clock.now() + ms + 1);
          } else if (what === "clear") {
            table.clear(number);
            model.delete(number);
          } else {
            const until = clock.now() + ms;
            const due = [...model].filter(([, at]) => at <= until).sort(([, a], [, b]) => a - b);
            fired.length = 0;
            clock.advance(ms);
            expect(fired.map(([, at]) => at)).toEqual(due.map(([, at]) => at));
            expect(new Map(fired)).toEqual(new Map(due));
            for (const [each] of due) model.delete(each);
          }
          expect(table.size).toBe(model.size);
        }
        table.end();
        fired.length = 0;
        table.set(1, clock.now() + 1);
        clock.advance(100_000);
        expect(fired).toEqual([]);
      }),
      { seed: SEED, numRuns: 100 },
    );
  });

  test("[ENGINE-6] a timer that sets itself again while it fires goes on; one set in the past fires at once", () => {
    const clock = manualClock(0);
    const fired: number[] = [];
    const table = createTimetable(clock, (number) => {
      fired.push(clock.now());
      if (fired.length < 3) table.set(number, clock.now() + 10);
    });
    table.set(5, 10);
    clock.advance(100);
    expect(fired).toEqual([10, 20, 30]);
    table.set(6, 50);
    clock.advance(0);
    expect(fired).toEqual([10, 20, 30, 100]);
  });

  test("[ENGINE-6] names and numbers wait side by side", () => {
    const clock = manualClock(0);
    const deadlines = createDeadlines(clock);
    const fired: string[] = [];
    const table = deadlines.numbered((number) => fired.push(`#${number}`));
    deadlines.set("lease", 20, () => fired.push("old lease"));
    deadlines.set("card", 30, () => fired.push("card"));
    table.set(0, 25);
    deadlines.set("lease", 40, () => fired.push("lease"));
    expect(deadlines.size).toBe(3);
    deadlines.clear("card");
    deadlines.set("other", 35, () => fired.push("other"));
    clock.advance(100);
    expect(fired).toEqual(["#0", "other", "lease"]);
    expect(deadlines.size).toBe(0);
  });
});
