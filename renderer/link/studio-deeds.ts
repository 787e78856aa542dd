/**
 * Deeds of 编排: read the shelf, open, check, keep, put aside, run. Nothing typed is lost by a refusal or a lost link: the text stays open.
 *
 * What a conflict or an answer does to the state is `state/studio-state.ts`.
 */
import type { Reply } from "#shared/contract/errors.ts";
import { refuse } from "#shared/contract/errors.ts";
import type { DeskPush } from "#shared/model/desk-log.ts";
import type { DraftId, StudioRunId } from "#shared/model/ids.ts";
import type { DraftSummary, StudioRun } from "#shared/model/studio.ts";
import { copyOf } from "../copy/copy.ts";
import type { Screen } from "../state/desk-state.ts";
import type { Leaving, OpenText, StudioState } from "../state/studio-state.ts";
import { conflictOf, EMPTY_STUDIO, isUnsaved, withDraftTold, withRun, withSaved, withText } from "../state/studio-state.ts";
import type { DeskContext, DeskLink } from "./desk.ts";

type Calls = DeskLink["calls"];

export type StudioDeeds = ReturnType<typeof createStudioDeeds>;

export function createStudioDeeds(
  { store, link, notify }: DeskContext,
  hooks: { readonly signOut: () => void; readonly closeWindow: () => void },
) {
  const get = () => store.getState().studio;
  const set = (patch: Partial<StudioState>) => store.setState({ studio: { ...get(), ...patch } });
  const patchOpen = (patch: Partial<OpenText>) => {
    const { open } = get();
    if (open !== null) set({ open: { ...open, ...patch } });
  };
  const copy = () => copyOf(store.getState().settings.language);
  const call = <T>(run: (calls: Calls) => Promise<Reply<T>>): Promise<Reply<T>> => {
    const calls = link()?.calls;
    return calls === undefined || store.getState().link === "offline" ? Promise.resolve(refuse("no-hub")) : run(calls);
  };
  const report = (reply: Reply<unknown>) => {
    if (!reply.ok) notify(copy().errors[reply.error.code], "bad", JSON.stringify(reply.error));
  };
  let isReadingShelf = false;
  /** A draft was told of while the shelf was being read: the answer may not hold it yet. */
  let toldMeanwhile = false;
  /** Counts openings, so that a late answer to an earlier one is dropped. */
  let opening = 0;

  async function readShelf(): Promise<void> {
    const { shelf } = get();
    isReadingShelf = true;
    toldMeanwhile = false;
    set({ shelf: { ...shelf, status: shelf.status === "ready" ? "ready" : "loading", error: null } });
    const reply = await call((calls) => calls.studioShelf({}));
    isReadingShelf = false;
    if (reply.ok) set({ shelf: { status: "ready", error: null, ...reply.value } });
    else set({ shelf: { ...get().shelf, status: get().shelf.status === "ready" ? "ready" : "failed", error: reply.error } });
    if (reply.ok && toldMeanwhile) void readShelf();
  }

  async function open(what: string, read: () => Promise<Reply<OpenText>>): Promise<void> {
    const own = ++opening;
    set({ opening: what, openError: null });
    const reply = await read();
    if (own !== opening) return;
    set(reply.ok ? { opening: null, open: reply.value, run: null } : { opening: null, openError: reply.error });
    if (reply.ok) await check();
  }

  const freshOpen = { faults: [], faultsOf: null, conflict: null, isSaving: false } as const;

  const openFileNow = (file: string) =>
    open(file, async () => {
      const reply = await call((calls) => calls.openContentFile({ file }));
      if (!reply.ok) return reply;
      const { releaseId, text } = reply.value;
      return {
        ok: true,
        value: { ...freshOpen, file: reply.value.file, inForce: text, baseReleaseId: releaseId, draft: null, saved: text, text },
      };
    });

  const openDraftNow = (draftId: DraftId) =>
    open(draftId, async () => {
      const drafted = await call((calls) => calls.openDraft({ draftId }));
      if (!drafted.ok) return drafted;
      const { text, ...draft } = drafted.value.draft;
      const inForce = await call((calls) => calls.openContentFile({ file: draft.file }));
      if (!inForce.ok) return inForce;
      const { releaseId, file } = inForce.value;
      const conflict = draft.baseReleaseId === releaseId ? null : ({ kind: "base-moved", inForce: releaseId } as const);
      return {
        ok: true,
        value: {
          ...freshOpen,
          file,
          inForce: inForce.value.text,
          baseReleaseId: draft.baseReleaseId,
          draft,
          saved: text,
          text,
          conflict,
        },
      };
    });

  async function check(): Promise<void> {
    const of = get().open;
    if (of === null || of.faultsOf === of.text) return;
    const { text, file } = of;
    const reply = await call((calls) => calls.checkDraft({ file: file.file, text }));
    const now = get().open;
    if (reply.ok && now !== null && now.file.file === file.file && now.text === text)
      patchOpen({ faults: reply.value.faults, faultsOf: text });
  }

  /** @param as `own`: a new draft beside the one that somebody else changed; `rebase`: as written from what is in force now */
  async function save(as: "same" | "own" | "rebase" = "same"): Promise<boolean> {
    const of = get().open;
    if (of === null || of.isSaving) return false;
    const { text, file, draft, conflict } = of;
    const inForce = get().shelf.releaseId;
    const baseReleaseId =
      as === "same" ? of.baseReleaseId : conflict?.kind === "base-moved" ? conflict.inForce : (inForce ?? of.baseReleaseId);
    const draftId = as === "own" ? null : (draft?.id ?? null);
    patchOpen({ isSaving: true });
    const reply = await call((calls) =>
      calls.saveDraft({ draftId, revision: draftId === null ? 0 : (draft?.revision ?? 0), file: file.file, baseReleaseId, text }),
    );
    if (reply.ok) {
      store.setState({ studio: withSaved(get(), reply.value.draft, text) });
      notify(copy().studio.saved, "ok");
      return true;
    }
    const found = conflictOf(reply.error);
    patchOpen({ isSaving: false, ...(found === null ? {} : { conflict: found }) });
    if (found === null) report(reply);
    if (found?.kind === "base-moved") {
      // What it is compared with is what is in force now.
      const fresh = await call((calls) => calls.openContentFile({ file: file.file }));
      if (fresh.ok && get().open?.file.file === file.file) patchOpen({ inForce: fresh.value.text });
    }
    return false;
  }

  async function remove(draft: DraftSummary): Promise<void> {
    const reply = await call((calls) => calls.deleteDraft({ draftId: draft.id }));
    if (!reply.ok) return report(reply);
    const { shelf, open: current } = get();
    set({ shelf: { ...shelf, drafts: shelf.drafts.filter(({ id }) => id !== draft.id) }, undo: draft });
    // What was open stays on screen, as changes that are in no draft.
    if (current?.draft?.id === draft.id) patchOpen({ draft: null, saved: current.inForce, conflict: null });
  }

  async function takeBack(): Promise<void> {
    const { undo } = get();
    if (undo === null) return;
    const reply = await call((calls) => calls.restoreDraft({ draftId: undo.id }));
    if (!reply.ok) return report(reply);
    const { draft } = reply.value;
    const { shelf, open: current } = get();
    set({ undo: null, shelf: { ...shelf, drafts: [draft, ...shelf.drafts.filter(({ id }) => id !== draft.id)] } });
    if (current !== null && current.draft === null && current.file.file === draft.file) await openDraftNow(draft.id);
  }

  async function run(): Promise<void> {
    const of = get().open;
    if (of === null || get().run?.kind === "running") return;
    const runId = `run-${crypto.randomUUID()}` as StudioRunId;
    set({ run: { kind: "running", runId, of: of.text, part: "samples", done01: 0 } });
    const reply = await call((calls) => calls.runDraft({ runId, file: of.file.file, text: of.text }));
    const now = get().run;
    if (!reply.ok && now?.kind === "running" && now.runId === runId) set({ run: { kind: "failed", of: of.text, error: reply.error } });
  }

  async function stop(): Promise<void> {
    const { run: current } = get();
    if (current?.kind !== "running") return;
    const { runId } = current;
    const reply = await call((calls) => calls.stopRun({ runId }));
    if (!reply.ok) report(reply);
  }

  function go(leaving: Leaving): void {
    set({ leaving: null });
    switch (leaving.to) {
      case "screen":
        store.setState({ screen: leaving.screen, overlay: null });
        return;
      case "file":
        void openFileNow(leaving.file);
        return;
      case "draft":
        void openDraftNow(leaving.draftId);
        return;
      case "sign-out":
        hooks.signOut();
        return;
      case "close-window":
        hooks.closeWindow();
    }
  }

  /** Goes at once when nothing is unsaved; else asks first. */
  function leave(leaving: Leaving): void {
    if (isUnsaved(get())) set({ leaving });
    else go(leaving);
  }

  return {
    readShelf,
    edit: (text: string) => store.setState({ studio: withText(get(), text) }),
    check,
    save,
    remove,
    takeBack,
    forgetUndo: () => set({ undo: null }),
    run,
    stop,
    openFile: (file: string) => leave({ to: "file", file }),
    openDraft: (draftId: DraftId) => leave({ to: "draft", draftId }),
    /** Reads the draft anew and gives up what was typed: what the person chose at a conflict. */
    reload(): void {
      const { open: current } = get();
      if (current === null) return;
      if (current.draft === null) void openFileNow(current.file.file);
      else void openDraftNow(current.draft.id);
    },
    /** False when the person is asked first. */
    leaveTo(screen: Screen): boolean {
      if (store.getState().screen !== "studio" || screen === "studio" || !isUnsaved(get())) return true;
      set({ leaving: { to: "screen", screen } });
      return false;
    },
    leaveToSignOut(): boolean {
      if (!isUnsaved(get())) return true;
      store.setState({ screen: "studio", overlay: null });
      set({ leaving: { to: "sign-out" } });
      return false;
    },
    /** The window is being closed. True when it must stay because the person is asked first. */
    holdsWindow(): boolean {
      if (!isUnsaved(get())) return false;
      store.setState({ screen: "studio", overlay: null });
      set({ leaving: { to: "close-window" } });
      return true;
    },
    async answerLeaving(answer: "save" | "drop" | "stay"): Promise<void> {
      const { leaving, open: current } = get();
      if (leaving === null) return;
      if (answer === "stay") return set({ leaving: null });
      if (answer === "save" && !(await save())) return set({ leaving: null });
      if (answer === "drop" && current !== null) patchOpen({ text: current.saved });
      go(leaving);
    },
    /** What the log tells: the shelf of every author's desk is the same without reading it again. */
    takePush({ entries }: DeskPush): void {
      for (const { change } of entries) {
        if (change.kind !== "draft") continue;
        toldMeanwhile ||= isReadingShelf;
        store.setState({ studio: withDraftTold(get(), change) });
      }
    },
    /** The log began anew with a snapshot, which holds no drafts. */
    logBeganAnew(): void {
      if (get().shelf.status === "ready") void readShelf();
    },
    takeRun: (told: StudioRun) => store.setState({ studio: withRun(get(), told) }),
    /** The link is back, or gone: a run of the old link tells nothing any more. */
    linkLost(): void {
      const { run: current } = get();
      if (current?.kind === "running") set({ run: { kind: "failed", of: current.of, error: { code: "no-hub" } } });
      if (get().open?.isSaving === true) patchOpen({ isSaving: false });
    },
    reset: () => store.setState({ studio: EMPTY_STUDIO }),
  };
}
