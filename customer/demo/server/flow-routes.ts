/** `/api/flows/:flow/…`: what the pages of a flow call. Shapes are checked here, meaning in `flow-run.ts`. */
import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { Hono } from "hono";
import { z } from "zod";
import { faceTexts } from "../rules/flows.ts";
import type { BankState, Visit } from "./bank-state.ts";
import { demoValues } from "./demo-values.ts";
import type { FlowRun } from "./flow-run.ts";
import { judgeFace, sendCode, submitStep } from "./flow-run.ts";

export type BankEnv = { Variables: { visit: Visit } };

export type FlowRouteSettings = {
  readonly state: BankState;
  readonly uploadFolder: string;
  /** Optional fields of a flow, from its file. */
  readonly optionalOf: (flowId: string) => ReadonlySet<string>;
};

const LARGEST_UPLOAD_BYTES = 8 * 1024 * 1024;
const valuesSchema = z.strictObject({ values: z.record(z.string().max(64), z.string().max(4_000)) });
const positionSchema = z.strictObject({ stepId: z.string().max(64) });
const faceReasons = Object.keys(faceTexts.reasons) as [keyof typeof faceTexts.reasons];
const faceSchema = z.strictObject({
  picture: z.string().max(3_000_000),
  brightness: z.number().min(0).max(255),
  forced: z.enum(faceReasons).nullable(),
});

/** Kind of a file by its first bytes; the name a phone gives it says nothing. */
export function fileKind(bytes: Uint8Array): "jpg" | "png" | "pdf" | null {
  const starts = (...head: number[]) => head.every((byte, index) => bytes[index] === byte);
  if (starts(0xff, 0xd8, 0xff)) return "jpg";
  if (starts(0x89, 0x50, 0x4e, 0x47)) return "png";
  return starts(0x25, 0x50, 0x44, 0x46) ? "pdf" : null;
}

const refusal = (code: string, detail: object = {}) => ({ ok: false, error: { code, ...detail } }) as const;

function describeRun(run: FlowRun, visit: Visit, now: number) {
  const record = visit.record;
  return {
    values: run.values,
    current: run.flow.steps[run.current]?.stepId,
    reached: run.reached,
    isFacePassed: run.isFacePassed,
    application: run.application,
    accounts: record?.accounts.map(({ id, caption }) => ({ value: id, caption })) ?? [{ value: "account-new", caption: "新开电子账户" }],
    certificates: record?.certificates ?? [],
    signedIn: record !== null,
    now,
  };
}

export function flowRoutes({ state, uploadFolder, optionalOf }: FlowRouteSettings): Hono<BankEnv> {
  const app = new Hono<BankEnv>();
  const { clock } = state;

  app.get("/:flow", (c) => {
    const run = state.run(c.var.visit, c.req.param("flow"));
    return run ? c.json({ ok: true, value: describeRun(run, c.var.visit, clock.now()) }) : c.json(refusal("no-such-flow"), 404);
  });

  app.post("/:flow/steps/:step", async (c) => {
    const { visit } = c.var;
    const run = state.run(visit, c.req.param("flow"));
    const step = run?.flow.steps.find(({ stepId }) => stepId === c.req.param("step"));
    const body = valuesSchema.safeParse(await c.req.json().catch(() => null));
    if (!run || !step || !body.success) return c.json(refusal("invalid-input"), 400);
    if (run.flow.steps.indexOf(step) > run.reached) return c.json(refusal("step-not-reached"), 409);
    const phone = visit.record?.phone ?? run.values["phone"] ?? visit.id;
    const faults = submitStep(run, step, body.data.values, {
      record: visit.record,
      optional: optionalOf(run.flow.flowId),
      sentCode: state.codes.get(phone),
      uploads: state.uploads(visit),
      now: clock.now(),
    });
    if (faults.length > 0) return c.json(refusal("rejected", { faults }), 422);
    return c.json({ ok: true, value: describeRun(run, visit, clock.now()) });
  });

  app.post("/:flow/position", async (c) => {
    const run = state.run(c.var.visit, c.req.param("flow"));
    const body = positionSchema.safeParse(await c.req.json().catch(() => null));
    const position = run?.flow.steps.findIndex(({ stepId }) => stepId === body.data?.stepId) ?? -1;
    if (!run || position < 0 || position > run.reached) return c.json(refusal("invalid-input"), 400);
    run.current = position;
    return c.json({ ok: true, value: {} });
  });

  app.post("/:flow/uploads", async (c) => {
    const bytes = new Uint8Array(await c.req.arrayBuffer());
    if (bytes.length > LARGEST_UPLOAD_BYTES) return c.json(refusal("file-size"), 413);
    const kind = fileKind(bytes);
    if (kind === null) return c.json(refusal("file-type"), 415);
    const id = `upload-${randomUUID()}`;
    await writeFile(path.join(uploadFolder, `${id}.${kind}`), bytes, { mode: 0o600 });
    state.uploads(c.var.visit).add(id);
    return c.json({ ok: true, value: { id, sizeBytes: bytes.length } });
  });

  app.post("/:flow/face", async (c) => {
    const run = state.run(c.var.visit, c.req.param("flow"));
    const body = faceSchema.safeParse(await c.req.json().catch(() => null));
    if (!run || !body.success) return c.json(refusal("invalid-input"), 400);
    const { picture, brightness, forced } = body.data;
    const failure = judgeFace({ sizeBytes: picture.length, brightness }, forced);
    if (failure) return c.json(refusal("face-failed", { reason: failure }), 422);
    run.isFacePassed = true;
    return c.json({ ok: true, value: {} });
  });

  app.post("/:flow/code", (c) => {
    const run = state.run(c.var.visit, c.req.param("flow"));
    if (!run) return c.json(refusal("no-such-flow"), 404);
    const sent = sendCode(clock.now());
    state.codes.set(c.var.visit.record?.phone ?? run.values["phone"] ?? c.var.visit.id, sent);
    return c.json({ ok: true, value: { demoCode: sent.code } });
  });

  app.post("/:flow/restart", (c) => {
    state.restart(c.var.visit, c.req.param("flow"));
    return c.json({ ok: true, value: {} });
  });

  app.get("/:flow/demo-values", (c) => {
    const record = c.var.visit.record ?? state.records[0];
    return record ? c.json({ ok: true, value: demoValues(c.req.param("flow"), record) }) : c.json(refusal("no-customer"), 404);
  });

  return app;
}
