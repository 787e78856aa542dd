/**
 * The hub over plain HTTP: facts in, invitations out as an event stream, public flow definitions, SDK files, health and metrics.
 *
 * Owns status codes, size limits and CORS. Every body goes through the same binder as a socket call; what it means is decided by the services.
 * What desks ask is `desk-routes.ts`, bank back ends `ingest/bank-routes.ts`, a data folder's commands `maintenance-routes.ts`.
 */
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Context, MiddlewareHandler } from "hono";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { cors } from "hono/cors";
import { streamSSE } from "hono/streaming";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { CustomerStreamEvents } from "#shared/contract/customer-hub.ts";
import { trackBodySchema } from "#shared/contract/customer-hub.ts";
import type { ErrorCode, Reply } from "#shared/contract/errors.ts";
import { refuse } from "#shared/contract/errors.ts";
import type { HealthReply } from "#shared/contract/http.ts";
import { PROTOCOL, protocolRefusal } from "#shared/contract/protocol.ts";
import { journeyIdSchema } from "#shared/model/ids.ts";
import { serveBank } from "../ingest/bank-routes.ts";
import type { HubServices } from "../services.ts";
import { serveDeskRoutes } from "./desk-routes.ts";
import { serveMaintenance } from "./maintenance-routes.ts";

const LARGEST_TRACK_BYTES = 256 * 1024;
/** Comment lines that keep proxies from closing a silent stream, in milliseconds. */
const STREAM_BEAT_MS = 20_000;

const STATUS_OF: Partial<Record<ErrorCode, ContentfulStatusCode>> = {
  "not-authenticated": 401,
  "token-expired": 401,
  "not-permitted": 403,
  "journey-token-invalid": 403,
  "no-such-journey": 404,
  "unknown-call": 404,
  "no-such-specialist": 404,
  "too-large": 413,
  "too-many": 429,
  "peer-too-old": 426,
  "hub-too-old": 426,
  internal: 500,
};

function answer(c: Context, reply: Reply<unknown>, okStatus: ContentfulStatusCode = 200): Response {
  return c.json(reply, reply.ok ? okStatus : (STATUS_OF[reply.error.code] ?? 400));
}

const bearerOf = (c: Context): string => (c.req.header("authorization") ?? "").replace(/^Bearer /, "");

/** JSON whatever the content type says: beacons travel as text/plain to spare a preflight. */
async function bodyOf(c: Context): Promise<unknown> {
  try {
    return JSON.parse(await c.req.text());
  } catch {
    return undefined;
  }
}

export type HttpAppOptions = {
  readonly services: HubServices;
  /** Opens demo sign-in; only those who can read the data folder know it. */
  readonly launchToken: string;
  /** When this hub started, its clock: with the process id it tells one launch from another. */
  readonly startedAt: number;
  /** Folder of the built customer SDK. */
  readonly sdkDir: string;
};

export function createHttpApp({ services, launchToken, startedAt, sdkDir }: HttpAppOptions): Hono {
  const { log, metrics, links } = services;
  const app = new Hono();
  /** By the size a body says it has, which Node holds it to; only one that does not say is read along, as a stream, which costs 0.1 ms a request. */
  const limit = (maxSize: number): MiddlewareHandler => {
    const onError = (c: Context) => answer(c, refuse("too-large", { maxBytes: maxSize }));
    const counted = bodyLimit({ maxSize, onError });
    return async (c, next) => {
      const size = c.req.header("content-length");
      if (size === undefined || c.req.header("transfer-encoding") !== undefined) return counted(c, next);
      return Number.parseInt(size, 10) > maxSize ? onError(c) : next();
    };
  };

  app.onError((fault, c) => {
    const correlationId = randomUUID();
    log("error", "bug", "a request handler threw", { correlationId, fault: fault.stack ?? fault.message });
    return answer(c, refuse("internal", { correlationId }));
  });
  app.notFound((c) => answer(c, refuse("unknown-call")));
  app.use("/v1/*", cors({ origin: "*", allowHeaders: ["authorization", "content-type"], maxAge: 86_400 }));
  app.use("/sdk/*", cors({ origin: "*" }));

  app.get("/healthz", (c) => c.json({ status: "ok", pid: process.pid, startedAt, protocol: PROTOCOL } satisfies HealthReply));
  app.get("/metrics", async (c) => c.text(await metrics.registry.metrics(), 200, { "content-type": metrics.registry.contentType }));

  app.post("/v1/track", limit(LARGEST_TRACK_BYTES), async (c) => {
    const body = await bodyOf(c);
    const theirs = typeof body === "object" && body !== null && "protocol" in body ? body.protocol : undefined;
    const old = protocolRefusal(theirs);
    if (old) return answer(c, refuse(old, { hub: PROTOCOL }));
    const parsed = trackBodySchema.safeParse(body);
    if (!parsed.success) return answer(c, refuse("invalid-input", { path: parsed.error.issues[0]?.path.map(String).join(".") ?? "" }));
    return answer(c, await services.intake.acceptFromCustomer(parsed.data), 202);
  });

  serveBank(app, { services, answer, limit });

  app.get("/v1/invitations", async (c) => {
    const journeyId = journeyIdSchema.safeParse(c.req.query("journey"));
    if (!journeyId.success || !(await services.intake.holdsSecret(journeyId.data, c.req.query("secret") ?? "")))
      return answer(c, refuse("journey-token-invalid"));
    return streamSSE(c, async (stream) => {
      const send = <K extends keyof CustomerStreamEvents>(event: K, payload: unknown) =>
        void stream.writeSSE({ event, data: JSON.stringify(payload) });
      const remove = links.streams.add(journeyId.data, { journeyId: journeyId.data, send });
      metrics.connections.inc({ kind: "stream" });
      const closed = new Promise<void>((resolve) => stream.onAbort(resolve));
      const beat = setInterval(() => void stream.write(": beat\n\n"), STREAM_BEAT_MS);
      try {
        await stream.write(": open\n\n");
        await services.sessions.greetStream(journeyId.data, send);
        await closed;
      } finally {
        clearInterval(beat);
        remove();
        metrics.connections.dec({ kind: "stream" });
      }
    });
  });

  app.get("/v1/flows/:flowId", (c) => {
    const flow = services.content.flows.find((known) => known.id === c.req.param("flowId"));
    return flow ? answer(c, { ok: true, value: { flow, releaseId: services.releaseId } }) : answer(c, refuse("unknown-call"));
  });

  app.get("/sdk/:file", async (c) => {
    const file = c.req.param("file");
    if (!/^[a-z][a-z0-9.-]*\.(js|css|map)$/.test(file)) return answer(c, refuse("unknown-call"));
    try {
      const body = await readFile(path.join(sdkDir, file));
      return c.body(new Uint8Array(body), 200, {
        "content-type": file.endsWith(".css") ? "text/css; charset=utf-8" : "text/javascript; charset=utf-8",
        "cache-control": "no-cache",
      });
    } catch {
      return answer(c, refuse("unknown-call"));
    }
  });

  serveMaintenance(app, { services, mayMaintain: (c) => bearerOf(c) === launchToken, answer });

  serveDeskRoutes(app, { services, mayEnter: (c) => bearerOf(c) === launchToken, bearerOf, bodyOf, answer, limit });

  return app;
}
