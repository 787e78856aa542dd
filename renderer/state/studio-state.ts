/**
 * What 编排 holds: the shelf, the one text that is open, its run. Pure; asking the hub is `renderer/link/studio-deeds.ts`, the editor itself
 * lives in `renderer/studio`.
 */
import type { ReplyError } from "#shared/contract/errors.ts";
import type { DraftId, ReleaseId, StudioRunId } from "#shared/model/ids.ts";
import type { SpecialistRole } from "#shared/model/person.ts";
import type { DraftSummary, RunReport, StudioFault, StudioFile, StudioRun } from "#shared/model/studio.ts";
import type { Screen } from "./desk-state.ts";

export type Shelf = {
  readonly status: "idle" | "loading" | "ready" | "failed";
  readonly error: ReplyError | null;
  readonly releaseId: ReleaseId | null;
  readonly files: readonly StudioFile[];
  readonly drafts: readonly DraftSummary[];
};

export type Conflict =
  /** Somebody saved the draft after it was opened here. */
  | { readonly kind: "changed"; readonly by: string; readonly at: number; readonly revision: number }
  /** The release it was written from is no longer in force. */
  | { readonly kind: "base-moved"; readonly inForce: ReleaseId }
  /** The draft was put aside meanwhile. */
  | { readonly kind: "gone" };

export type OpenText = {
  readonly file: StudioFile;
  /** The file as it is in force. */
  readonly inForce: string;
  /** The release the text was written from. */
  readonly baseReleaseId: ReleaseId;
  /** Null: a file in force that was not saved as a draft yet. */
  readonly draft: DraftSummary | null;
  /** As opened or last saved. */
  readonly saved: string;
  readonly text: string;
  /** What the whole content has against `faultsOf`. */
  readonly faults: readonly StudioFault[];
  readonly faultsOf: string | null;
  readonly conflict: Conflict | null;
  readonly isSaving: boolean;
};

export type RunState =
  | {
      readonly kind: "running";
      readonly runId: StudioRunId;
      readonly of: string;
      readonly part: "samples" | "history";
      readonly done01: number;
    }
  /** `of`: the text it was about; an edit since makes it old. */
  | { readonly kind: "done"; readonly of: string; readonly report: RunReport }
  | { readonly kind: "stopped"; readonly of: string }
  | { readonly kind: "failed"; readonly of: string; readonly error: ReplyError };

/** What waits for an answer about unsaved changes. */
export type Leaving =
  | { readonly to: "screen"; readonly screen: Screen }
  | { readonly to: "file"; readonly file: string }
  | { readonly to: "draft"; readonly draftId: DraftId }
  | { readonly to: "sign-out" }
  | { readonly to: "close-window" };

export type StudioState = {
  readonly shelf: Shelf;
  readonly opening: string | null;
  readonly openError: ReplyError | null;
  readonly open: OpenText | null;
  readonly run: RunState | null;
  readonly leaving: Leaving | null;
  /** The draft put aside last, while it can be taken back from here. */
  readonly undo: DraftSummary | null;
};

export const EMPTY_STUDIO: StudioState = {
  shelf: { status: "idle", error: null, releaseId: null, files: [], drafts: [] },
  opening: null,
  openError: null,
  open: null,
  run: null,
  leaving: null,
  undo: null,
};

/** Who has 编排 on the rail: as the hub's permit `author`. */
export function mayAuthor(role: SpecialistRole | undefined): boolean {
  return role === "manager" || role === "supervisor";
}

export function isUnsaved({ open }: StudioState): boolean {
  return open !== null && open.text !== open.saved;
}

/** Whether the text may be kept: there is something new in it, or it was never kept. */
export function canSave({ open }: StudioState): boolean {
  return open !== null && !open.isSaving && (open.text !== open.saved || (open.draft !== null && open.conflict !== null));
}

export function withText(studio: StudioState, text: string): StudioState {
  return studio.open === null || studio.open.text === text ? studio : { ...studio, open: { ...studio.open, text } };
}

/** A draft was kept: it is what the text is now, and stands first on the shelf. What was typed since stays unsaved. */
export function withSaved(studio: StudioState, draft: DraftSummary, text: string): StudioState {
  const { open, shelf } = studio;
  return {
    ...studio,
    shelf: { ...shelf, drafts: [draft, ...shelf.drafts.filter(({ id }) => id !== draft.id)] },
    open:
      open === null || open.file.file !== draft.file
        ? open
        : { ...open, draft, baseReleaseId: draft.baseReleaseId, saved: text, conflict: null, isSaving: false },
  };
}

/** Drafts with one more, less, or newer; the latest saved first. What is known in a later revision stays. */
function withListed(drafts: readonly DraftSummary[], draft: DraftSummary, isPutAside: boolean): readonly DraftSummary[] {
  const known = drafts.find(({ id }) => id === draft.id);
  if (known !== undefined && known.revision > draft.revision) return drafts;
  const others = drafts.filter(({ id }) => id !== draft.id);
  return isPutAside ? others : [draft, ...others].sort((a, b) => b.savedAt - a.savedAt || (a.id < b.id ? -1 : 1));
}

/**
 * What the log tells of a draft. Of the one that is open it is said at once that another saved it or put it aside, not only when one's own save
 * is refused; an answer that is under way says it better.
 */
export function withDraftTold(studio: StudioState, { draft, isPutAside }: { draft: DraftSummary; isPutAside: boolean }): StudioState {
  const { shelf, open } = studio;
  const next = shelf.status === "ready" ? { ...shelf, drafts: withListed(shelf.drafts, draft, isPutAside) } : shelf;
  if (open?.draft?.id !== draft.id || open.isSaving) return { ...studio, shelf: next };
  const conflict: Conflict | null = isPutAside
    ? { kind: "gone" }
    : draft.revision > open.draft.revision
      ? { kind: "changed", by: draft.savedBy.name, at: draft.savedAt, revision: draft.revision }
      : // Taken back: it is there again as it was.
        open.conflict?.kind === "gone"
        ? null
        : open.conflict;
  return { ...studio, shelf: next, open: { ...open, conflict } };
}

/** What a refused save leaves behind: the text as it is, and what stands against it. */
export function conflictOf(error: ReplyError): Conflict | null {
  const { code, detail = {} } = error;
  if (code === "draft-changed")
    return { kind: "changed", by: String(detail["by"] ?? ""), at: Number(detail["at"] ?? 0), revision: Number(detail["revision"] ?? 0) };
  if (code === "base-moved") return { kind: "base-moved", inForce: String(detail["inForce"] ?? "") as ReleaseId };
  return code === "no-such-draft" ? { kind: "gone" } : null;
}

/** Takes what the hub tells of a run; of another run than the one that is waited for nothing is taken. */
export function withRun(studio: StudioState, told: StudioRun): StudioState {
  const { run } = studio;
  if (run?.kind !== "running" || run.runId !== told.runId) return studio;
  switch (told.status) {
    case "running":
      return { ...studio, run: { ...run, part: told.part, done01: told.done01 } };
    case "done":
      return { ...studio, run: { kind: "done", of: run.of, report: told.report } };
    case "stopped":
      return { ...studio, run: { kind: "stopped", of: run.of } };
    case "failed":
      return { ...studio, run: { kind: "failed", of: run.of, error: { code: "internal", detail: { correlationId: told.correlationId } } } };
  }
}
