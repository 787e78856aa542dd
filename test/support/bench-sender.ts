/**
 * A bank's back end of the benchmarks: batches are written down and signed before the measured time, and sent over connections that stay open, so
 * that what it needs of a core beside the hub's is little. What the facts are is `bench-facts.ts`.
 */
import { Agent, request } from "node:http";
import { signBody } from "#hub/ingest/body-signature.ts";
import { ndjsonOf } from "./bench-facts.ts";

/** One request, ready to go out. */
export type PreparedBatch = { readonly body: Buffer; readonly signature: string; readonly facts: number };

/** @param at when it will be sent, epoch milliseconds: a signature is good for five minutes from then. */
export function prepareBatch(bankKey: Uint8Array, facts: readonly object[], at: number): PreparedBatch {
  const text = ndjsonOf(facts);
  return { body: Buffer.from(text), signature: signBody(bankKey, text, at), facts: facts.length };
}

export type BenchSender = {
  /** Resolves with the hub's status when its answer is there. */
  post(batch: PreparedBatch): Promise<number>;
  end(): void;
};

export function openSender(hubUrl: string): BenchSender {
  const agent = new Agent({ keepAlive: true });
  return {
    post: ({ body, signature }) =>
      new Promise((resolve, reject) => {
        const headers = { "content-type": "application/x-ndjson", "content-length": body.length, "baton-signature": signature };
        const sending = request(`${hubUrl}/v1/facts`, { method: "POST", headers, agent }, (answer) => {
          answer.resume();
          answer.on("end", () => resolve(answer.statusCode ?? 0));
        });
        sending.on("error", reject);
        sending.end(body);
      }),
    end: () => agent.destroy(),
  };
}
