/** 编排 on a real hub: who may, drafts and their conflicts, checks against the whole content, runs on samples and on the hub's own log. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { ReplyError } from "#shared/contract/errors.ts";
import { invariant } from "#shared/lib/invariant.ts";
import type { Observation } from "#shared/model/fact.ts";
import type { RunReport, StudioRun } from "#shared/model/studio.ts";
import type { TestDesk, TestHub } from "../support/test-hub.ts";
import { contentDir, eventually, faceFailedThrice, granted, onHub, openDesk, openJourney, refusalOf } from "../support/test-hub.ts";

const DETECTION = "policies/detection.yaml";
const detection = readFileSync(path.join(contentDir, DETECTION), "utf8");
const carLoan = readFileSync(path.join(contentDir, "flows/car-loan.yaml"), "utf8");

function refused(reply: { ok: true } | { ok: false; error: ReplyError }): ReplyError {
  invariant(!reply.ok, "was not refused");
  return reply.error;
}

async function saved(desk: TestDesk, text: string, over: { draftId?: string; revision?: number; baseReleaseId?: string } = {}) {
  const { releaseId } = granted(await desk.calls.studioShelf({}));
  return desk.calls.saveDraft({ draftId: null, revision: 0, file: DETECTION, baseReleaseId: releaseId, text, ...over });
}

/** Runs to the end; everything told on the way with it. */
async function runTo(desk: TestDesk, runId: string, file: string, text: string): Promise<{ told: StudioRun[]; last: StudioRun }> {
  const told: StudioRun[] = [];
  const off = desk.link.on("studio-run", (run) => run.runId === runId && told.push(run));
  granted(await desk.calls.runDraft({ runId, file, text }));
  const last = await eventually(() => told.find(({ status }) => status !== "running"), `run ${runId} ends`, 40_000);
  off();
  return { told, last };
}

function reportOf(run: StudioRun): RunReport {
  invariant(run.status === "done", `the run is done: ${JSON.stringify(run)}`);
  return run.report;
}

describe("who may", () => {
  test("[STUDIO-5] managers and supervisors write content, agents and experts are refused every call", () =>
    onHub({}, async ({ hub }) => {
      for (const id of ["li-siyuan", "shen-yue"]) {
        const { releaseId, files, drafts } = granted(await (await openDesk(hub, id)).calls.studioShelf({}));
        expect(releaseId).toBe(hub.services.releaseId);
        expect(files.map(({ file }) => file)).toEqual([
          DETECTION,
          "policies/contact.yaml",
          "policies/routing.yaml",
          "policies/budget.yaml",
          "flows/car-loan.yaml",
          "flows/deposit-transfer.yaml",
          "flows/family-trust.yaml",
        ]);
        expect(files.filter(({ canRun }) => canRun)).toHaveLength(4);
        expect(drafts).toEqual([]);
      }
      for (const id of ["agent-04", "zhao-boshi"]) {
        const { calls } = await openDesk(hub, id);
        const replies = [
          await calls.studioShelf({}),
          await calls.openContentFile({ file: DETECTION }),
          await calls.checkDraft({ file: DETECTION, text: "" }),
          await calls.saveDraft({ draftId: null, revision: 0, file: DETECTION, baseReleaseId: "a", text: "" }),
          await calls.openDraft({ draftId: "draft-1" }),
          await calls.deleteDraft({ draftId: "draft-1" }),
          await calls.restoreDraft({ draftId: "draft-1" }),
          await calls.runDraft({ runId: "run-1", file: DETECTION, text: detection }),
          await calls.stopRun({ runId: "run-1" }),
        ];
        expect(replies.map(refusalOf)).toEqual(replies.map(() => "not-permitted"));
      }
    }));

  test("[STUDIO-6] a file opens as it was written, comments included, and only one of the content in force", () =>
    onHub({}, async ({ hub }) => {
      const { calls } = await openDesk(hub, "li-siyuan");
      expect(granted(await calls.openContentFile({ file: DETECTION })).text).toBe(detection);
      expect(granted(await calls.openContentFile({ file: "flows/car-loan.yaml" })).file.title?.en).toBe("Car loan application");
      expect(refusalOf(await calls.openContentFile({ file: "policies/none.yaml" }))).toBe("no-such-file");
      expect(refusalOf(await calls.openContentFile({ file: "../keys.json" }))).toBe("invalid-input");
      expect(refusalOf(await calls.openContentFile({ file: "policies/../people/customers.yaml" }))).toBe("invalid-input");
    }));
});

