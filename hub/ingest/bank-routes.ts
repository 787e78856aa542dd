/**
 * What a bank's back ends call over HTTP: facts in, contact decisions, contacts made; and the description of it all at `GET /v1/openapi.json`.
 *
 * Owns who is let in, how much they may send, and the two forms of a batch. What a fact does is `hub/watch`, a contact `hub/decide`.
 */
import { randomUUID } from "node:crypto";
import type { Context, Hono, MiddlewareHandler } from "hono";
import { bankHubCalls } from "#shared/contract/bank-hub.ts";
import { bindCalls } from "#shared/contract/binder.ts";
import type { Reply } from "#shared/contract/errors.ts";
import { refuse } from "#shared/contract/errors.ts";
import { SECOND_MS } from "#shared/lib/duration.ts";
import { createTurns } from "../platform/turns.ts";
import type { HubServices } from "../services.ts";
import { SIGNATURE_HEADER } from "./body-signature.ts";
import { quickFactBatch, readFactBatch } from "./fact-batch.ts";
import { openApiDocument } from "./openapi.ts";
import { createSenderAllowance } from "./sender-allowance.ts";

export const LARGEST_FACTS_BYTES = 4 * 1024 * 1024;
const LARGEST_CALL_BYTES = 16 * 1024;
/** Who signs bodies and shows no token: one sender for all of them. */
const SIGNER = "signature";

export type BankRouteParts = {
  readonly services: HubServices;
  readonly answer: (c: Context, reply: Reply<unknown>, okStatus?: 200 | 202) => Response;
  readonly limit: (maxSize: number) => MiddlewareHandler;
};

export function serveBank(app: Hono, { services, answer, limit }: BankRouteParts): void {
  const { tokens, log, metrics, intake, contacts, now } = services;
  const allowance = createSenderAllowance(now);
  /** A batch is some ten milliseconds of the thread: what is due comes between two of them. */
  const turns = createTurns();

  /** Whoever is named by what they show; everything shown has to be right. */
  async function senderOf(c: Context, body: string): Promise<Reply<string>> {
    const signature = c.req.header(SIGNATURE_HEADER);
    if (signature !== undefined) {
      const signed = tokens.bankBody(body, signature);
      if (!signed.ok) return refuse(signed.error);
    }
    const authorization = c.req.header("authorization");
    if (authorization === undefined) return signature === undefined ? refuse("not-authenticated") : { ok: true, value: SIGNER };
    const verified = await tokens.bank(authorization.replace(/^Bearer /, ""));
    return verified.ok ? verified : refuse(verified.error);
  }

  const binder = bindCalls<typeof bankHubCalls, { bank: string }>({
    table: bankHubCalls,
    handlers: {
      acceptFacts(input, { bank }) {
        const waitMs = allowance.spend(bank, input.facts.length);
        if (waitMs !== null) return refuse("too-many", { retryAfterMs: waitMs });
        return intake.acceptFromBank(input);
      },
      decideContact: (input) => contacts.ask(input),
      recordContact: ({ permit, outcome }, { bank }) => contacts.record(permit, outcome, bank),
    },
    quick: { acceptFacts: quickFactBatch },
    permits: () => true,
    makeCorrelationId: randomUUID,
    onBug: (fault, context) => log("error", "bug", "a bank call threw", { correlationId: context.correlationId, fault: String(fault) }),
  });

  app.post("/v1/facts", limit(LARGEST_FACTS_BYTES), async (c) => {
    const startedAt = performance.now();
    const text = await c.req.text();
    const sender = await senderOf(c, text);
    if (!sender.ok) return answer(c, sender);
    await turns.next();
    const batch = readFactBatch(c.req.header("content-type") ?? "", text);
    if (!batch.ok) return answer(c, batch);
    const reply = await binder("acceptFacts", batch.value, { bank: sender.value });
    const waitMs = reply.ok ? undefined : reply.error.detail?.retryAfterMs;
    if (typeof waitMs === "number") c.header("retry-after", String(Math.ceil(waitMs / SECOND_MS)));
    if (reply.ok) metrics.factBatchMs.observe(performance.now() - startedAt);
    return answer(c, reply, 202);
  });

  for (const [path, name] of [
    ["/v1/contact-decisions", "decideContact"],
    ["/v1/contacts", "recordContact"],
  ] as const)
    app.post(path, limit(LARGEST_CALL_BYTES), async (c) => {
      const text = await c.req.text();
      const sender = await senderOf(c, text);
      if (!sender.ok) return answer(c, sender);
      const batch = readFactBatch("application/json", text);
      return answer(c, batch.ok ? await binder(name, batch.value, { bank: sender.value }) : batch);
    });

  app.get("/v1/openapi.json", (c) => c.json(openApiDocument()));
}
