/** 编排 on the desk: nothing typed is lost by a refusal, a lost link or leaving; figures say what they rest on. */
import { describe, expect, test, vi } from "vitest";
import { createStore } from "zustand/vanilla";
import type { Reply } from "#shared/contract/errors.ts";
import { refuse } from "#shared/contract/errors.ts";
import type { DraftSummary, SampleFigures, StudioRun } from "#shared/model/studio.ts";
import { draftSummarySchema, studioFileSchema } from "#shared/model/studio.ts";
import { copyOf } from "../../../renderer/copy/copy.ts";
import type { DeskContext } from "../../../renderer/link/desk.ts";
import { createStudioDeeds } from "../../../renderer/link/studio-deeds.ts";
import type { DeskState } from "../../../renderer/state/desk-state.ts";
import { INITIAL_STATE } from "../../../renderer/state/desk-state.ts";
import { canSave, isUnsaved, mayAuthor } from "../../../renderer/state/studio-state.ts";
import { sixDigits } from "../../../renderer/studio/editor-theme.ts";
import { changeText, historyRows, isSame, perHour, sampleRows } from "../../../renderer/studio/run-figures.ts";
import { problemsOf } from "../../../renderer/studio/use-problems.ts";
import { NOW } from "./sample.ts";

const FILE = "policies/routing.yaml";
const TEXT = "version: 3\nleaseMs: 30000\nassistantPatienceMs: 60000\n";
const file = studioFileSchema.parse({ file: FILE, kind: "policy", title: null, canRun: false });
const summary = (given: object = {}): DraftSummary =>
  draftSummarySchema.parse({
    id: "draft-1",
    file: FILE,
    author: { id: "li-siyuan", name: "李思远" },
    savedBy: { id: "li-siyuan", name: "李思远" },
    createdAt: NOW,
    savedAt: NOW,
    revision: 1,
    baseReleaseId: "r-1",
    ...given,
  });

