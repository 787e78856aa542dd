import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server } from "socket.io";
import { afterEach, expect, test } from "vitest";
import { z } from "zod";
import type { HubLinkStatus } from "#shared/browser/hub-link.ts";
import { connectHub } from "#shared/browser/hub-link.ts";
import { call } from "#shared/contract/table.ts";
import { connectCustomer } from "../../../customer/session/hub.ts";
import type { Handover } from "../../../customer/track/handover.ts";

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const nothingAsked = call(z.strictObject({}), z.string(), "desk");

/** A hub that shakes hands with one token only, and answers each call with its name. */
async function hubThatTakes(token: string): Promise<string> {
  const http = createServer();
  const server = new Server(http);
  server.of("/customer").use((socket, next) => {
    if (socket.handshake.auth["token"] === token) return next();
    next(Object.assign(new Error("refused"), { data: { code: "token-expired" } }));
  });
  server.of("/customer").on("connection", (socket) => {
    socket.on("call", (name: string, _input: unknown, answer: (reply: unknown) => void) => answer({ ok: true, value: name }));
  });
  await new Promise<void>((done) => http.listen(0, "127.0.0.1", done));
  ends.push(() => server.close());
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
}

const reach = (kind: HubLinkStatus["kind"], link: { onStatus(hear: (status: HubLinkStatus) => void): () => void }) =>
  new Promise<void>((resolve) => {
    link.onStatus((status) => {
      if (status.kind === kind) resolve();
    });
  });

test("[SHEET-14] a refused link shakes hands again when asked to, with the token there is then", async () => {
  const url = await hubThatTakes("renewed");
  let token = "old";
  const link = connectHub({ url, namespace: "/customer", auth: () => ({ token }), contract: { table: {}, events: {} } });
  ends.push(() => link.end());
  await reach("refused", link);
  expect(link.status()).toEqual({ kind: "refused", code: "token-expired" });
  link.retry();
  await reach("refused", link);
  token = "renewed";
  link.retry();
  await reach("online", link);
  link.retry();
  expect(link.status()).toEqual({ kind: "online" });
});

test("[SHEET-14] the customer's page connects by itself once the bank has renewed the token", async () => {
  const url = await hubThatTakes("renewed");
  let token = "old";
  const handover = { hubUrl: url, journey: { id: "j-1", secret: "s" }, currentToken: () => token, clockOffsetMs: 0 } as unknown as Handover;
  const hub = connectCustomer(handover);
  ends.push(() => hub.end());
  await reach("refused", hub);
  token = "renewed";
  await reach("online", hub);
});

test("[DESK-54] a call made while the first connection is being made is carried out once it is there, and refused when there is none", async () => {
  const url = await hubThatTakes("renewed");
  let token = "renewed";
  const open = () =>
    connectHub({ url, namespace: "/customer", auth: () => ({ token }), contract: { table: { ping: nothingAsked }, events: {} } });
  const link = open();
  ends.push(() => link.end());
  expect(link.status().kind).toBe("connecting");
  expect(await link.calls.ping({})).toEqual({ ok: true, value: "ping" });
  link.end();
  expect(await link.calls.ping({})).toMatchObject({ ok: false, error: { code: "no-hub" } });
  token = "old";
  const refused = open();
  ends.push(() => refused.end());
  expect(await refused.calls.ping({})).toMatchObject({ ok: false, error: { code: "no-hub" } });
  const nobody = connectHub({
    url: "http://127.0.0.1:9",
    namespace: "/customer",
    auth: () => ({}),
    contract: { table: { ping: nothingAsked }, events: {} },
  });
  ends.push(() => nobody.end());
  expect(await nobody.calls.ping({})).toMatchObject({ ok: false, error: { code: "no-hub" } });
});
