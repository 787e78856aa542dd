/** When a hub that a desktop started ends by itself. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { signBody } from "#hub/ingest/body-signature.ts";
import { bankKeyOf } from "#scripts/lib/bank-key.ts";
import { spawnHub } from "../support/hub-process.ts";

const IDLE_MS = 1_500;

test("[HOUSE-13] a back end's facts keep an idle hub; looking at it does not", async () => {
  const dataDir = await mkdtemp(path.join(tmpdir(), "baton-idle-"));
  const hub = await spawnHub(dataDir, ["--idle-ms", String(IDLE_MS)]);
  try {
    const key = await bankKeyOf(dataDir);
    for (let seq = 1; seq <= 8; seq++) {
      const observation = { kind: "journey-started", flowId: "car-loan", channel: "app" };
      const body = JSON.stringify({ facts: [{ id: `j-idle-${seq}-1`, journeyId: `j-idle-${seq}`, seq: 1, at: Date.now(), observation }] });
      const headers = { "content-type": "application/json", "baton-signature": signBody(key, body, Date.now()) };
      const reply = await fetch(`${hub.lock.url}/v1/facts`, { method: "POST", headers, body });
      expect(reply.status, await reply.text()).toBe(202);
      await delay(IDLE_MS / 2);
    }
    expect(hub.process.child.exitCode).toBeNull();
    const looks = setInterval(() => void fetch(`${hub.lock.url}/healthz`).catch(() => {}), 100);
    await hub.process.exited;
    clearInterval(looks);
    expect(hub.process.child.exitCode).toBe(0);
  } finally {
    await hub.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
});
