/** The numbered log a desk is a view of: difference, snapshot, gaps, and who may read what. */
import { expect, test } from "vitest";
import { createDeskLog, type WriteChange } from "#hub/dispatch/desk-log.ts";
import { tokensOf } from "#hub/dispatch/readers.ts";
import { openStore } from "#hub/store/open-store.ts";
import type { FirstView } from "#shared/contract/desk-hub.ts";
import type { Reply } from "#shared/contract/errors.ts";
import { PROTOCOL } from "#shared/contract/protocol.ts";
import { SECOND_MS } from "#shared/lib/duration.ts";
import { active, alertOf, breakAtFaceCheck, seen, settled, waitForAlert } from "../support/hub-story.ts";
import type { TestDesk } from "../support/test-hub.ts";
import {
  eventually,
  faceFailedThrice,
  granted,
  onHub,
  openDesk,
  openJourney,
  refusalOf,
  signIn,
  startTestHub,
} from "../support/test-hub.ts";

test("[DESKLOG-1] a desk that comes back with its cursor gets exactly what it missed, each entry once and in order", () =>
  onHub({}, async (hub) => {
    const first = await openDesk(hub.hub, "li-siyuan");
    const { alert } = await breakAtFaceCheck(hub, first);
    await settled(hub);
    const cursor = first.cursor();
    first.end();
    const missed = await openJourney(hub, "he-yaqin");
    granted(await missed.send(...faceFailedThrice));
    await settled(hub);
    const again = await openDesk(hub.hub, "li-siyuan", cursor);
    await waitForAlert(again, missed);
    const seqs = again.entries.map((entry) => entry.seq);
    expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
    expect(Math.min(...seqs)).toBeGreaterThan(cursor);
    expect(again.alerts.has(alert.id)).toBe(false);
    expect([first.gaps, again.gaps]).toEqual([[], []]);
  }));

test("[DESKLOG-8] a desk that begins with the first view gets what came after it, each entry once and in order", () =>
  onHub({}, async (hub) => {
    const elsewhere = await openDesk(hub.hub, "li-siyuan");
    const { alert } = await breakAtFaceCheck(hub, elsewhere);
    await settled(hub);
    const response = await fetch(`${hub.hub.url}/v1/desk/first-view?protocol=${PROTOCOL}`, {
      headers: { authorization: `Bearer ${await signIn(hub.hub, "li-siyuan")}` },
    });
    const { snapshot } = granted((await response.json()) as Reply<FirstView>);
    expect(snapshot.alerts.map(({ id }) => id)).toEqual([alert.id]);
    const later = await openJourney(hub, "he-yaqin");
    granted(await later.send(...faceFailedThrice));
    await settled(hub);
    const desk = await openDesk(hub.hub, "li-siyuan", snapshot.seq);
    await waitForAlert(desk, later);
    const seqs = desk.entries.map((entry) => entry.seq);
    expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
    expect(Math.min(...seqs)).toBe(snapshot.seq + 1);
    expect(desk.alerts.has(alert.id)).toBe(false);
    expect(desk.gaps).toEqual([]);
  }));

test("[DESKLOG-2] without a cursor, with one too far back or one that is not ours there is a snapshot, and pushes go on from it", () =>
  onHub({}, async (hub) => {
    const manager = await openDesk(hub.hub, "li-siyuan");
    const { alert, journey } = await breakAtFaceCheck(hub, manager);
    const { deskLog } = hub.hub.services;
    expect(granted(await manager.calls.resume({ cursor: 999_999 })).kind).toBe("snapshot");
    const near = deskLog.seq;
    await deskLog.commit(async (_trx, write) => {
      for (let n = 0; n < 2_001; n += 1) write({ kind: "presence", specialistId: "agent-05" as never, presence: "busy" }, ["s:nobody"]);
    });
    expect(granted(await manager.calls.resume({ cursor: near })).kind).toBe("snapshot");
    expect(granted(await manager.calls.resume({ cursor: near + 1 })).kind).toBe("difference");

    const fresh = await openDesk(hub.hub, "li-siyuan");
    expect(fresh.alerts.get(alert.id)?.state.status).toBe("open");
    granted(await journey.send(seen("help-requested", { stepId: "face-check" })));
    await waitForAlert(fresh, journey, "help-requested");
    expect(fresh.gaps).toEqual([]);
  }));

