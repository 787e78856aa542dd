/** Webhooks to a real receiver that answers, refuses, stays silent, is gone and comes back. */
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { verifyBody } from "#hub/ingest/body-signature.ts";
import { readEndpoints } from "#hub/webhooks/endpoints.ts";
import { RETRY_AFTER_MS } from "#hub/webhooks/webhooks.ts";
import { SECOND_MS } from "#shared/lib/duration.ts";
import { invariant } from "#shared/lib/invariant.ts";
import { active, breakAtFaceCheck, seen, settled } from "../support/hub-story.ts";
import type { TestHub } from "../support/test-hub.ts";
import { eventually, granted, onHub, openDesk, startTestHub } from "../support/test-hub.ts";
import type { WebhookReceiver } from "../support/webhook-receiver.ts";
import { openReceiver } from "../support/webhook-receiver.ts";

const SECRET = "5a".repeat(32);

async function toldTo(hub: { dataDir: string }, ...receivers: readonly (WebhookReceiver & { timeoutMs?: number })[]): Promise<void> {
  const endpoints = receivers.map(({ url }, index) => ({ id: `receiver-${index + 1}`, url, secret: SECRET, timeoutMs: 300 }));
  await writeFile(path.join(hub.dataDir, "webhooks.json"), JSON.stringify(endpoints), { mode: 0o600 });
}

/** A hub that tells `receivers`: the file is read at start, so it is there before. */
async function onTellingHub(receivers: readonly WebhookReceiver[], work: (hub: TestHub) => Promise<void>): Promise<void> {
  const before = await startTestHub();
  await before.stop();
  await toldTo(before, ...receivers);
  try {
    await onHub({ dataDir: before.dataDir, clock: before.clock }, work);
  } finally {
    for (const receiver of receivers) await receiver.close();
  }
}

const kinds = (receiver: WebhookReceiver) => receiver.heard.map(({ event }) => event.kind);

async function metric(hub: TestHub, line: string): Promise<number> {
  const text = await (await fetch(`${hub.hub.url}/metrics`)).text();
  return Number(
    text
      .split("\n")
      .find((known) => known.startsWith(`${line} `))
      ?.split(" ")[1] ?? 0,
  );
}

test("[WEBHOOK-1] [WEBHOOK-2] alert, pickup, end and outcome arrive once each, signed, and name nobody", async () => {
  const receiver = await openReceiver();
  await onTellingHub([receiver], async (hub) => {
    const { manager, alert, id, journey } = await active(hub);
    granted(await journey.send(seen("verification-failed", { stepId: "face-check", method: "face", reason: "light-too-low" })));
    granted(await manager.calls.endHelpSession({ helpSessionId: id }));
    granted(await manager.calls.wrapUp({ helpSessionId: id, outcome: "step-finished", note: "好了", summary: "完成" }));
    await eventually(() => receiver.heard.length >= 4, "four events");
    await settled(hub);
    expect(kinds(receiver).sort()).toEqual(["alert-picked-up", "alert-raised", "alert-resolved", "help-session-ended"]);
    expect(receiver.heard.find(({ event }) => event.kind === "help-session-ended")?.event).toMatchObject({
      helpSessionId: id,
      alertId: alert.id,
      customerId: "lin-xiaolan",
      outcome: "step-finished",
    });
    for (const { event, body, headers } of receiver.heard) {
      expect(headers["baton-event-id"]).toBe(event.id);
      const signature = String(headers["baton-signature"]);
      expect(verifyBody(Buffer.from(SECRET, "hex"), body, signature, hub.clock.now())).toEqual({ ok: true, value: null });
      expect(verifyBody(Buffer.from(SECRET, "hex"), `${body} `, signature, hub.clock.now()).ok).toBe(false);
      expect(body).not.toMatch(/林|李|好了|完成/);
    }
  });
});

test("[WEBHOOK-3] refused, silent and gone: it is sent again after growing waits, and arrives when the receiver is back", async () => {
  const receiver = await openReceiver(503);
  const port = Number(new URL(receiver.url).port);
  await onTellingHub([receiver], async (hub) => {
    const manager = await openDesk(hub.hub, "li-siyuan");
    await breakAtFaceCheck(hub, manager);
    await eventually(() => receiver.heard.length === 1, "the first attempt");
    await hub.hub.services.background.idle();
    receiver.answer = "silent";
    hub.clock.advance(SECOND_MS);
    await eventually(() => receiver.heard.length === 2, "the second, unanswered");
    await hub.hub.services.background.idle();
    expect(await metric(hub, 'baton_webhook_attempts_total{result="refused"}')).toBe(1);
    expect(await metric(hub, 'baton_webhook_attempts_total{result="late"}')).toBe(1);
    await receiver.close();
    hub.clock.advance(5 * SECOND_MS);
    await eventually(() => hub.hub.services.deadlines.size > 0, "armed");
    await hub.hub.services.background.idle();
    expect(await metric(hub, 'baton_webhooks{status="waiting"}')).toBe(1);
    const back = await openReceiver(204, port);
    try {
      hub.clock.advance(30 * SECOND_MS);
      await eventually(() => back.heard.length >= 1, "it arrives");
      await hub.hub.services.background.idle();
      expect(await metric(hub, 'baton_webhook_attempts_total{result="unreachable"}')).toBe(1);
      expect(back.heard.filter(({ event }) => event.id === receiver.heard[0]?.event.id)).toHaveLength(1);
      expect(await metric(hub, 'baton_webhooks{status="waiting"}')).toBe(0);
    } finally {
      await back.close();
    }
  });
});

