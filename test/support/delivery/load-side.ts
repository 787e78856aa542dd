/**
 * A bank's back end of the delivery measurement: ordinary facts at a rate, in batches, as fast as the hub answers and no faster.
 *
 * Its batches are written down before the measured time, so that it leaves the machine to hub and desks.
 */
import { setTimeout as delay } from "node:timers/promises";
import { SECOND_MS } from "#shared/lib/duration.ts";
import { invariant } from "#shared/lib/invariant.ts";
import { sentFact } from "../bench-facts.ts";
import { openSender, type PreparedBatch, prepareBatch } from "../bench-sender.ts";
import { serveSide } from "./side.ts";

export type LoadOrder = {
  readonly url: string;
  readonly bankKey: Uint8Array;
  /** Facts a second of this back end. */
  readonly rate: number;
  readonly batch: number;
  readonly from: number;
  readonly until: number;
  /** Tells its journeys from those of other back ends. */
  readonly name: string;
  /** The instants at which these journeys have been quiet for too long, and how long that is. */
  readonly probes: readonly { readonly ids: readonly string[]; readonly dueAt: number }[];
  readonly limitMs: number;
};
export type LoadReport = {
  /** Facts the hub has taken in time. */
  readonly facts: number;
  /** CPU of this process while it sent, milliseconds. */
  readonly cpuMs: number;
};

/** Journeys the load is of. */
const JOURNEYS = 5_000;
/** Batches on their way at a time, at most. */
const MOST_UNDER_WAY = 4;
/** A probe is sent this long before it is due. */
const PROBE_AHEAD_MS = 1_500;

type DueBatch = PreparedBatch & { readonly sendAt: number };

function loadOf({ bankKey, rate, batch, from, until, name }: LoadOrder): readonly DueBatch[] {
  const everyMs = (batch * SECOND_MS) / rate;
  return Array.from({ length: Math.ceil((until - from) / everyMs) }, (_none, index) => {
    const sendAt = from + index * everyMs;
    const facts = Array.from({ length: batch }, (_other, within) => {
      const fact = index * batch + within;
      return sentFact(`j-load-${name}-${fact % JOURNEYS}`, 1 + Math.floor(fact / JOURNEYS), Math.floor(sendAt));
    });
    return { ...prepareBatch(bankKey, facts, sendAt), sendAt };
  });
}

function probesOf({ bankKey, probes, limitMs }: LoadOrder): readonly DueBatch[] {
  return probes.map(({ ids, dueAt }) => {
    const since = dueAt - limitMs;
    const observation = { kind: "step-entered", stepId: "vehicle" };
    const facts = ids.flatMap((id) => [sentFact(id, 1, since), { ...sentFact(id, 2, since), observation }]);
    const sendAt = dueAt - PROBE_AHEAD_MS;
    return { ...prepareBatch(bankKey, facts, sendAt), sendAt };
  });
}

let order: LoadOrder | null = null;
let load: readonly DueBatch[] = [];
let probes: readonly DueBatch[] = [];

serveSide({
  /** Writes down what `run` sends. */
  prepare(wanted: LoadOrder): void {
    order = wanted;
    load = loadOf(wanted);
    probes = probesOf(wanted);
  },
  async run(): Promise<LoadReport> {
    invariant(order !== null && Date.now() <= order.from, "everything was prepared in time");
    const { url, until } = order;
    const sender = openSender(url);
    const cpu = process.cpuUsage();
    let taken = 0;
    const underWay = new Set<Promise<void>>();
    const send = (batch: PreparedBatch) => {
      const sending = sender.post(batch).then((status) => {
        invariant(status === 202, `the hub answered ${status}`);
        if (Date.now() <= until) taken += batch.facts;
        underWay.delete(sending);
      });
      underWay.add(sending);
    };
    const probing = (async () => {
      for (const probe of probes) {
        await delay(Math.max(0, probe.sendAt - Date.now()));
        send(probe);
      }
    })();
    for (const batch of load) {
      await delay(Math.max(0, batch.sendAt - Date.now()));
      if (Date.now() >= until) break;
      send(batch);
      while (underWay.size >= MOST_UNDER_WAY) await Promise.race(underWay);
    }
    await probing;
    await Promise.all(underWay);
    sender.end();
    const { user, system } = process.cpuUsage(cpu);
    return { facts: taken, cpuMs: (user + system) / 1_000 };
  },
  end: () => {},
});
