/**
 * Desks of the delivery measurement: they sign in and follow the desk log over sockets of their own, and note when each alert came to each of them.
 *
 * What a desk does with a message once it is read (checking, drawing) is its own machine's work and not done here; how its bytes are read is
 * `bare-desk.ts`.
 */
import { setTimeout as delay } from "node:timers/promises";
import { invariant } from "#shared/lib/invariant.ts";
import type { DeskPush } from "#shared/model/desk-log.ts";
import { type BareDesk, openBareDesk } from "./bare-desk.ts";
import { serveSide } from "./side.ts";

export type DesksOrder = { readonly url: string; readonly launchToken: string; readonly desks: number; readonly specialistId: string };
export type DesksReport = {
  /** Of every alert on every desk, milliseconds after it was due. */
  readonly late: readonly number[];
  readonly alerts: number;
  /** Pushes that did not begin where the desk stood. */
  readonly gaps: number;
  /** CPU of this process since its desks were open, milliseconds. */
  readonly cpuMs: number;
};

const open: BareDesk[] = [];
const late: number[] = [];
const alerts = new Set<string>();
let gaps = 0;
let cpu = process.cpuUsage();

/** Each opens as a desk does: shakes hands, asks where the log stands, follows it from there. */
async function openOne(url: string, token: string): Promise<void> {
  let cursor = 0;
  const desk = await openBareDesk(url, token, ([event, push]) => {
    if (event !== "log") return;
    const at = Date.now();
    const { afterSeq, upToSeq, entries } = push as DeskPush;
    if (afterSeq !== cursor) gaps += 1;
    cursor = upToSeq;
    for (const { change } of entries) {
      if (change.kind !== "alert" || change.alert.revision !== 1) continue;
      late.push(at - change.alert.breakpoint.detectedAt);
      alerts.add(change.alert.id);
    }
  });
  open.push(desk);
  const reply = (await desk.call("resume", { cursor: null })) as { ok: boolean; value?: { snapshot: { seq: number } } };
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
    cpu = process.cpuUsage();
  },
  report(): DesksReport {
    const { user, system } = process.cpuUsage(cpu);
    return { late, alerts: alerts.size, gaps, cpuMs: (user + system) / 1_000 };
  },
  end() {
    for (const desk of open) desk.end();
  },
});
