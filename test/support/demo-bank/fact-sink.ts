/**
 * A stand-in for the hub's customer side: takes facts, keeps every byte, sends stream events. Enough to test tracker and pages alone.
 *
 * Strict: a body that breaks the contract is refused and noted, as the hub would.
 */

import { readFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import { trackBodySchema } from "#shared/contract/customer-hub.ts";
import type { SentFact } from "#shared/model/fact.ts";

export type FactSink = {
  readonly url: string;
  /** Everything that arrived, headers' URL and body, as text. */
  readonly raw: string[];
  /** Faults against the contract. */
  readonly faults: string[];
  /** Facts without doubles, by arrival. */
  readonly facts: SentFact[];
  readonly tokens: (string | null)[];
  /** How often a fact came that was here already. */
  doubles: number;
  mode: "accept" | "unavailable" | "token-expired" | "refuse";
  /** Sends a stream event to every open stream. */
  emit(kind: string, data: unknown): void;
  readonly streams: Set<ServerResponse>;
  close(): Promise<void>;
};

export type SinkSettings = { readonly trackScript: string; readonly sessionScript: string; readonly clockAheadMs?: number };

export async function startFactSink({ trackScript, sessionScript, clockAheadMs = 0 }: SinkSettings): Promise<FactSink> {
  const seen = new Set<string>();
  const streams = new Set<ServerResponse>();
  const server = createServer(async (request, response) => {
    const url = request.url ?? "";
    response.setHeader("access-control-allow-origin", "*");
    if (url === "/sdk/track.js") return void response.setHeader("content-type", "text/javascript").end(readFileSync(trackScript));
    if (url === "/sdk/session.js") return void response.setHeader("content-type", "text/javascript").end(sessionScript);
    sink.raw.push(url);
    if (url.startsWith("/v1/invitations")) {
      response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
      response.write(":\n\n");
      streams.add(response);
      response.on("close", () => streams.delete(response));
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString("utf8");
    sink.raw.push(text);
    const reply = (status: number, body: object) =>
      void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    if (url !== "/v1/track" || request.method !== "POST") return reply(404, { ok: false, error: { code: "unknown-call" } });
    const refusal = {
      unavailable: [503, "internal"],
      "token-expired": [401, "token-expired"],
      refuse: [400, "invalid-input"],
      accept: null,
    } as const;
    const refused = refusal[sink.mode];
    if (refused) return reply(refused[0], { ok: false, error: { code: refused[1] } });
    const body = trackBodySchema.safeParse(JSON.parse(text));
    if (!body.success) {
      sink.faults.push(body.error.message);
      return reply(400, { ok: false, error: { code: "invalid-input" } });
    }
    sink.tokens.push(body.data.token);
    for (const fact of body.data.facts) {
      if (seen.has(fact.id)) sink.doubles++;
      else sink.facts.push(fact);
      seen.add(fact.id);
    }
    const upTo = Math.max(0, ...body.data.facts.map(({ seq }) => seq));
    return reply(202, { ok: true, value: { upTo, hubNow: Date.now() + clockAheadMs } });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const sink: FactSink = {
    url: `http://127.0.0.1:${port}`,
    raw: [],
    faults: [],
    facts: [],
    tokens: [],
    doubles: 0,
    mode: "accept",
    streams,
    emit(kind, data) {
      for (const stream of streams) stream.write(`event: ${kind}\ndata: ${JSON.stringify(data)}\n\n`);
    },
    async close() {
      for (const stream of streams) stream.end();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
  return sink;
}