test("[DESKLOG-3] what is committed while a desk resumes is pushed right after, without waiting for the next change", () =>
  onHub({}, async (hub) => {
    const { deskLog } = hub.hub.services;
    const desks = await Promise.all(
      Array.from({ length: 6 }, async (_none, index) => {
        const opening = openDesk(hub.hub, "li-siyuan");
        for (let n = 0; n < 5; n += 1) {
          await new Promise((resolve) => setTimeout(resolve, index));
          await deskLog.commit(async (_trx, write) =>
            write({ kind: "presence", specialistId: "sun-qian" as never, presence: "busy" }, ["*"]),
          );
        }
        return opening;
      }),
    );
    await settled(hub);
    for (const desk of desks) await eventually(() => desk.cursor() === deskLog.seq, "caught up");
    expect(desks.flatMap((desk) => desk.gaps)).toEqual([]);
  }));

test("[DESKLOG-4] a desk nobody writes to does not fall out of the log: it is moved on, and hears the next thing that is for it", () =>
  onHub({}, async (hub) => {
    const manager = await openDesk(hub.hub, "li-siyuan");
    await settled(hub);
    const { deskLog } = hub.hub.services;
    for (let round = 0; round < 12; round += 1) {
      await deskLog.commit(async (_trx, write) => {
        for (let n = 0; n < 450; n += 1) write({ kind: "presence", specialistId: "agent-05" as never, presence: "busy" }, ["s:nobody"]);
      });
    }
    await eventually(() => deskLog.seq - manager.cursor() < 500, "moved on");
    const { journey } = await breakAtFaceCheck(hub, manager);
    expect(alertOf(manager, journey)).toBeDefined();
    expect(manager.gaps).toEqual([]);
  }));

test("[DESKLOG-4] one commit larger than what is held makes the desk resume instead of leaving it behind", () =>
  onHub({}, async (hub) => {
    const manager = await openDesk(hub.hub, "li-siyuan");
    await settled(hub);
    await hub.hub.services.deskLog.commit(async (_trx, write) => {
      for (let n = 0; n < 4_200; n += 1) write({ kind: "presence", specialistId: "agent-05" as never, presence: "busy" }, ["s:nobody"]);
    });
    await eventually(() => manager.gaps.length === 1, "told that it is behind");
    expect(granted(await manager.calls.resume({ cursor: 1 })).kind).toBe("snapshot");
  }));

test("[DESKLOG-5] a manager sees no other manager's customers, in log, snapshot, details or chat; a supervisor sees all, and may touch none", () =>
  onHub({}, async (hub) => {
    const own = await openDesk(hub.hub, "li-siyuan");
    const other = await openDesk(hub.hub, "wang-min");
    const supervisor = await openDesk(hub.hub, "shen-yue");
    const { manager, alert, id, page, journey } = await active(hub, ["view"]);
    granted(await page.calls.sendChat({ id: "cm-1", text: "我的收入证明在哪里上传？" }));
    granted(await manager.calls.sendChat({ helpSessionId: id, id: "cm-2", text: "在第三步，我指给您看。" }));
    await eventually(() => supervisor.entries.filter(({ change }) => change.kind === "chat").length === 2, "the supervisor reads along");
    await settled(hub);
    const { snapshot } = granted(await other.calls.resume({ cursor: null })) as {
      snapshot: { alerts: unknown[]; helpSessions: unknown[]; chat: unknown[] };
    };
    expect([snapshot.alerts, snapshot.helpSessions, snapshot.chat]).toEqual([[], [], []]);
    expect(JSON.stringify(other.entries)).not.toContain(journey.id);
    expect(refusalOf(await other.calls.openAlert({ alertId: alert.id }))).toBe("not-offered-to-you");
    expect(refusalOf(await other.calls.joinHelpSession({ helpSessionId: id }))).toBe("not-a-participant");
    expect(refusalOf(await other.calls.sessionSummary({ helpSessionId: id }))).toBe("not-a-participant");
    expect(refusalOf(await other.calls.viewMirror({ helpSessionId: id, on: true }))).toBe("not-a-participant");

    expect(supervisor.alerts.get(alert.id)?.state.status).toBe("picked-up");
    expect(refusalOf(await supervisor.calls.pickUpAlert({ alertId: alert.id }))).toBe("not-permitted");
    expect(refusalOf(await supervisor.calls.viewMirror({ helpSessionId: id, on: true }))).toBe("not-a-participant");
    expect(own.alerts.get(alert.id)?.maskedName).toBe("林**");
  }));