describe("checks", () => {
  test("[STUDIO-7] a text that fits its schema is held against the whole content, its own place named, or that it breaks another file", () =>
    onHub({}, async ({ hub }) => {
      const { calls } = await openDesk(hub, "li-siyuan");
      const faults = async (file: string, text: string) => granted(await calls.checkDraft({ file, text })).faults;
      expect(await faults(DETECTION, detection)).toEqual([]);
      expect(await faults(DETECTION, "not: [a policy")).toEqual([]);
      expect(await faults(DETECTION, detection.replace("    credit-consent: ", "    credit-consents: "))).toMatchObject([
        { kind: "unknown-id", path: "quiet-on-step.limitMsByStep.credit-consents", isElsewhere: false },
      ]);
      expect(await faults("flows/car-loan.yaml", carLoan.replace("productIds: [auto-loan]", "productIds: [nothing]"))).toMatchObject([
        { kind: "unknown-id", path: "productIds[0]", isElsewhere: false },
      ]);
      expect(await faults("flows/car-loan.yaml", carLoan.replace("id: car-model", "id: car-modell"))).toEqual([]);
      const budget = "version: 1\nperHour: { person: 30, pool: 120 }\nworthByFlow: { no-such-flow: 2 }\n";
      expect(await faults("policies/budget.yaml", budget)).toMatchObject([
        { kind: "unknown-id", path: "worthByFlow.no-such-flow", isElsewhere: false },
      ]);
      // The policy in force names this field.
      expect(await faults("flows/car-loan.yaml", carLoan.replace("id: vehicle-price", "id: vehicle-cost"))).toMatchObject([
        { kind: "unknown-id", isElsewhere: true, path: "" },
      ]);
      expect(
        await faults("flows/car-loan.yaml", carLoan.replace("首付越高，月供越低，审批也越快。, en:", "保本保收益，零风险。, en:")),
      ).toMatchObject([{ kind: "wording", path: "steps[0].fields[3].hint.zh-CN", isElsewhere: false }]);
      expect(refusalOf(await calls.checkDraft({ file: "policies/none.yaml", text: "" }))).toBe("no-such-file");
    }));
});

