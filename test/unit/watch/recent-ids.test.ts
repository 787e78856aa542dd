/** Ids that came lately: as many as promised are told again, and the oldest go. */
import { expect, test } from "vitest";
import { createRecentIds } from "#hub/watch/recent-ids.ts";

test("[INTAKE-17] of as many of the latest ids as were asked for none is taken twice, however many came before them", () => {
  const ids = createRecentIds(10);
  for (let next = 0; next < 200; next += 1) {
    expect(ids.add(`f-${next}`), `${next} is new`).toBe(true);
    for (let before = Math.max(0, next - 9); before <= next; before += 1)
      expect(ids.add(`f-${before}`), `${before} at ${next}`).toBe(false);
  }
});

test("ids that came long before are forgotten: what is remembered does not grow", () => {
  const ids = createRecentIds(10);
  for (let next = 0; next < 100; next += 1) ids.add(`f-${next}`);
  const forgotten = Array.from({ length: 100 }, (_none, index) => `f-${index}`).filter((id) => ids.add(id));
  expect(forgotten.length).toBeGreaterThanOrEqual(80);
});
