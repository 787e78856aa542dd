/**
 * 编排 at the hub: files of the content in force, drafts of them, checks and runs (docs/spec/STUDIO.md).
 *
 * Owns who may do what, what a conflict is, and that every change of a draft is on record and told. Rows are `draft-store.ts`, runs
 * `run-desk.ts`. Nothing here changes what is in force: publishing needs a second person and is not built.
 */
import type { Reply } from "#shared/contract/errors.ts";
import { refuse } from "#shared/contract/errors.ts";
import { changesDetection, isFlowFile } from "#shared/domain/studio/content-files.ts";
import type { DraftId, ReleaseId, StudioRunId } from "#shared/model/ids.ts";
import type { Specialist } from "#shared/model/person.ts";
import type { Draft, DraftSummary, StudioFault, StudioFile } from "#shared/model/studio.ts";
import type { Audit } from "../audit/audit.ts";
import type { DeskLink } from "../bus/live-links.ts";
import type { Content } from "../content/content.ts";
import { matcherOf } from "../content/lexicon.ts";
import type { SourceTexts } from "../content/source-texts.ts";
import type { DeskLog, Trx } from "../dispatch/desk-log.ts";
import { AUTHORS } from "../dispatch/readers.ts";
import type { DraftStore } from "./draft-store.ts";
import type { RunDesk } from "./run-desk.ts";
import { contentWithDraft, faultsOfDraft, flowInFile } from "./with-draft.ts";

type Done = Record<string, never>;

export type StudioDesk = {
  shelf(): Promise<Reply<{ releaseId: ReleaseId; files: StudioFile[]; drafts: DraftSummary[] }>>;
  openFile(file: string): Reply<{ releaseId: ReleaseId; file: StudioFile; text: string }>;
  check(file: string, text: string): Reply<{ faults: StudioFault[] }>;
  save(
    by: Specialist,
    input: { draftId: DraftId | null; revision: number; file: string; baseReleaseId: ReleaseId; text: string },
  ): Promise<Reply<{ draft: DraftSummary }>>;
  openDraft(id: DraftId): Promise<Reply<{ draft: Draft }>>;
  deleteDraft(by: Specialist, id: DraftId): Promise<Reply<Done>>;
  restoreDraft(by: Specialist, id: DraftId): Promise<Reply<{ draft: DraftSummary }>>;
  run(by: Specialist, link: DeskLink, input: { runId: StudioRunId; file: string; text: string }): Reply<Done>;
  stop(by: Specialist, runId: StudioRunId): Reply<Done>;
  deskGone(link: DeskLink): void;
};

type StudioParts = {
  readonly content: Content;
  readonly releaseId: ReleaseId;
  readonly texts: SourceTexts;
  readonly drafts: DraftStore;
  readonly runs: RunDesk;
  readonly deskLog: DeskLog;
  readonly audit: Audit;
  readonly now: () => number;
};

/** Drafts one person can keep. */
const MOST_DRAFTS = 100;
const done = { ok: true, value: {} } as const;

