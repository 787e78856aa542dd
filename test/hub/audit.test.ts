/** The audit record: whole, chained, and telling who saw what. */
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { active, frame, settled, withExpert } from "../support/hub-story.ts";
import { granted, onHub, startTestHub } from "../support/test-hub.ts";

test("[AUDIT-1] every entry follows from the one before, and a row that was changed, taken out or put in is found by its number", async () => {
  const before = await startTestHub();
  const { manager, page, id } = await active(before, ["view", "voice"]);
  granted(await page.calls.changeConsent({ helpSessionId: id, scope: "voice", given: false }));
  granted(await page.calls.endHelpSession({ helpSessionId: id }));
  await settled(before);
  expect(await before.hub.services.audit.firstBreak()).toBeNull();
  const entries = await before.hub.services.audit.of(id);
  expect(entries.length).toBeGreaterThan(5);
  for (const link of [manager, page]) link.end();
  await before.stop();

  const tampered = async (sql: string): Promise<number | null> => {
    const database = new DatabaseSync(`${before.dataDir}/hub.sqlite`);
    database.exec("begin");
    database.exec(sql);
    database.exec("commit");
    database.close();
    const after = await startTestHub({ dataDir: before.dataDir, clock: before.clock });
    const found = await after.hub.services.audit.firstBreak();
    await after.stop();
    return found;
  };
  expect(await tampered("select 1")).toBeNull();
  const consent = entries.find((entry) => entry.action === "consent-withdrawn");
  expect(await tampered(`update audit set action = 'consent-given' where seq = ${consent?.seq}`)).toBe(consent?.seq);
  expect(await tampered(`update audit set action = 'consent-withdrawn' where seq = ${consent?.seq}`)).toBeNull();
  expect(await tampered("update audit set at = at + 1 where seq = 2")).toBe(2);
  expect(await tampered("update audit set at = at - 1 where seq = 2; delete from audit where seq = 3")).toBe(4);
  await onHub({ dataDir: before.dataDir, clock: before.clock }, async () => {});
});

test("[AUDIT-2] consents, their withdrawal with what goes along, and every look at the page or the brief are on record", () =>
  onHub({}, async (hub) => {
    const story = await active(hub, ["view", "point"]);
    const { manager, page, id } = story;
    const expert = await withExpert(hub, story);
    granted(await expert.calls.expertBrief({ helpSessionId: id }));
    for (const desk of [manager, expert]) granted(await desk.calls.viewMirror({ helpSessionId: id, on: true }));
    granted(await manager.calls.viewMirror({ helpSessionId: id, on: true }));
    granted(await page.calls.sendMirrorFrame(frame(id, 1)));
    granted(await page.calls.changeConsent({ helpSessionId: id, scope: "view", given: false }));
    granted(await manager.calls.endHelpSession({ helpSessionId: id }));
    const { audit } = granted(await manager.calls.sessionSummary({ helpSessionId: id }));
    const lines = audit.map(({ actor, action, detail }) => `${actor} ${action}${detail.scope ? ` ${String(detail.scope)}` : ""}`);
    expect(lines).toEqual([
      "li-siyuan alert-picked-up",
      "customer invitation-accepted",
      "customer consent-given view",
      "customer consent-given point",
      "li-siyuan expert-invited",
      "zhao-boshi joined",
      "zhao-boshi brief-read",
      "li-siyuan mirror-viewed",
      "zhao-boshi mirror-viewed",
      "customer consent-withdrawn view",
      "customer consent-withdrawn point",
      "li-siyuan session-ended",
    ]);
  }));