describe("drafts", () => {
  test("[STUDIO-17] [AUDIT-3] what becomes of a draft is told to every author's desk, to nobody else, and is on record", () =>
    onHub({}, async (hub) => {
      const author = await openDesk(hub.hub, "li-siyuan");
      const others = [await openDesk(hub.hub, "wang-min"), await openDesk(hub.hub, "shen-yue")];
      const outside = [await openDesk(hub.hub, "agent-04"), await openDesk(hub.hub, "zhao-boshi")];
      const toldTo = (desk: TestDesk) =>
        desk.entries.flatMap(({ change }) => (change.kind === "draft" ? [[change.draft.revision, change.isPutAside]] : []));
      const { draft } = granted(await saved(author, detection));
      const second = granted(await saved(others[0] ?? author, `# 王敏\n${detection}`, { draftId: draft.id, revision: 1 }));
      // Refused ones are neither told nor on record.
      expect(refused(await saved(author, detection, { draftId: draft.id, revision: 1 })).code).toBe("draft-changed");
      expect(refused(await author.calls.openDraft({ draftId: "draft-none" })).code).toBe("no-such-draft");
      granted(await author.calls.deleteDraft({ draftId: draft.id }));
      granted(await (others[1] ?? author).calls.restoreDraft({ draftId: draft.id }));
      granted(await author.calls.restoreDraft({ draftId: draft.id }));
      const story = [
        [1, false],
        [2, false],
        [2, true],
        [2, false],
      ];
      for (const desk of [author, ...others]) {
        await eventually(() => toldTo(desk).length === story.length, "told of every step");
        expect(toldTo(desk)).toEqual(story);
        expect(desk.gaps).toEqual([]);
      }
      for (const desk of outside) {
        const { calls } = desk;
        const all = granted(await calls.resume({ cursor: 0 }));
        expect(all).toMatchObject({ kind: "difference", push: { upToSeq: author.cursor() } });
        expect(JSON.stringify(all)).not.toContain(draft.id);
        expect(toldTo(desk)).toEqual([]);
      }
      // A desk that was away is told what it missed.
      const late = await openDesk(hub.hub, "zhou-qiming", 0);
      expect(toldTo(late)).toEqual(story);
      const { releaseId } = hub.hub.services;
      const record = await hub.hub.services.audit.of(draft.id);
      expect(record.map(({ actor, action, detail }) => [actor, action, detail])).toEqual([
        ["li-siyuan", "draft-saved", { file: DETECTION, revision: 1, baseReleaseId: releaseId }],
        ["wang-min", "draft-saved", { file: DETECTION, revision: 2, baseReleaseId: releaseId }],
        ["li-siyuan", "draft-put-aside", { file: DETECTION, revision: 2, baseReleaseId: releaseId }],
        ["shen-yue", "draft-taken-back", { file: DETECTION, revision: 2, baseReleaseId: releaseId }],
      ]);
      expect(await hub.hub.services.audit.firstBreak()).toBeNull();
      expect(second.draft.savedBy.id).toBe("wang-min");
    }));

  test("[STUDIO-8] a draft is kept with author, time and base release, also over a restart, and opened again as it was", async () => {
    let folder = "";
    await onHub({}, async (hub) => {
      const desk = await openDesk(hub.hub, "li-siyuan");
      const { draft } = granted(await saved(desk, "half: [written"));
      expect(draft).toMatchObject({
        file: DETECTION,
        author: { id: "li-siyuan", name: "李思远" },
        savedAt: hub.clock.now(),
        revision: 1,
        baseReleaseId: hub.hub.services.releaseId,
      });
      expect(granted(await desk.calls.openDraft({ draftId: draft.id })).draft).toEqual({ ...draft, text: "half: [written" });
      const again = granted(await saved(desk, detection, { draftId: draft.id, revision: 1 }));
      expect(again.draft.revision).toBe(2);
      folder = hub.dataDir;
      await hub.stop();
      const { startTestHub } = await import("../support/test-hub.ts");
      const second = await startTestHub({ dataDir: folder });
      const other = await openDesk(second.hub, "shen-yue");
      expect(granted(await other.calls.studioShelf({})).drafts).toEqual([again.draft]);
      expect(granted(await other.calls.openDraft({ draftId: draft.id })).draft.text).toBe(detection);
      await second.end();
    });
  });

  test("[STUDIO-9] of two who save the same draft the second is told who was first, and nothing is overwritten", () =>
    onHub({}, async ({ hub }) => {
      const first = await openDesk(hub, "li-siyuan");
      const second = await openDesk(hub, "wang-min");
      const { draft } = granted(await saved(first, "a: 1"));
      const replies = await Promise.all([
        saved(first, "a: 2", { draftId: draft.id, revision: 1 }),
        saved(second, "a: 3", { draftId: draft.id, revision: 1 }),
      ]);
      const won = replies.findIndex(({ ok }) => ok);
      const error = refused(replies[1 - won] ?? { ok: true });
      expect(error).toMatchObject({ code: "draft-changed", detail: { by: won === 0 ? "李思远" : "王敏", revision: 2 } });
      expect(granted(await first.calls.openDraft({ draftId: draft.id })).draft.text).toBe(won === 0 ? "a: 2" : "a: 3");
      // The loser keeps the own text as a draft of their own.
      granted(await saved(won === 0 ? second : first, "a: own"));
      expect(granted(await first.calls.studioShelf({})).drafts).toHaveLength(2);
    }));

  test("[STUDIO-10] a text written from another release than the one in force is not kept as if it were from this one", () =>
    onHub({}, async ({ hub }) => {
      const desk = await openDesk(hub, "li-siyuan");
      const base = "b".repeat(64);
      expect(refused(await saved(desk, "a: 1", { baseReleaseId: base }))).toMatchObject({
        code: "base-moved",
        detail: { base, inForce: hub.services.releaseId },
      });
      const { draft } = granted(await saved(desk, "a: 1"));
      expect(refusalOf(await saved(desk, "a: 2", { draftId: draft.id, revision: 1, baseReleaseId: base }))).toBe("base-moved");
      expect(granted(await desk.calls.openDraft({ draftId: draft.id })).draft.text).toBe("a: 1");
    }));

  test("[STUDIO-11] its author or a supervisor puts a draft aside, and it can be taken back", () =>
    onHub({}, async ({ hub }) => {
      const author = await openDesk(hub, "li-siyuan");
      const { draft } = granted(await saved(author, "a: 1"));
      const draftId = draft.id;
      const other = await openDesk(hub, "wang-min");
      expect(refused(await other.calls.deleteDraft({ draftId }))).toEqual({ code: "not-your-draft", detail: { author: "李思远" } });
      granted(await author.calls.deleteDraft({ draftId }));
      for (const reply of [
        await author.calls.openDraft({ draftId }),
        await author.calls.deleteDraft({ draftId }),
        await saved(author, "a: 2", { draftId, revision: 1 }),
        await author.calls.openDraft({ draftId: "draft-none" }),
        await author.calls.restoreDraft({ draftId: "draft-none" }),
        await saved(author, "a: 2", { draftId: "draft-none", revision: 1 }),
      ])
        expect(refusalOf(reply)).toBe("no-such-draft");
      expect(granted(await author.calls.studioShelf({})).drafts).toEqual([]);
      expect(granted(await author.calls.restoreDraft({ draftId })).draft).toEqual(draft);
      granted(await (await openDesk(hub, "shen-yue")).calls.deleteDraft({ draftId }));
    }));

  test("[STUDIO-8] a person keeps a hundred drafts, a text is no longer than the contract says", () =>
    onHub({}, async ({ hub }) => {
      const desk = await openDesk(hub, "li-siyuan");
      const { studio, releaseId, content } = hub.services;
      const me = content.specialists.find(({ id }) => id === "li-siyuan");
      invariant(me, "she is in the content");
      // Past the gateway, which lets nobody ask that often.
      for (let at = 0; at < 100; at += 1)
        granted(await studio.save(me, { draftId: null, revision: 0, file: DETECTION, baseReleaseId: releaseId, text: `a: ${at}` }));
      expect(refused(await saved(desk, "one: more"))).toMatchObject({ code: "too-many", detail: { most: 100 } });
      expect(refusalOf(await saved(desk, "x".repeat(200_001)))).toBe("invalid-input");
      expect(
        refusalOf(await desk.calls.saveDraft({ draftId: null, revision: 0, file: "flows/none.yaml", baseReleaseId: "a", text: "" })),
      ).toBe("no-such-file");
    }));
});