export function createStudioDesk({ content, releaseId, texts, drafts, runs, deskLog, audit, now }: StudioParts): StudioDesk {
  let read: readonly StudioFile[] | null = null;
  /** Read when somebody looks: parsing every flow's text takes longer than a whole start may. */
  const files = (): readonly StudioFile[] => {
    read ??= [...texts.keys()].map(
      (file): StudioFile => ({
        file,
        kind: isFlowFile(file) ? "flow" : "policy",
        title: flowInFile(content, texts, file)?.title ?? null,
        canRun: changesDetection(file),
      }),
    );
    return read;
  };
  const fileOf = (file: string) => files().find((known) => known.file === file);
  const matcher = matcherOf(content);
  const noFile = (file: string) => refuse("no-such-file", { file });

  type Deed = "draft-saved" | "draft-put-aside" | "draft-taken-back";

  /** One transaction: the draft, the record of who did it, and word of it to every author's desk. Null: nothing was written. */
  function keep<T extends DraftSummary | null>(by: Specialist, action: Deed, write: (trx: Trx) => Promise<T>): Promise<T> {
    return deskLog.commit(async (trx, tell) => {
      const draft = await write(trx);
      if (draft === null) return draft;
      const { id, file, revision, baseReleaseId } = draft;
      await audit.write(trx, { actor: by.id, action, subject: id, detail: { file, revision, baseReleaseId } });
      tell({ kind: "draft", draft, isPutAside: action === "draft-put-aside" }, AUTHORS);
      return draft;
    });
  }

  const summaryOf = ({ text: _text, isDeleted: _isDeleted, ...summary }: Draft & { isDeleted: boolean }): DraftSummary => summary;

  return {
    shelf: async () => ({ ok: true, value: { releaseId, files: [...files()], drafts: [...(await drafts.list())] } }),
    openFile(file) {
      const known = fileOf(file);
      const text = texts.get(file);
      return known === undefined || text === undefined ? noFile(file) : { ok: true, value: { releaseId, file: known, text } };
    },
    check(file, text) {
      if (!fileOf(file)) return noFile(file);
      const drafted = contentWithDraft(content, texts, file, text);
      return { ok: true, value: { faults: drafted === null ? [] : faultsOfDraft(drafted, content, file, matcher) } };
    },
    async save(by, { draftId, revision, file, baseReleaseId, text }) {
      if (!fileOf(file)) return noFile(file);
      const at = now();
      if (draftId === null) {
        if (baseReleaseId !== releaseId) return refuse("base-moved", { base: baseReleaseId, inForce: releaseId });
        const mine = (await drafts.list()).filter(({ author }) => author.id === by.id).length;
        if (mine >= MOST_DRAFTS) return refuse("too-many", { most: MOST_DRAFTS });
        const added = await keep(by, "draft-saved", (trx) => drafts.add(trx, { file, by: by.id, at, baseReleaseId, text }));
        return { ok: true, value: { draft: added } };
      }
      const known = await drafts.read(draftId);
      if (known === null || known.isDeleted || known.file !== file) return refuse("no-such-draft");
      const changed = ({ savedBy, savedAt, revision: latest }: DraftSummary) =>
        refuse("draft-changed", { by: savedBy.name, at: savedAt, revision: latest });
      if (known.revision !== revision) return changed(known);
      if (baseReleaseId !== releaseId) return refuse("base-moved", { base: baseReleaseId, inForce: releaseId });
      const saved = await keep(by, "draft-saved", (trx) => drafts.replace(trx, draftId, revision, { by: by.id, at, baseReleaseId, text }));
      if (saved !== null) return { ok: true, value: { draft: saved } };
      const latest = await drafts.read(draftId);
      return latest === null || latest.isDeleted ? refuse("no-such-draft") : changed(latest);
    },
    async openDraft(id) {
      const known = await drafts.read(id);
      if (known === null || known.isDeleted) return refuse("no-such-draft");
      return { ok: true, value: { draft: { ...summaryOf(known), text: known.text } } };
    },
    async deleteDraft(by, id) {
      const known = await drafts.read(id);
      if (known === null || known.isDeleted) return refuse("no-such-draft");
      if (known.author.id !== by.id && by.role !== "supervisor") return refuse("not-your-draft", { author: known.author.name });
      await keep(by, "draft-put-aside", async (trx) => {
        await drafts.setDeleted(trx, id, now());
        return summaryOf(known);
      });
      return done;
    },
    async restoreDraft(by, id) {
      const known = await drafts.read(id);
      if (known === null) return refuse("no-such-draft");
      if (known.isDeleted)
        await keep(by, "draft-taken-back", async (trx) => {
          await drafts.setDeleted(trx, id, null);
          return summaryOf(known);
        });
      return { ok: true, value: { draft: summaryOf(known) } };
    },
    run(by, link, { runId, file, text }) {
      const known = fileOf(file);
      if (!known) return noFile(file);
      if (!known.canRun) return refuse("nothing-to-run", { file });
      const drafted = contentWithDraft(content, texts, file, text);
      if (drafted === null || faultsOfDraft(drafted, content, file, matcher).some(({ kind }) => kind === "limits"))
        return refuse("draft-unreadable", { file });
      const sides = {
        before: { policy: content.policies.detection, flows: content.flows },
        after: { policy: drafted.policies.detection, flows: drafted.flows },
      };
      return runs.begin(by.id, link, runId, sides) ? done : refuse("too-many");
    },
    stop(by, runId) {
      runs.stop(by.id, runId);
      return done;
    },
    deskGone: runs.deskGone,
  };
}
