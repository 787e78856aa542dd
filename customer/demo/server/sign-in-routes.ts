/** `/api/sign-in…`: phone number and code, as a real bank's H5; the demo names its customers and shows the code it "sent". */
import { Hono } from "hono";
import { z } from "zod";
import type { BankState } from "./bank-state.ts";
import { signCustomerToken } from "./customer-token.ts";
import type { BankEnv } from "./flow-routes.ts";
import { sendCode } from "./flow-run.ts";

const phoneSchema = z.strictObject({ phone: z.string().max(20) });
const signInSchema = z.strictObject({ phone: z.string().max(20), code: z.string().max(10) });
const refusal = (code: string) => ({ ok: false, error: { code } }) as const;

export function signInRoutes(state: BankState, bankKey: Uint8Array): Hono<BankEnv> {
  const app = new Hono<BankEnv>();
  const recordBy = (phone: string) => state.records.find((record) => record.phone === phone);

  app.get("/demo-customers", (c) => c.json({ ok: true, value: state.records.map(({ name, phone }) => ({ name, phone })) }));

  app.get("/me", (c) => {
    const { record } = c.var.visit;
    return c.json({ ok: true, value: record ? { name: record.name, phoneTail: record.phone.slice(-4) } : null });
  });

  app.post("/sign-in/code", async (c) => {
    const body = phoneSchema.safeParse(await c.req.json().catch(() => null));
    if (!body.success || !recordBy(body.data.phone)) return c.json(refusal("unknown-phone"), 404);
    const sent = sendCode(state.clock.now());
    state.codes.set(body.data.phone, sent);
    return c.json({ ok: true, value: { demoCode: sent.code } });
  });

  app.post("/sign-in", async (c) => {
    const body = signInSchema.safeParse(await c.req.json().catch(() => null));
    const record = body.success ? recordBy(body.data.phone) : undefined;
    const sent = record && state.codes.get(record.phone);
    if (!body.success || !record || !sent || sent.code !== body.data.code) return c.json(refusal("code-wrong"), 401);
    if (state.clock.now() > sent.expiresAt) return c.json(refusal("code-expired"), 401);
    state.codes.delete(record.phone);
    c.var.visit.record = record;
    return c.json({ ok: true, value: { name: record.name } });
  });

  app.post("/sign-out", (c) => {
    c.var.visit.record = null;
    return c.json({ ok: true, value: {} });
  });

  app.post("/token", async (c) => {
    const { record } = c.var.visit;
    const token = record ? await signCustomerToken(record.customerId, bankKey, state.clock.now()) : null;
    return c.json({ ok: true, value: { token } });
  });

  return app;
}
