/**
 * How facts travel from a synthetic customer to the hub (`transport` in `people.yaml`): in batches, over a network, now and then late,
 * twice or past one another. Gives the order of arrival; `acceptedAt` is when the hub has it.
 */
import { SECOND_MS } from "#shared/lib/duration.ts";
import type { Fact } from "#shared/model/fact.ts";
import { type People, rollDice } from "./people.ts";

export function arrivalsOf(facts: readonly Fact[], seed: number, people: People): readonly Fact[] {
  // A stream of chance of its own: changing the transport leaves the customers as they are.
  const dice = rollDice(seed + 0x5bd1e995);
  const { batch, network, overtakes, doubled, offline } = people.transport;
  const arrived: Fact[] = [];
  let offlineUntil = 0;
  let last = 0;
  for (const [index, fact] of facts.entries()) {
    const next = facts[index + 1];
    if (next && fact.at >= offlineUntil && dice.happens(offline)) offlineUntil = next.at + 3 * SECOND_MS;
    const sentAt = Math.max(fact.at + batch * SECOND_MS, offlineUntil);
    const acceptedAt = Math.round(Math.max(last, sentAt + dice.spreadMs(network)));
    last = acceptedAt;
    arrived.push({ ...fact, acceptedAt: dice.happens(overtakes) ? acceptedAt + dice.evenMs({ from: 0.2, to: 1.5 }) : acceptedAt });
    if (dice.happens(doubled)) arrived.push({ ...fact, acceptedAt: acceptedAt + dice.evenMs({ from: 0.5, to: 5 }) });
  }
  return arrived.sort((a, b) => a.acceptedAt - b.acceptedAt);
}