/** Deeds on a hub whose answers the test gives. */
async function studioOf(answers: Record<string, (input: never) => Reply<unknown>> = {}) {
  const asked: [string, unknown][] = [];
  const given: Record<string, (input: never) => Reply<unknown>> = {
    studioShelf: () => ({ ok: true, value: { releaseId: "r-1", files: [file], drafts: [] } }),
    openContentFile: () => ({ ok: true, value: { releaseId: "r-1", file, text: TEXT } }),
    checkDraft: () => ({ ok: true, value: { faults: [] } }),
    runDraft: () => ({ ok: true, value: {} }),
    ...answers,
  };
  const calls = new Proxy(
    {},
    {
      get: (_none, name: string) => async (input: never) => {
        asked.push([name, input]);
        return given[name]?.(input) ?? refuse("unknown-call");
      },
    },
  );
  const store = createStore<DeskState>(() => ({ ...INITIAL_STATE, link: "online", screen: "studio" }));
  const notify = vi.fn();
  const signOut = vi.fn();
  const closeWindow = vi.fn();
  const context = { store, link: () => ({ calls }), notify } as unknown as DeskContext;
  const deeds = createStudioDeeds(context, { signOut, closeWindow });
  await deeds.readShelf();
  deeds.openFile(FILE);
  await vi.waitFor(() => expect(store.getState().studio.open).not.toBeNull());
  return { deeds, store, asked, notify, signOut, closeWindow, studio: () => store.getState().studio, answer: given };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

describe("what the log tells of drafts", () => {
  const push = (...changes: { draft: DraftSummary; isPutAside: boolean }[]) => ({
    afterSeq: 0,
    upToSeq: changes.length,
    entries: changes.map((change, index) => ({ seq: index + 1, at: NOW, change: { kind: "draft" as const, ...change } })),
  });
  const wang = { id: "wang-min", name: "王敏" };

  test("[STUDIO-17] the shelf takes new, newer and put aside ones, the latest saved first, and never an older revision", async () => {
    const { deeds, studio } = await studioOf();
    const one = summary();
    const two = summary({ id: "draft-2", savedAt: NOW + 5 });
    deeds.takePush(push({ draft: two, isPutAside: false }, { draft: one, isPutAside: false }));
    expect(studio().shelf.drafts.map(({ id }) => id)).toEqual(["draft-2", "draft-1"]);
    deeds.takePush(push({ draft: summary({ revision: 2, savedAt: NOW + 9 }), isPutAside: false }, { draft: one, isPutAside: false }));
    expect(studio().shelf.drafts.map(({ id, revision }) => [id, revision])).toEqual([
      ["draft-1", 2],
      ["draft-2", 1],
    ]);
    deeds.takePush(push({ draft: two, isPutAside: true }));
    expect(studio().shelf.drafts.map(({ id }) => id)).toEqual(["draft-1"]);
  });

  test("[STUDIO-17] of the draft that is open it is said at once who saved it or that it is gone; what is typed stays", async () => {
    const { deeds, studio } = await studioOf({
      openDraft: () => ({ ok: true, value: { draft: { ...summary(), text: TEXT } } }),
    });
    deeds.openDraft("draft-1" as never);
    await vi.waitFor(() => expect(studio().open?.draft?.id).toBe("draft-1"));
    deeds.edit("mine");
    const theirs = summary({ revision: 2, savedAt: NOW + 9, savedBy: wang });
    deeds.takePush(push({ draft: theirs, isPutAside: false }));
    expect(studio().open).toMatchObject({ text: "mine", conflict: { kind: "changed", by: "王敏", revision: 2 } });
    deeds.takePush(push({ draft: theirs, isPutAside: true }));
    expect(studio().open).toMatchObject({ text: "mine", conflict: { kind: "gone" } });
    deeds.takePush(push({ draft: theirs, isPutAside: false }));
    expect(studio().open?.conflict).toMatchObject({ kind: "changed" });
  });

  test("[STUDIO-17] one's own save is no conflict, whether the log or the answer comes first", async () => {
    const own = summary({ revision: 1, savedAt: NOW + 1 });
    let tell = () => {};
    const { deeds, studio } = await studioOf({
      saveDraft: () => {
        tell();
        return { ok: true, value: { draft: own } };
      },
    });
    tell = () => deeds.takePush(push({ draft: own, isPutAside: false }));
    deeds.edit("mine");
    await deeds.save();
    deeds.takePush(push({ draft: own, isPutAside: false }));
    expect(studio().open).toMatchObject({ conflict: null, saved: "mine" });
    expect(studio().shelf.drafts).toHaveLength(1);
  });

  test("[STUDIO-17] what was told while the shelf was being read is not lost with an answer from before", async () => {
    const { deeds, studio, answer, asked } = await studioOf();
    let isFirst = true;
    answer["studioShelf"] = () => {
      const drafts = isFirst ? [] : [summary()];
      if (isFirst) deeds.takePush(push({ draft: summary(), isPutAside: false }));
      isFirst = false;
      return { ok: true, value: { releaseId: "r-1", files: [file], drafts } };
    };
    await deeds.readShelf();
    await settled();
    expect(studio().shelf.drafts).toHaveLength(1);
    expect(asked.filter(([name]) => name === "studioShelf")).toHaveLength(3);
  });
});

describe("drafts", () => {
  test("[STUDIO-8] saving makes a draft of what was typed; what is typed while it is on its way stays unsaved", async () => {
    const { deeds, studio, asked, answer } = await studioOf();
    expect(canSave(studio())).toBe(false);
    deeds.edit(`${TEXT}# one`);
    expect(isUnsaved(studio())).toBe(true);
    answer["saveDraft"] = () => {
      deeds.edit(`${TEXT}# two`);
      return { ok: true, value: { draft: summary() } };
    };
    expect(await deeds.save()).toBe(true);
    expect(asked.at(-1)).toEqual(["saveDraft", { draftId: null, revision: 0, file: FILE, baseReleaseId: "r-1", text: `${TEXT}# one` }]);
    expect(studio().open).toMatchObject({ text: `${TEXT}# two`, saved: `${TEXT}# one`, draft: { revision: 1 } });
    expect(studio().shelf.drafts).toHaveLength(1);
  });

  test("[STUDIO-9] a draft that somebody else saved is told with the name, the text stays, and can be kept as one's own", async () => {
    const { deeds, studio, asked, answer } = await studioOf();
    deeds.edit("mine");
    answer["saveDraft"] = () => ({ ok: true, value: { draft: summary() } });
    await deeds.save();
    deeds.edit("mine, more");
    answer["saveDraft"] = () => refuse("draft-changed", { by: "王敏", at: NOW, revision: 2 });
    expect(await deeds.save()).toBe(false);
    expect(studio().open).toMatchObject({ text: "mine, more", conflict: { kind: "changed", by: "王敏", revision: 2 }, isSaving: false });
    answer["saveDraft"] = () => ({ ok: true, value: { draft: summary({ id: "draft-2" }) } });
    await deeds.save("own");
    expect(asked.at(-1)?.[1]).toMatchObject({ draftId: null, text: "mine, more" });
    expect(studio().open).toMatchObject({ conflict: null, draft: { id: "draft-2" } });
    expect(studio().shelf.drafts.map(({ id }) => id)).toEqual(["draft-2", "draft-1"]);
  });

  test("[STUDIO-10] a base that moved is told with what is in force now, and saved on it when the person says so", async () => {
    const { deeds, studio, asked, answer } = await studioOf();
    deeds.edit("mine");
    answer["saveDraft"] = () => refuse("base-moved", { base: "r-1", inForce: "r-2" });
    answer["openContentFile"] = () => ({ ok: true, value: { releaseId: "r-2", file, text: "newer" } });
    expect(await deeds.save()).toBe(false);
    expect(studio().open).toMatchObject({ text: "mine", inForce: "newer", conflict: { kind: "base-moved", inForce: "r-2" } });
    expect(canSave(studio())).toBe(true);
    answer["saveDraft"] = () => ({ ok: true, value: { draft: summary({ baseReleaseId: "r-2" }) } });
    expect(await deeds.save("rebase")).toBe(true);
    expect(asked.at(-1)?.[1]).toMatchObject({ baseReleaseId: "r-2", text: "mine" });
    expect(studio().open).toMatchObject({ baseReleaseId: "r-2", conflict: null });
  });

  test("[STUDIO-10] an old draft opens with its text and says that what is in force is newer", async () => {
    const { deeds, studio } = await studioOf({
      openDraft: () => ({ ok: true, value: { draft: { ...summary({ baseReleaseId: "r-0" }), text: "old" } } }),
    });
    deeds.openDraft(summary().id);
    await settled();
    expect(studio().open).toMatchObject({ text: "old", saved: "old", inForce: TEXT, conflict: { kind: "base-moved", inForce: "r-1" } });
  });

  test("[STUDIO-11] what was open stays on screen when its draft is put aside, and the draft can be taken back", async () => {
    const { deeds, studio, answer } = await studioOf();
    deeds.edit("mine");
    answer["saveDraft"] = () => ({ ok: true, value: { draft: summary() } });
    await deeds.save();
    answer["deleteDraft"] = () => ({ ok: true, value: {} });
    await deeds.remove(summary());
    expect(studio()).toMatchObject({ open: { text: "mine", draft: null }, undo: { id: "draft-1" }, shelf: { drafts: [] } });
    expect(isUnsaved(studio())).toBe(true);
    answer["restoreDraft"] = () => ({ ok: true, value: { draft: summary() } });
    answer["openDraft"] = () => ({ ok: true, value: { draft: { ...summary(), text: "mine" } } });
    await deeds.takeBack();
    expect(studio()).toMatchObject({ undo: null, open: { text: "mine", draft: { id: "draft-1" } } });
  });

  test("[STUDIO-15] leaving with something unsaved asks first: stay, drop or save; without it nobody is asked", async () => {
    const { deeds, store, studio, answer, signOut, closeWindow } = await studioOf();
    expect(deeds.holdsWindow()).toBe(false);
    expect(deeds.leaveTo("alerts")).toBe(true);
    deeds.edit("mine");
    expect(deeds.leaveTo("alerts")).toBe(false);
    await deeds.answerLeaving("stay");
    expect(studio()).toMatchObject({ leaving: null, open: { text: "mine" } });
    deeds.openFile(FILE);
    expect(studio().leaving).toEqual({ to: "file", file: FILE });
    answer["saveDraft"] = () => refuse("no-hub");
    await deeds.answerLeaving("save");
    expect(studio()).toMatchObject({ leaving: null, open: { text: "mine" } });
    expect(deeds.leaveToSignOut()).toBe(false);
    expect(signOut).not.toHaveBeenCalled();
    await deeds.answerLeaving("drop");
    expect(signOut).toHaveBeenCalledOnce();
    deeds.edit("once more");
    expect(deeds.holdsWindow()).toBe(true);
    expect(closeWindow).not.toHaveBeenCalled();
    await deeds.answerLeaving("drop");
    expect(closeWindow).toHaveBeenCalledOnce();
    expect(deeds.holdsWindow()).toBe(false);
    deeds.edit("again");
    deeds.leaveTo("settings");
    await deeds.answerLeaving("drop");
    expect(store.getState().screen).toBe("settings");
    expect(isUnsaved(studio())).toBe(false);
  });

  test("[STUDIO-15] without a link nothing is sent and nothing lost", async () => {
    const { deeds, store, studio, asked, notify } = await studioOf();
    store.setState({ link: "offline" });
    deeds.edit("mine");
    const before = asked.length;
    expect(await deeds.save()).toBe(false);
    expect(asked).toHaveLength(before);
    expect(studio().open).toMatchObject({ text: "mine", isSaving: false });
    expect(notify).toHaveBeenCalledWith(copyOf("zh-CN").errors["no-hub"], "bad", expect.any(String));
  });
});

describe("a run", () => {
  const report = { samples: null, history: null, tookMs: 5, isShort: false };

  test("[STUDIO-13] takes what is told of it alone, and ends with the link", async () => {
    const { deeds, studio } = await studioOf();
    const tell = (run: object) => deeds.takeRun(run as StudioRun);
    const runId = () => {
      const { run } = studio();
      return run?.kind === "running" ? run.runId : "";
    };
    await deeds.run();
    tell({ status: "done", runId: "another", report });
    expect(studio().run?.kind).toBe("running");
    tell({ status: "running", runId: runId(), part: "history", done01: 0.5 });
    expect(studio().run).toMatchObject({ part: "history", done01: 0.5 });
    tell({ status: "done", runId: runId(), report });
    expect(studio().run).toEqual({ kind: "done", of: TEXT, report });
    await deeds.run();
    deeds.linkLost();
    expect(studio().run).toEqual({ kind: "failed", of: TEXT, error: { code: "no-hub" } });
    await deeds.run();
    tell({ status: "failed", runId: runId(), correlationId: "c-1" });
    expect(studio().run).toMatchObject({ error: { code: "internal", detail: { correlationId: "c-1" } } });
  });

  test("[STUDIO-12] shares say what they rest on, nothing is a share of nothing, and under an hour there is no figure an hour", () => {
    const of = (given: Partial<SampleFigures>): SampleFigures => ({ alerts: 0, right: 0, wrong: 0, found: 0, troubled: 0, ...given });
    const before = of({ alerts: 10, right: 6, wrong: 2, found: 6, troubled: 8 });
    const after = of({ alerts: 4, right: 4, wrong: 0, found: 4, troubled: 8 });
    const samples = {
      customers: 600,
      learnedFrom: 1_200,
      watchedMs: 1,
      byKind: [
        { kind: "step-loop" as const, before, after },
        { kind: "dead-click" as const, before: of({}), after: of({}) },
        { kind: "rage-click" as const, before: of({ troubled: 3 }), after: of({ troubled: 3 }) },
      ],
      total: { before, after },
    };
    expect(sampleRows(samples).map(({ kind, isChanged }) => [kind, isChanged])).toEqual([
      ["all", true],
      ["step-loop", true],
      ["rage-click", false],
    ]);
    expect(sampleRows(samples)[1]).toMatchObject({
      precision: { before: { share01: 0.75, n: 8 }, after: { share01: 1, n: 4 } },
      recall: { before: { share01: 0.75, n: 8 }, after: { share01: 0.5, n: 8 } },
    });
    expect(sampleRows(samples)[2]).toMatchObject({ precision: { before: null, after: null }, recall: { after: { share01: 0, n: 3 } } });
    const history = {
      journeys: 3,
      demo: 0,
      spanMs: 7_200_000,
      isCut: false,
      byKind: [
        { kind: "step-loop" as const, before: 4, after: 4 },
        { kind: "dead-click" as const, before: 2, after: 7 },
        { kind: "rage-click" as const, before: 0, after: 0 },
      ],
      total: { before: 6, after: 11 },
      hit: { before: 3, after: 3 },
      noLonger: { journeys: 0, finished: 0 },
      newly: { journeys: 0, finished: 0 },
    };
    expect(historyRows(history).map(({ kind }) => kind)).toEqual(["dead-click", "step-loop"]);
    expect(perHour(history)).toEqual({ before: 3, after: 5.5 });
    expect(perHour({ ...history, spanMs: 60_000 })).toBeNull();
    expect(isSame(samples, null)).toBe(false);
    expect(isSame({ ...samples, byKind: [], total: { before, after: before } }, null)).toBe(true);
    expect([changeText(-43), changeText(3), changeText(0), changeText(-0.2)]).toEqual(["−43", "+3", "0", "0"]);
  });
});

test("[STUDIO-2] [STUDIO-7] problems come in the language set: the schema's own first, the hub's for the very text it was asked about", () => {
  const copy = copyOf("en").studio;
  const open = { file, text: TEXT, faults: [], faultsOf: null };
  expect(problemsOf(open, copy)).toEqual([]);
  expect(problemsOf({ ...open, text: "version: 3\nleaseMs: 5\n" }, copy)).toMatchObject([
    { sentence: "May not be below 1000", line: 2, isSchema: true },
    { sentence: "“assistantPatienceMs” is missing", isSchema: true },
  ]);
  const faults = [{ kind: "unknown-id" as const, path: "leaseMs", message: "step x does not exist", isElsewhere: false }];
  expect(problemsOf({ ...open, faults, faultsOf: TEXT }, copy)).toMatchObject([
    { sentence: "Names an id that does not exist", detail: "step x does not exist", line: 2, isSchema: false },
  ]);
  expect(problemsOf({ ...open, faults, faultsOf: "another text" }, copy)).toEqual([]);
});

test("[STUDIO-5] managers and supervisors have 编排 on the rail", () => {
  expect((["manager", "supervisor", "agent", "expert", undefined] as const).map(mayAuthor)).toEqual([true, true, false, false, false]);
});

test("[STUDIO-16] the editor's colours are the desk's tokens, however short the style sheet writes them", () => {
  expect([sixDigits("#fff"), sixDigits("#1a1c20"), sixDigits("#AbC")]).toEqual(["#ffffff", "#1a1c20", "#AAbbCC"]);
});
