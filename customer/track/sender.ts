/**
 * Carries facts of one journey to the hub: a batch every 300 ms, one at a time, again after failures, by beacon when the page goes.
 *
 * What a reply means is decided in `queue.ts`.
 */
import type { Observation } from "#shared/model/fact.ts";
import type { Journey, Queue } from "./queue.ts";
import { clockOffset, emptyQueue, enqueue, nextBatch, readReply, settle, waitMs } from "./queue.ts";
import { randomId, read, type StoredFacts, write } from "./storage.ts";

const PROTOCOL = 1;

export type SenderSettings = {
  readonly hubUrl: string;
  readonly token: () => string | null;
  /** Hub clock minus this device's, milliseconds. */
  readonly onClock: (offsetMs: number) => void;
  readonly onAccepted: () => void;
  readonly onTokenRefused: () => void;
};

export type Sender = {
  readonly add: (observation: Observation) => number;
  /** Sends now what waits; `leaving` uses a beacon, whose reply nobody hears: the facts stay until a later reply. */
  readonly flush: (leaving?: boolean) => void;
  /** Sends nothing more; `forget` also drops what waits, else it stays for a later page. */
  readonly stop: (forget: boolean) => void;
};

/**
 * @param nextSeq number of the next fact; `null` for a journey of another page or tab, whose waiting facts are only delivered here
 * @param waiting facts kept from earlier, sent at once
 */
export function openSender(settings: SenderSettings, journey: Journey, nextSeq: number | null, waiting: StoredFacts["facts"]): Sender {
  let queue: Queue = { ...emptyQueue(journey, nextSeq ?? 1), facts: waiting };
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isSending = false;
  let isStopped = false;
  const url = `${settings.hubUrl}/v1/track`;

  const key = `queue.${journey.id}`;
  const store = (facts: Queue["facts"]) => write("local", key, facts.length ? { secret: journey.secret, facts } : null);
  /** The owner's line is the truth; a deliverer takes away what was settled and leaves what the owner has added meanwhile. */
  const keep = (settled: readonly { id: string }[]) => {
    if (nextSeq !== null) return store(queue.facts);
    const gone = settled.map(({ id }) => id);
    store(
      (read<StoredFacts>("local", key)?.facts ?? []).filter(({ id }) => gone.indexOf(id) < 0 || queue.facts.some((fact) => fact.id === id)),
    );
  };
  const body = (facts: Queue["facts"]) =>
    JSON.stringify({ protocol: PROTOCOL, token: settings.token(), journey, facts, sentAt: Date.now() });
  const schedule = (afterMs: number) => {
    if (isStopped || isSending || timer !== undefined || !queue.facts.length) return;
    timer = setTimeout(send, afterMs);
  };

  async function send(): Promise<void> {
    timer = undefined;
    const batch = nextBatch(queue);
    if (isSending || isStopped || !batch.length) return;
    isSending = true;
    const sentAt = Date.now();
    try {
      const response = await fetch(url, {
        method: "POST",
        body: body(batch),
        headers: { "content-type": "text/plain" },
        credentials: "omit",
      });
      const reply = await response.json().catch(() => null);
      const outcome = readReply(response.status, reply);
      const offset = clockOffset(reply, sentAt, Date.now());
      if (offset !== null) settings.onClock(offset);
      if (reply?.error?.code === "token-expired" || reply?.error?.code === "not-authenticated") settings.onTokenRefused();
      queue = settle(queue, batch, outcome);
      if (outcome.kind === "accepted") settings.onAccepted();
    } catch {
      queue = settle(queue, batch, { kind: "held" });
    }
    isSending = false;
    if (isStopped) return;
    keep(batch);
    schedule(waitMs(queue));
  }

  schedule(0);
  return {
    add(observation) {
      queue = enqueue(queue, observation, randomId(), Date.now());
      keep([]);
      schedule(waitMs(queue));
      return queue.nextSeq;
    },
    flush(leaving) {
      if (isStopped || !queue.facts.length) return;
      if (leaving && navigator.sendBeacon) {
        navigator.sendBeacon(url, body(nextBatch(queue)));
        return;
      }
      clearTimeout(timer);
      timer = undefined;
      schedule(0);
    },
    stop(forget) {
      isStopped = true;
      clearTimeout(timer);
      if (forget) write("local", key, null);
    },
  };
}
