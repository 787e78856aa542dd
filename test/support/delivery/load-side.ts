/** A bank's back end of the delivery measurement: ordinary facts at a rate, in batches, as fast as the hub answers and no faster. */
import { Agent, request } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { signBody } from "#hub/ingest/body-signature.ts";
import { SECOND_MS } from "#shared/lib/duration.ts";
import { invariant } from "#shared/lib/invariant.ts";
import { ordinaryObservation } from "../bench-facts.ts";
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
export type LoadReport = { readonly facts: number; readonly ms: number };

/** Journeys the load is of. */
const JOURNEYS = 5_000;
/** Batches on their way at a time, at most. */
const MOST_UNDER_WAY = 4;
/** A probe is sent this long before it is due. */
const PROBE_AHEAD_MS = 1_500;

const agent = new Agent({ keepAlive: true });

function post(url: string, bankKey: Uint8Array, body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/x-ndjson", "baton-signature": signBody(bankKey, body, Date.now()) };
    const sending = request(`${url}/v1/facts`, { method: "POST", headers, agent }, (answer) => {
      answer.resume();
      answer.on("end", () => resolve(answer.statusCode ?? 0));
    });
    sending.on("error", reject);
    sending.end(body);
  });
}

const bodyOf = (facts: readonly object[]) => `${facts.map((fact) => JSON.stringify(fact)).join("\n")}\n`;
const sent = (journeyId: string, seq: number, at: number) => ({
  id: `${journeyId}-${seq}`,
  journeyId,
  seq,
  at,
  observation: ordinaryObservation(seq),
});

serveSide({
  async run({ url, bankKey, rate, batch, from, until, name, probes, limitMs }: LoadOrder): Promise<LoadReport> {
    let facts = 0;
    let taken = 0;
    const underWay = new Set<Promise<void>>();
    const everyMs = (batch * SECOND_MS) / rate;
    const send = (list: readonly object[]) => {
      const sending = post(url, bankKey, bodyOf(list)).then((status) => {
        invariant(status === 202, `the hub answered ${status}`);
        if (Date.now() <= until) taken += list.length;
        underWay.delete(sending);
      });
      underWay.add(sending);
      return sending;
    };
    const probing = (async () => {
      for (const { ids, dueAt } of probes) {
        await delay(Math.max(0, dueAt - PROBE_AHEAD_MS - Date.now()));
        const since = dueAt - limitMs;
        const observation = { kind: "step-entered", stepId: "vehicle" };
        void send(ids.flatMap((id) => [sent(id, 1, since), { ...sent(id, 2, since), observation }]));
      }
    })();
    for (let next = from; next < until; next += everyMs) {
      await delay(Math.max(0, next - Date.now()));
      if (Date.now() >= until) break;
      const at = Date.now();
      const list = Array.from({ length: batch }, () => {
        const fact = sent(`j-load-${name}-${facts % JOURNEYS}`, 1 + Math.floor(facts / JOURNEYS), at);
        facts += 1;
        return fact;
      });
      void send(list);
      while (underWay.size >= MOST_UNDER_WAY) await Promise.race(underWay);
    }
    await probing;
    await Promise.all(underWay);
    return { facts: taken, ms: until - from };
  },
  end: () => agent.destroy(),
});
