/**
 * The waiting line of facts: numbering, batches, what a reply means, when to try again. Pure; time and ids are arguments.
 *
 * At-least-once: a fact leaves the line only when the hub accepted it or refused it for good. The hub drops doubles by fact id.
 * Storage is `storage.ts`, the network `sender.ts`.
 */
import type { Observation, SentFact } from "#shared/model/fact.ts";

export type Journey = { readonly id: string; readonly secret: string };

export type Queue = {
  readonly journey: Journey;
  /** Waiting facts in the order of `seq`. */
  readonly facts: readonly SentFact[];
  /** The number the next fact gets; counts from 1. */
  readonly nextSeq: number;
  /** Attempts in a row that brought no reply or a passing refusal. */
  readonly failures: number;
  /** How many facts the next batch may hold; 1 while a refused batch is taken apart. */
  readonly batchSize: number;
};

/** What came back for a batch. `held`: no reply, or a refusal that passes (too many, token expired, hub fault). */
export type Outcome = { readonly kind: "accepted"; readonly upTo: number } | { readonly kind: "held" } | { readonly kind: "refused" };

export const MAX_BATCH = 50;
/** Beyond this the oldest go: a phone that is offline for hours must not fill its storage. */
export const MAX_WAITING = 500;
export const BATCH_AFTER_MS = 300;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;

export function emptyQueue(journey: Journey, nextSeq = 1): Queue {
  return { journey, facts: [], nextSeq, failures: 0, batchSize: MAX_BATCH };
}

/** @param at epoch milliseconds, this device's clock. @param id unique, random. */
export function enqueue(queue: Queue, observation: Observation, id: string, at: number): Queue {
  const fact = { id, journeyId: queue.journey.id, seq: queue.nextSeq, at, observation } as SentFact;
  return { ...queue, facts: [...queue.facts, fact].slice(-MAX_WAITING), nextSeq: queue.nextSeq + 1 };
}

export function nextBatch(queue: Queue): readonly SentFact[] {
  return queue.facts.slice(0, queue.batchSize);
}

/** The line after a batch was answered. A refused batch of several is sent again one by one, so that one bad fact costs only itself. */
export function settle(queue: Queue, batch: readonly SentFact[], outcome: Outcome): Queue {
  if (outcome.kind === "held") return { ...queue, failures: queue.failures + 1 };
  if (outcome.kind === "refused" && batch.length > 1) return { ...queue, failures: 0, batchSize: 1 };
  const sent = new Set(batch.map(({ id }) => id));
  const upTo = outcome.kind === "accepted" ? outcome.upTo : 0;
  const facts = queue.facts.filter((fact) => !sent.has(fact.id) && fact.seq > upTo);
  return { ...queue, facts, failures: 0, batchSize: outcome.kind === "accepted" || facts.length === 0 ? MAX_BATCH : 1 };
}

/** Milliseconds until the next attempt: the batching time, or 1, 2, 4 … 30 s after failures. */
export function waitMs(queue: Queue): number {
  if (queue.failures === 0) return BATCH_AFTER_MS;
  return Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (queue.failures - 1));
}

type Reply = {
  readonly ok?: unknown;
  readonly value?: { readonly upTo?: unknown; readonly hubNow?: unknown };
  readonly error?: { readonly code?: unknown };
};

const CODES_THAT_PASS: readonly unknown[] = ["token-expired", "not-authenticated", "too-many", "internal", "clock-skew"];

/** Reads the hub's answer; anything that is not one is `held`. `status` is the HTTP status. */
export function readReply(status: number, reply: Reply | null): Outcome {
  const upTo = reply?.value?.upTo;
  if (status >= 200 && status < 300 && reply?.ok === true) return { kind: "accepted", upTo: typeof upTo === "number" ? upTo : 0 };
  const code = reply?.error?.code;
  const passes = code === undefined || CODES_THAT_PASS.indexOf(code) >= 0 || status >= 500 || status === 429 || status === 401;
  return { kind: passes ? "held" : "refused" };
}

/** Hub clock minus ours, milliseconds, taking the reply to be half-way; `null` when the reply names no time. */
export function clockOffset(reply: Reply | null, sentAt: number, receivedAt: number): number | null {
  const hubNow = reply?.value?.hubNow;
  return typeof hubNow === "number" ? Math.round(hubNow - (sentAt + receivedAt) / 2) : null;
}

const CODE = /^[a-z][a-z0-9-]{0,39}$/;
const ID = /^[A-Za-z0-9][\w.:-]{0,63}$/;

const FIELD = "stepId fieldId";
const WHY = "stepId reason";

/** Which keys a fact of a kind has, beside `kind`: nothing else may leave the page. Empty: `stepId` alone. */
const KEYS: Readonly<Record<Observation["kind"], string>> = {
  "journey-started": "flowId channel",
  "step-entered": "",
  "step-left": "",
  "step-completed": "",
  "field-changed": `${FIELD} state`,
  "field-rejected": `${FIELD} reason`,
  "field-edited": FIELD,
  "verification-failed": "stepId method reason",
  "verification-passed": "stepId method",
  "code-sent": FIELD,
  "upload-started": FIELD,
  "upload-finished": FIELD,
  "upload-failed": `${FIELD} reason`,
  "rage-clicked": "",
  "click-ignored": "",
  "agreement-opened": FIELD,
  "agreement-scrolled": FIELD,
  "agreement-closed": FIELD,
  "help-opened": "stepId topic",
  "help-closed": "",
  "help-requested": "",
  "wait-started": WHY,
  "wait-ended": "",
  "submit-sent": "",
  "submit-failed": WHY,
  "signature-started": FIELD,
  "signature-aborted": FIELD,
  "session-expiring": "",
  "session-renewed": "",
  "page-hidden": "",
  "page-visible": "",
  "page-left": "",
  "network-lost": "",
  "network-restored": "",
  "journey-finished": " ",
};

/** A copy with the contract's keys only, or `null` when a key is missing or holds something other than an id or code. */
export function cleanObservation(raw: Readonly<Record<string, unknown>>): Observation | null {
  const kind = raw["kind"];
  if (typeof kind !== "string" || !Object.hasOwn(KEYS, kind)) return null;
  const clean: Record<string, string> = { kind };
  for (const key of (KEYS[kind as Observation["kind"]] || "stepId").split(" ")) {
    if (!key) continue;
    const value = raw[key];
    if (typeof value !== "string" || !(/Id$/.test(key) ? ID : CODE).test(value)) return null;
    clean[key] = value;
  }
  return clean as Observation;
}
