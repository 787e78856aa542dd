/**
 * 编排 at the hub: files of the content in force, drafts of them, checks and runs (docs/spec/STUDIO.md).
 *
 * Owns who may do what and what a conflict is. Rows are `draft-store.ts`, runs `run-desk.ts`. Nothing here changes what is in force:
 * publishing needs a second person and is not built.
 */
import type { Reply } from "#shared/contract/errors.ts";
import { refuse } from "#shared/contract/errors.ts";
import { createLexiconMatcher, type LexiconMatcher } from "#shared/domain/compliance/lexicon-matcher.ts";
import { changesDetection, isFlowFile } from "#shared/domain/studio/content-files.ts";
import type { DraftId, ReleaseId, StudioRunId } from "#shared/model/ids.ts";
import type { Specialist } from "#shared/model/person.ts";
import type { Draft, DraftSummary, StudioFault, StudioFile } from "#shared/model/studio.ts";
import type { DeskLink } from "../bus/live-links.ts";
import type { Content } from "../content/content.ts";
import { toSimplifiedCharacter } from "../content/simplified.ts";
import type { SourceTexts } from "../content/source-texts.ts";
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
  restoreDraft(id: DraftId): Promise<Reply<{ draft: DraftSummary }>>;
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
  readonly now: () => number;
};

/** Drafts one person can keep. */
const MOST_DRAFTS = 100;
const done = { ok: true, value: {} } as const;

export function createStudioDesk({ content, releaseId, texts, drafts, runs, now }: StudioParts): StudioDesk {
  const files = [...texts.keys()].map(
    (file): StudioFile => ({
      file,
      kind: isFlowFile(file) ? "flow" : "policy",
      title: flowInFile(content, texts, file)?.title ?? null,
      canRun: changesDetection(file),
    }),
  );
  const fileOf = (file: string) => files.find((known) => known.file === file);
  let built: LexiconMatcher | null = null;
  const matcher = () => {
    built ??= createLexiconMatcher(content.lexicon, toSimplifiedCharacter);
    return built;
  };
  const noFile = (file: string) => refuse("no-such-file", { file });

  const summaryOf = ({ text: _text, isDeleted: _isDeleted, ...summary }: Draft & { isDeleted: boolean }): DraftSummary => summary;

  return {
    shelf: async () => ({ ok: true, value: { releaseId, files, drafts: [...(await drafts.list())] } }),
    openFile(file) {
      const known = fileOf(file);
      const text = texts.get(file);
      return known === undefined || text === undefined ? noFile(file) : { ok: true, value: { releaseId, file: known, text } };
    },
    check(file, text) {
      if (!fileOf(file)) return noFile(file);
      const drafted = contentWithDraft(content, texts, file, text);
      return { ok: true, value: { faults: drafted === null ? [] : faultsOfDraft(drafted, content, file, matcher()) } };
    },
    async save(by, { draftId, revision, file, baseReleaseId, text }) {
      if (!fileOf(file)) return noFile(file);
      const at = now();
      if (draftId === null) {
        if (baseReleaseId !== releaseId) return refuse("base-moved", { base: baseReleaseId, inForce: releaseId });
        const mine = (await drafts.list()).filter(({ author }) => author.id === by.id).length;
        if (mine >= MOST_DRAFTS) return refuse("too-many", { most: MOST_DRAFTS });
        return { ok: true, value: { draft: await drafts.add({ file, by: by.id, at, baseReleaseId, text }) } };
      }
      const known = await drafts.read(draftId);
      if (known === null || known.isDeleted || known.file !== file) return refuse("no-such-draft");
      const changed = ({ savedBy, savedAt, revision: latest }: DraftSummary) =>
        refuse("draft-changed", { by: savedBy.name, at: savedAt, revision: latest });
      if (known.revision !== revision) return changed(known);
      if (baseReleaseId !== releaseId) return refuse("base-moved", { base: baseReleaseId, inForce: releaseId });
      const saved = await drafts.replace(draftId, revision, { by: by.id, at, baseReleaseId, text });
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
      await drafts.setDeleted(id, now());
      return done;
    },
    async restoreDraft(id) {
      const known = await drafts.read(id);
      if (known === null) return refuse("no-such-draft");
      if (known.isDeleted) await drafts.setDeleted(id, null);
      return { ok: true, value: { draft: summaryOf(known) } };
    },
    run(by, link, { runId, file, text }) {
      const known = fileOf(file);
      if (!known) return noFile(file);
      if (!known.canRun) return refuse("nothing-to-run", { file });
      const drafted = contentWithDraft(content, texts, file, text);
      if (drafted === null || faultsOfDraft(drafted, content, file, matcher()).some(({ kind }) => kind === "limits"))
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
