/**
 * What a desktop asks over plain HTTP before its page has a socket: who may sign in, a token, and the first view.
 *
 * Identities and tokens are open to who can read the data folder (its launch token), the first view to who holds a desk's token.
 */
import type { Context, Hono, MiddlewareHandler } from "hono";
import type { FirstView } from "#shared/contract/desk-hub.ts";
import type { Reply } from "#shared/contract/errors.ts";
import { refuse } from "#shared/contract/errors.ts";
import { signInBodySchema } from "#shared/contract/http.ts";
import { protocolRefusal } from "#shared/contract/protocol.ts";
import { tokensOf } from "../dispatch/readers.ts";
import type { HubServices } from "../services.ts";
import { contentFor } from "./desk-handlers.ts";
import { signedIn } from "./signed-in.ts";

type DeskRouteParts = {
  readonly services: HubServices;
  readonly mayEnter: (c: Context) => boolean;
  readonly bearerOf: (c: Context) => string;
  /** Parsed; undefined when it is no JSON. */
  readonly bodyOf: (c: Context) => Promise<unknown>;
  readonly answer: (c: Context, reply: Reply<unknown>) => Response;
  readonly limit: (maxBytes: number) => MiddlewareHandler;
};

export function serveDeskRoutes(app: Hono, { services, mayEnter, bearerOf, bodyOf, answer, limit }: DeskRouteParts): void {
  const { tokens, content, deskLog, presence } = services;
  app.get("/v1/desk/identities", (c) => {
    if (!mayEnter(c)) return answer(c, refuse("not-authenticated"));
    return answer(c, { ok: true, value: { identities: content.specialists } });
  });
  app.post("/v1/desk/sign-in", limit(4_096), async (c) => {
    if (!mayEnter(c)) return answer(c, refuse("not-authenticated"));
    const body = signInBodySchema.safeParse(await bodyOf(c));
    if (!body.success) return answer(c, refuse("invalid-input"));
    const specialist = content.specialists.find((known) => known.id === body.data.specialistId);
    if (!specialist) return answer(c, refuse("no-such-specialist"));
    const { token, expiresAt } = await tokens.forDesk(specialist.id);
    return answer(c, { ok: true, value: { token, specialist, expiresAt } });
  });
  app.get("/v1/desk/first-view", async (c) => {
    const old = protocolRefusal(Number(c.req.query("protocol")));
    if (old) return answer(c, refuse(old));
    const specialist = await signedIn(services, bearerOf(c));
    if (!specialist.ok) return answer(c, refuse(specialist.error));
    const snapshot = await deskLog.snapshot(tokensOf(specialist.value), presence.all());
    const value: FirstView = { content: contentFor(services, specialist.value), snapshot };
    return answer(c, { ok: true, value });
  });
}
