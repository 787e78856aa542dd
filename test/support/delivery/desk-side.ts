/** Desks of the delivery measurement: sockets that follow the desk log, and when each alert came to each of them. */
import { setTimeout as delay } from "node:timers/promises";
import type { Socket } from "socket.io-client";
import { io } from "socket.io-client";
import { PROTOCOL } from "#shared/contract/protocol.ts";
import { invariant } from "#shared/lib/invariant.ts";
import type { DeskPush } from "#shared/model/desk-log.ts";
import { serveSide } from "./side.ts";

export type DesksOrder = { readonly url: string; readonly launchToken: string; readonly desks: number; readonly specialistId: string };
/** `late`: of every alert on every desk, milliseconds after it was due. `gaps`: pushes that did not begin where the desk stood. */
export type DesksReport = { readonly late: readonly number[]; readonly alerts: number; readonly gaps: number };

const sockets: Socket[] = [];
const late: number[] = [];
const alerts = new Set<string>();
let gaps = 0;

/** Each opens as a desk does: shakes hands, asks where the log stands, follows it from there. */
async function openOne(url: string, token: string): Promise<void> {
  const socket = io(`${url}/desk`, { transports: ["websocket"], auth: { protocol: PROTOCOL, token }, forceNew: true });
  sockets.push(socket);
  let cursor = 0;
  socket.on("log", ({ afterSeq, upToSeq, entries }: DeskPush) => {
    const at = Date.now();
    if (afterSeq !== cursor) gaps += 1;
    cursor = upToSeq;
    for (const { change } of entries) {
      if (change.kind !== "alert" || change.alert.revision !== 1) continue;
      late.push(at - change.alert.breakpoint.detectedAt);
      alerts.add(change.alert.id);
    }
  });
  await new Promise<void>((resolve) => socket.once("connect", () => resolve()));
  const reply = (await socket.emitWithAck("call", "resume", { cursor: null })) as { ok: boolean; value?: { snapshot: { seq: number } } };
  invariant(reply.ok && reply.value !== undefined, "the hub lets a desk follow");
  cursor = reply.value.snapshot.seq;
}

serveSide({
  async open({ url, launchToken, desks, specialistId }: DesksOrder): Promise<void> {
    const headers = { authorization: `Bearer ${launchToken}` };
    const response = await fetch(`${url}/v1/desk/sign-in`, { method: "POST", headers, body: JSON.stringify({ specialistId }) });
    const { value } = (await response.json()) as { value: { token: string } };
    for (let opened = 0; opened < desks; opened += 1) {
      await openOne(url, value.token);
      if (opened % 50 === 49) await delay(10);
    }
  },
  report: (): DesksReport => ({ late, alerts: alerts.size, gaps }),
  end() {
    for (const socket of sockets) socket.disconnect();
  },
});