test("[WEBHOOK-4] a restart loses nothing that waits and repeats nothing that was taken", async () => {
  const taking = await openReceiver();
  const refusing = await openReceiver(500);
  const before = await startTestHub();
  await before.stop();
  await toldTo(before, taking, refusing);
  const first = await startTestHub({ dataDir: before.dataDir, clock: before.clock });
  const manager = await openDesk(first.hub, "li-siyuan");
  await breakAtFaceCheck(first, manager);
  await eventually(() => taking.heard.length === 1 && refusing.heard.length === 1, "told");
  manager.end();
  await first.stop();
  refusing.answer = 200;
  before.clock.advance(SECOND_MS);
  try {
    await onHub({ dataDir: before.dataDir, clock: before.clock }, async (hub) => {
      await eventually(() => refusing.heard.length === 2, "again after the restart");
      await hub.hub.services.background.idle();
      expect(taking.heard).toHaveLength(1);
      expect(new Set(refusing.heard.map(({ event }) => event.id)).size).toBe(1);
    });
  } finally {
    await taking.close();
    await refusing.close();
  }
});

test("[WEBHOOK-5] after the last attempt it is given up, kept and counted", async () => {
  const receiver = await openReceiver(500);
  const before = await startTestHub();
  await before.stop();
  await toldTo(before, receiver);
  const hub = await startTestHub({ dataDir: before.dataDir, clock: before.clock });
  try {
    await breakAtFaceCheck(hub, await openDesk(hub.hub, "agent-04"), null);
    for (const [attempt, waitMs] of RETRY_AFTER_MS.entries()) {
      await eventually(
        () => receiver.heard.filter(({ event }) => event.kind === "alert-raised").length > attempt,
        `attempt ${attempt + 1}`,
      );
      await hub.hub.services.background.idle();
      hub.clock.advance(waitMs);
    }
    const raised = () => receiver.heard.filter(({ event }) => event.kind === "alert-raised").length;
    await eventually(() => raised() === RETRY_AFTER_MS.length + 1, "the last attempt");
    await hub.hub.services.background.idle();
    expect(await metric(hub, 'baton_webhooks{status="given-up"}')).toBeGreaterThanOrEqual(1);
    expect(hub.faults().join()).toContain("a webhook was given up");
    expect(hub.faults().join()).not.toContain(receiver.url);
    const last = raised();
    hub.clock.advance(RETRY_AFTER_MS.at(-1) ?? 0);
    await settled(hub);
    expect(raised()).toBe(last);
  } finally {
    await hub.end();
    await receiver.close();
  }
});

test("[WEBHOOK-6] a silent receiver holds up neither the desks nor another receiver", async () => {
  const silent = await openReceiver("silent");
  const quick = await openReceiver();
  await onTellingHub([silent, quick], async (hub) => {
    const { manager, alert } = await active(hub);
    expect(manager.alerts.get(alert.id)?.state.status).toBe("picked-up");
    await eventually(() => quick.heard.length === 2, "the other one knows of both");
    expect(silent.heard.length).toBeGreaterThanOrEqual(1);
  });
});

test("[WEBHOOK-7] an address in clear outside this machine, a short secret and a broken file are refused by name", async () => {
  const hub = await startTestHub();
  const file = path.join(hub.dataDir, "webhooks.json");
  try {
    expect(await readEndpoints(file)).toEqual([]);
    const good = { id: "core", url: "https://core.bank.example/baton", secret: SECRET };
    for (const bad of [
      "[",
      "{}",
      JSON.stringify([{ ...good, url: "http://core.bank.example/baton" }]),
      JSON.stringify([{ ...good, url: "file:///etc/passwd" }]),
      JSON.stringify([{ ...good, secret: "5a5a" }]),
      JSON.stringify([good, good]),
    ]) {
      await writeFile(file, bad);
      await expect(readEndpoints(file), bad).rejects.toThrow("webhooks.json cannot be used");
    }
    await writeFile(file, JSON.stringify([good]));
    expect(await readEndpoints(file)).toMatchObject([{ id: "core", timeoutMs: 10_000 }]);
  } finally {
    await hub.end();
  }
});

test("[WEBHOOK-8] what happened before an endpoint was added is not told to it", async () => {
  const receiver = await openReceiver();
  const before = await startTestHub();
  const manager = await openDesk(before.hub, "li-siyuan");
  const { journey } = await breakAtFaceCheck(before, manager);
  manager.end();
  await before.stop();
  await toldTo(before, receiver);
  try {
    await onHub({ dataDir: before.dataDir, clock: before.clock }, async (hub) => {
      await settled(hub);
      expect(receiver.heard).toEqual([]);
      const desk = await openDesk(hub.hub, "li-siyuan");
      const [alert] = desk.alerts.values();
      invariant(alert, "it is still open");
      granted(await journeyOn(hub, journey));
      await eventually(() => kinds(receiver).includes("alert-resolved"), "from now on");
    });
  } finally {
    await receiver.close();
  }
});

/** The customer moves on, told to another hub than the one the journey was opened on. */
async function journeyOn(hub: TestHub, journey: Awaited<ReturnType<typeof breakAtFaceCheck>>["journey"]) {
  const facts = journey.facts(
    seen("verification-passed", { stepId: "face-check", method: "face" }),
    seen("step-completed", { stepId: "face-check" }),
  );
  const response = await fetch(`${hub.hub.url}/v1/track`, {
    method: "POST",
    body: JSON.stringify({ protocol: 1, token: null, journey: { id: journey.id, secret: journey.secret }, facts, sentAt: hub.clock.now() }),
  });
  return (await response.json()) as Awaited<ReturnType<typeof journey.send>>;
}