test("[DESKLOG-5] desks share a message when they may read the same of it from the same place, and only then", () =>
  onHub({}, async (hub) => {
    const { specialists } = hub.hub.services.content;
    const db = await openStore(":memory:");
    const log = await createDeskLog(db, () => 0);
    const lists = [["*"], ["r:agent"], ["r:supervisor", "s:li-siyuan"], ["r:expert"], ["s:nobody"], ["*", "r:manager"]];
    await log.commit(async (_trx, write) => {
      for (const readers of lists) write({ kind: "presence", specialistId: "sun-qian" as never, presence: "busy" }, readers);
    });
    const pushes = new Map<string, Set<string>>();
    for (const specialist of specialists)
      for (const cursor of [0, 2, lists.length, lists.length + 1]) {
        const name = log.recentName(cursor, tokensOf(specialist));
        pushes.set(name, (pushes.get(name) ?? new Set()).add(JSON.stringify(log.recent(cursor, tokensOf(specialist)))));
      }
    for (const [name, different] of pushes) expect([name, different.size]).toEqual([name, 1]);
    const namesFromStart = new Set(specialists.map((specialist) => log.recentName(0, tokensOf(specialist))));
    expect(namesFromStart.size).toBe(new Set(specialists.map((specialist) => JSON.stringify(log.recent(0, tokensOf(specialist))))).size);
    expect(namesFromStart.size).toBeGreaterThan(3);
    await db.destroy();
  }));

test("[DESKLOG-6] presence is told to everyone and is the truth after a restart as well", async () => {
  const before = await startTestHub();
  const [manager, deputy] = [await openDesk(before.hub, "li-siyuan"), await openDesk(before.hub, "zhou-qiming")];
  granted(await deputy.calls.setPresence({ presence: "away" }));
  await settled(before);
  await eventually(() => manager.entries.some(({ change }) => change.kind === "presence" && change.presence === "away"), "told");
  const cursor = manager.cursor();
  for (const desk of [manager, deputy]) desk.end();
  await before.stop();

  await onHub({ dataDir: before.dataDir, clock: before.clock }, async (after) => {
    expect(after.hub.services.presence.all()).toMatchObject({ "li-siyuan": "online", "zhou-qiming": "away" });
    const back = await openDesk(after.hub, "li-siyuan", cursor);
    after.clock.advance(6 * SECOND_MS);
    await eventually(
      () =>
        back.entries.some(
          ({ change }) => change.kind === "presence" && change.specialistId === "zhou-qiming" && change.presence === "offline",
        ),
      "who did not come back is offline on every desk",
    );
    expect(after.hub.services.presence.of("li-siyuan" as never)).toBe("online");
  });
});

test("[DESKLOG-7] of commits made together the one that fails leaves nothing behind, and the others reach every desk once and in order", () =>
  onHub({}, async (hub) => {
    const { deskLog } = hub.hub.services;
    const [manager, other, agent] = [
      await openDesk(hub.hub, "li-siyuan"),
      await openDesk(hub.hub, "wang-min"),
      await openDesk(hub.hub, "agent-05"),
    ];
    await settled(hub);
    const before = deskLog.seq;
    const says = (presence: "online" | "busy" | "away", readers: readonly string[]) => async (_trx: unknown, write: WriteChange) =>
      write({ kind: "presence", specialistId: "sun-qian" as never, presence }, readers);
    const failed = await deskLog.together(async (commit) => {
      await commit(says("busy", ["*"]));
      const fault = await commit(async (trx, write) => {
        await says("online", ["*"])(trx, write);
        throw new Error("this one alone");
      }).catch((thrown: unknown) => thrown);
      await commit(says("online", ["s:li-siyuan"]));
      await commit(says("away", ["*"]));
      return fault;
    });
    expect(String(failed)).toContain("this one alone");
    expect(deskLog.seq).toBe(before + 3);
    const heard = (desk: TestDesk) =>
      desk.entries.flatMap(({ seq, change }) => (seq > before && change.kind === "presence" ? [`${seq - before} ${change.presence}`] : []));
    for (const desk of [manager, other, agent]) await eventually(() => heard(desk).some((told) => told.startsWith("3")), "told");
    expect(heard(manager)).toEqual(["1 busy", "2 online", "3 away"]);
    expect(heard(other)).toEqual(["1 busy", "3 away"]);
    expect(heard(agent)).toEqual(["1 busy", "3 away"]);
    expect([manager.gaps, other.gaps, agent.gaps]).toEqual([[], [], []]);
    const kept = granted(await other.calls.resume({ cursor: before }));
    expect(kept.kind === "difference" && kept.push.entries.map(({ seq }) => seq - before)).toEqual([1, 3]);
    await expect(deskLog.together(() => Promise.reject(new Error("all of it")))).rejects.toThrow("all of it");
    expect(deskLog.seq).toBe(before + 3);
  }));
