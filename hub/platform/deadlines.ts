/**
 * The hub's one timer structure: named deadlines, and deadlines of many things by number, on the injected clock.
 *
 * Owns what a name stands for; when a number is due is `timetable.ts`. Setting a name again moves it.
 */
import type { Clock } from "#shared/lib/clock.ts";
import { createTimetable, type Timetable } from "./timetable.ts";

export type Deadlines = {
  /** `fire` runs once, at or after `atMs` (epoch ms, hub clock). */
  set(name: string, atMs: number, fire: () => void): void;
  clear(name: string): void;
  /** A timetable for things that have numbers of their own. */
  numbered(fire: (number: number) => void): Timetable;
  /** Everything that waits, by name or number. */
  readonly size: number;
  /** Nothing fires any more, whatever is set afterwards. */
  end(): void;
};

export function createDeadlines(clock: Clock): Deadlines {
  const numbers = new Map<string, number>();
  const named: ({ readonly name: string; readonly fire: () => void } | null)[] = [];
  const free: number[] = [];
  const tables: Timetable[] = [];

  function release(number: number): (() => void) | null {
    const known = named[number] ?? null;
    if (known === null) return null;
    named[number] = null;
    numbers.delete(known.name);
    free.push(number);
    return known.fire;
  }

  function numbered(fire: (number: number) => void): Timetable {
    const table = createTimetable(clock, fire);
    tables.push(table);
    return table;
  }

  const byName = numbered((number) => release(number)?.());

  return {
    set(name, atMs, fire) {
      const number = numbers.get(name) ?? free.pop() ?? named.length;
      numbers.set(name, number);
      named[number] = { name, fire };
      byName.set(number, atMs);
    },
    clear(name) {
      const number = numbers.get(name);
      if (number === undefined) return;
      byName.clear(number);
      release(number);
    },
    numbered,
    get size() {
      return tables.reduce((sum, { size }) => sum + size, 0);
    },
    end() {
      for (const table of tables) table.end();
      numbers.clear();
      named.length = 0;
    },
  };
}