describe("runs", () => {
  const calm = detection.replace(/^ {2}failures: 3$/m, "  failures: 9").replace("urgentFailures: 3 ", "urgentFailures: 9 ");

  async function threeCustomers(hub: TestHub): Promise<void> {
    for (const customer of ["lin-xiaolan", null]) {
      const journey = await openJourney(hub, customer);
      granted(await journey.send(...faceFailedThrice));
    }
    const finished = await openJourney(hub, null);
    granted(await finished.send(...faceFailedThrice, { kind: "journey-finished" } as Observation));
  }

  test("[STUDIO-12] a run compares the text with what is in force: on samples right and wrong with their n, on the log's own journeys what would change", () =>
    onHub({}, async (hub) => {
      const desk = await openDesk(hub.hub, "li-siyuan");
      await threeCustomers(hub);
      expect(calm).not.toBe(detection);
      const { last, told } = await runTo(desk, "run-1", DETECTION, calm);
      const { samples, history, isShort, tookMs } = reportOf(last);
      expect(isShort).toBe(false);
      expect(tookMs).toBeGreaterThan(0);
      expect(told.filter(({ status }) => status === "running").length).toBeGreaterThan(0);

      expect(samples).toMatchObject({ customers: 600, learnedFrom: 1_200 });
      const onSamples = samples?.byKind.find(({ kind }) => kind === "verification-failed");
      expect(onSamples?.before.troubled).toBe(onSamples?.after.troubled);
      expect(onSamples?.before.found).toBeGreaterThan(5);
      expect(onSamples?.after.found).toBe(0);
      expect(samples?.total.after.alerts).toBeLessThan(samples?.total.before.alerts ?? 0);
      const same = samples?.byKind.filter(({ kind }) => kind === "code-resent" || kind === "upload-failed") ?? [];
      for (const { before, after } of same) expect(after).toEqual(before);

      expect(history).toMatchObject({
        journeys: 3,
        demo: 0,
        isCut: false,
        hit: { before: 3, after: 0 },
        total: { before: 3, after: 0 },
        noLonger: { journeys: 3, finished: 1 },
        newly: { journeys: 0, finished: 0 },
      });
      expect(history?.byKind.find(({ kind }) => kind === "verification-failed")).toMatchObject({ before: 3, after: 0 });
    }));

  test("[STUDIO-12] the same text changes nothing, and a run said twice gives the same figures", () =>
    onHub({}, async (hub) => {
      const desk = await openDesk(hub.hub, "shen-yue");
      await threeCustomers(hub);
      const first = reportOf((await runTo(desk, "run-1", "flows/car-loan.yaml", carLoan)).last);
      for (const { before, after } of [...(first.samples?.byKind ?? [])]) expect(after).toEqual(before);
      expect(first.history?.total).toEqual({ before: 3, after: 3 });
      const second = reportOf((await runTo(desk, "run-2", "flows/car-loan.yaml", carLoan)).last);
      expect({ ...second, tookMs: 0 }).toEqual({ ...first, tookMs: 0 });
    }));

  test("[STUDIO-13] a run can be stopped, ends with its desk, gives way to the person's next, and refuses a text it cannot read", () =>
    onHub({}, async ({ hub }) => {
      const desk = await openDesk(hub, "li-siyuan");
      const told: StudioRun[] = [];
      desk.link.on("studio-run", (run) => told.push(run));
      const ended = (runId: string) => told.find((run) => run.runId === runId && run.status !== "running")?.status;
      granted(await desk.calls.runDraft({ runId: "run-1", file: DETECTION, text: calm }));
      granted(await desk.calls.runDraft({ runId: "run-2", file: DETECTION, text: calm }));
      await eventually(() => ended("run-1"), "the first gives way");
      expect(ended("run-1")).toBe("stopped");
      granted(await desk.calls.stopRun({ runId: "run-1" }));
      granted(await desk.calls.stopRun({ runId: "run-2" }));
      await eventually(() => ended("run-2"), "the second is stopped");
      expect(ended("run-2")).toBe("stopped");

      const run = (file: string, text: string) => desk.calls.runDraft({ runId: "run-3", file, text });
      expect(refusalOf(await run(DETECTION, "a: [1"))).toBe("draft-unreadable");
      expect(refusalOf(await run(DETECTION, detection.replace("limitMs: 90000", "limitMs: 9")))).toBe("draft-unreadable");
      expect(refusalOf(await run("flows/car-loan.yaml", carLoan.replace("productIds:", "productId:")))).toBe("draft-unreadable");
      expect(refusalOf(await run("policies/contact.yaml", ""))).toBe("nothing-to-run");
      expect(refusalOf(await run("policies/budget.yaml", ""))).toBe("nothing-to-run");
      expect(refusalOf(await run("flows/none.yaml", ""))).toBe("no-such-file");

      // A desk that goes takes its run along: the next one is not held up.
      granted(await desk.calls.runDraft({ runId: "run-4", file: DETECTION, text: calm }));
      desk.end();
      const three = await Promise.all(["wang-min", "zhou-qiming", "shen-yue"].map((id) => openDesk(hub, id)));
      await eventually(() => hub.connections() === 3, "the desk is gone");
      for (const [index, one] of three.entries())
        granted(await one.calls.runDraft({ runId: `run-5${index}`, file: DETECTION, text: calm }));
      const back = await openDesk(hub, "li-siyuan");
      expect(refusalOf(await back.calls.runDraft({ runId: "run-6", file: DETECTION, text: calm }))).toBe("too-many");
    }));

  test("[STUDIO-14] while a run goes on, a call is answered and an alert raised without waiting for it", () =>
    onHub({}, async (hub) => {
      const author = await openDesk(hub.hub, "li-siyuan");
      const told: StudioRun[] = [];
      author.link.on("studio-run", (run) => told.push(run));
      granted(await author.calls.runDraft({ runId: "run-1", file: DETECTION, text: calm }));
      const journey = await openJourney(hub, "lin-xiaolan");
      granted(await journey.send(...faceFailedThrice));
      await eventually(() => author.alerts.size === 1, "the alert comes");
      expect(told.some(({ status }) => status === "done")).toBe(false);
      await eventually(() => told.some(({ status }) => status === "done"), "the run ends", 40_000);
    }));
});
