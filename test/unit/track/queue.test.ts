import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Queue } from "#customer/track/queue.ts";
import {
  BATCH_AFTER_MS,
  cleanObservation,
  clockOffset,
  emptyQueue,
  enqueue,
  MAX_BATCH,
  MAX_WAITING,
  nextBatch,
  readReply,
  settle,
  waitMs,
} from "#customer/track/queue.ts";
import type { Observation } from "#shared/model/fact.ts";
import { observationSchema, sentFactSchema } from "#shared/model/fact.ts";

const journey = { id: "journey-of-lin", secret: "0123456789abcdef0123456789abcdef" };
const entered = { kind: "step-entered", stepId: "vehicle" } as Observation;

function queueOf(count: number): Queue {
  let queue = emptyQueue(journey);
  for (let index = 0; index < count; index++) queue = enqueue(queue, entered, `fact-${index}`, 1_000 + index);
  return queue;
}

describe("the waiting line of facts", () => {
  test("[TRACK-2] facts are numbered from 1 in order, and a page load goes on with the number it was given", () => {
    expect(queueOf(3).facts.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(enqueue(emptyQueue(journey, 42), entered, "later", 1).facts[0]?.seq).toBe(42);
  });

  test("[TRACK-2] what waits is what the contract calls a sent fact", () => {
    for (const fact of queueOf(2).facts) expect(sentFactSchema.safeParse(fact).success).toBe(true);
  });

  test("[TRACK-3] an accepted batch leaves, what was added meanwhile stays", () => {
    const sent = queueOf(2);
    const later = enqueue(sent, entered, "meanwhile", 9);
    const settled = settle(later, nextBatch(sent), { kind: "accepted", upTo: 2 });
    expect(settled.facts.map(({ id }) => id)).toEqual(["meanwhile"]);
  });

  test("[TRACK-3] facts the hub already has by number leave too", () => {
    const queue = queueOf(5);
    expect(settle(queue, queue.facts.slice(0, 1), { kind: "accepted", upTo: 4 }).facts.map(({ seq }) => seq)).toEqual([5]);
  });

  test("[TRACK-3] over any course of replies nothing is lost except what was refused alone", () => {
    const outcome = fc.constantFrom("accepted" as const, "held" as const, "refused" as const);
    fc.assert(
      fc.property(fc.array(outcome, { maxLength: 60 }), fc.integer({ min: 1, max: 120 }), (outcomes, count) => {
        let queue = queueOf(count);
        const done = new Set<string>();
        for (const kind of outcomes) {
          const batch = nextBatch(queue);
          if (kind === "accepted" || (kind === "refused" && batch.length === 1)) for (const { id } of batch) done.add(id);
          queue = settle(queue, batch, kind === "accepted" ? { kind, upTo: batch.at(-1)?.seq ?? 0 } : { kind });
        }
        const waiting = queue.facts.map(({ id }) => id);
        expect(waiting.length + done.size).toBe(count);
        expect(waiting.some((id) => done.has(id))).toBe(false);
      }),
    );
  });

  test("[TRACK-4] a batch holds at most 50 facts and waits 300 ms", () => {
    expect(nextBatch(queueOf(70))).toHaveLength(MAX_BATCH);
    expect(waitMs(queueOf(1))).toBe(BATCH_AFTER_MS);
  });

  test("[TRACK-5] attempts without a reply wait 1, 2, 4 … at most 30 s; an acceptance ends that", () => {
    let queue = queueOf(1);
    const waits: number[] = [];
    for (let attempt = 0; attempt < 7; attempt++) {
      queue = settle(queue, nextBatch(queue), { kind: "held" });
      waits.push(waitMs(queue));
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    expect(waitMs(settle(queue, [], { kind: "accepted", upTo: 0 }))).toBe(BATCH_AFTER_MS);
  });

  test("[TRACK-6] a refused batch is taken apart; the bad fact goes alone, and batches grow again", () => {
    let queue = settle(queueOf(3), nextBatch(queueOf(3)), { kind: "refused" });
    expect(queue.facts).toHaveLength(3);
    expect(nextBatch(queue)).toHaveLength(1);
    queue = settle(queue, nextBatch(queue), { kind: "refused" });
    expect(queue.facts.map(({ seq }) => seq)).toEqual([2, 3]);
    queue = settle(queue, nextBatch(queue), { kind: "accepted", upTo: 2 });
    expect(queue.batchSize).toBe(MAX_BATCH);
  });

  test("[TRACK-17] at most 500 facts wait, the oldest go", () => {
    const queue = queueOf(MAX_WAITING + 5);
    expect(queue.facts).toHaveLength(MAX_WAITING);
    expect(queue.facts[0]?.seq).toBe(6);
  });
});

describe("what a reply means", () => {
  test("[TRACK-3] only a success with ok is an acceptance", () => {
    expect(readReply(202, { ok: true, value: { upTo: 7 } })).toEqual({ kind: "accepted", upTo: 7 });
    expect(readReply(202, null)).toEqual({ kind: "held" });
    expect(readReply(200, {})).toEqual({ kind: "held" });
  });

  test.each([
    [503, "internal", "held"],
    [429, "too-many", "held"],
    [401, "token-expired", "held"],
    [400, "invalid-input", "refused"],
    [403, "journey-token-invalid", "refused"],
    [413, "too-large", "refused"],
  ] as const)("[TRACK-5] status %i with %s is %s", (status, code, kind) => {
    expect(readReply(status, { ok: false, error: { code } }).kind).toBe(kind);
  });

  test("[TRACK-3] the hub's clock is read half-way between question and answer", () => {
    expect(clockOffset({ value: { hubNow: 10_500 } }, 1_000, 2_000)).toBe(9_000);
    expect(clockOffset(null, 1_000, 2_000)).toBeNull();
  });
});

describe("what may be a fact", () => {
  test("[TRACK-1] keys the contract does not know are dropped", () => {
    expect(cleanObservation({ kind: "step-entered", stepId: "vehicle", value: "13912345678" })).toEqual({
      kind: "step-entered",
      stepId: "vehicle",
    });
  });

  test.each([
    ["free text as a reason", { kind: "field-rejected", stepId: "identity", fieldId: "phone", reason: "不是 13912345678" }],
    ["a number as a reason", { kind: "field-rejected", stepId: "identity", fieldId: "phone", reason: "13912345678" }],
    ["an unknown kind", { kind: "value-typed", value: "x" }],
    ["a kind of Object.prototype", { kind: "toString" }],
    ["a missing key", { kind: "field-changed", stepId: "identity" }],
    ["an object for an id", { kind: "step-entered", stepId: { toString: (): string => "vehicle" } }],
  ])("[TRACK-1] refuses %s", (_, raw) => {
    expect(cleanObservation(raw)).toBeNull();
  });

  test("[TRACK-1] every kind of the contract passes, unchanged", () => {
    const stepId = "face-check";
    const samples: readonly object[] = [
      { kind: "journey-started", flowId: "car-loan", channel: "mobile-web" },
      { kind: "step-entered", stepId },
      { kind: "step-left", stepId },
      { kind: "step-completed", stepId },
      { kind: "field-changed", stepId, fieldId: "face", state: "format-error" },
      { kind: "field-rejected", stepId, fieldId: "face", reason: "required" },
      { kind: "verification-failed", stepId, method: "face", reason: "light-too-low" },
      { kind: "verification-passed", stepId, method: "id-document" },
      { kind: "help-opened", stepId, topic: "face-tips" },
      { kind: "help-requested", stepId },
      { kind: "page-hidden", stepId },
      { kind: "page-visible", stepId },
      { kind: "page-left", stepId },
      { kind: "network-lost", stepId },
      { kind: "network-restored", stepId },
      { kind: "field-edited", stepId, fieldId: "face" },
      { kind: "code-sent", stepId, fieldId: "face" },
      { kind: "upload-started", stepId, fieldId: "face" },
      { kind: "upload-finished", stepId, fieldId: "face" },
      { kind: "upload-failed", stepId, fieldId: "face", reason: "network" },
      { kind: "rage-clicked", stepId },
      { kind: "click-ignored", stepId },
      { kind: "agreement-opened", stepId, fieldId: "face" },
      { kind: "agreement-scrolled", stepId, fieldId: "face" },
      { kind: "agreement-closed", stepId, fieldId: "face" },
      { kind: "help-closed", stepId },
      { kind: "wait-started", stepId, reason: "face-check" },
      { kind: "wait-ended", stepId },
      { kind: "submit-sent", stepId },
      { kind: "submit-failed", stepId, reason: "network" },
      { kind: "signature-started", stepId, fieldId: "face" },
      { kind: "signature-aborted", stepId, fieldId: "face" },
      { kind: "session-expiring", stepId },
      { kind: "session-renewed", stepId },
      { kind: "journey-finished" },
    ];
    expect(samples.length).toBe(observationSchema.options.length);
    for (const sample of samples) {
      expect(observationSchema.safeParse(sample).success).toBe(true);
      expect(cleanObservation({ ...sample })).toEqual(sample);
    }
  });
});
