/** Drafts of content files as rows: kept, listed, put aside and taken back. Who may do what is `studio-desk.ts`. */
import { randomUUID } from "node:crypto";
import type { DraftId, ReleaseId, SpecialistId } from "#shared/model/ids.ts";
import { draftIdSchema, releaseIdSchema, specialistIdSchema } from "#shared/model/ids.ts";
import type { Draft, DraftSummary } from "#shared/model/studio.ts";
import type { Trx } from "../dispatch/desk-log.ts";
import type { Database } from "../store/open-store.ts";
import type { Tables } from "../store/tables.ts";

type Row = Tables["content_drafts"];
export type StoredDraft = Draft & { readonly isDeleted: boolean };

export type DraftStore = {
  /** Newest first, without those put aside. */
  list(): Promise<readonly DraftSummary[]>;
  read(id: DraftId): Promise<StoredDraft | null>;
  add(trx: Trx, draft: { file: string; by: SpecialistId; at: number; baseReleaseId: ReleaseId; text: string }): Promise<DraftSummary>;
  /** Null when it no longer is at `revision`: nothing was written. */
  replace(
    trx: Trx,
    id: DraftId,
    revision: number,
    draft: { by: SpecialistId; at: number; baseReleaseId: ReleaseId; text: string },
  ): Promise<DraftSummary | null>;
  /** `at` null takes it back. */
  setDeleted(trx: Trx, id: DraftId, at: number | null): Promise<void>;
};

const MOST_LISTED = 500;

/** @param nameOf of a specialist, also of one who is no longer in the content */
export function openDraftStore(db: Database, nameOf: (id: SpecialistId) => string): DraftStore {
  const person = (id: string) => {
    const known = specialistIdSchema.parse(id);
    return { id: known, name: nameOf(known) };
  };
  const summaryOf = (row: Omit<Row, "body">): DraftSummary => ({
    id: draftIdSchema.parse(row.id),
    file: row.file,
    author: person(row.author_id),
    createdAt: Number(row.created_at),
    savedAt: Number(row.saved_at),
    savedBy: person(row.saved_by),
    revision: row.revision,
    baseReleaseId: releaseIdSchema.parse(row.base_release),
  });
  const one = (id: DraftId, reader: Database | Trx = db) =>
    reader.selectFrom("content_drafts").selectAll().where("id", "=", id).executeTakeFirst();

  return {
    async list() {
      const rows = await db
        .selectFrom("content_drafts")
        .select(["id", "file", "author_id", "created_at", "saved_at", "saved_by", "revision", "base_release", "deleted_at"])
        .where("deleted_at", "is", null)
        .orderBy("saved_at", "desc")
        .orderBy("id")
        .limit(MOST_LISTED)
        .execute();
      return rows.map(summaryOf);
    },
    async read(id) {
      const row = await one(id);
      return row === undefined ? null : { ...summaryOf(row), text: row.body, isDeleted: row.deleted_at !== null };
    },
    async add(trx, { file, by, at, baseReleaseId, text }) {
      const row: Row = {
        id: `draft-${randomUUID()}`,
        file,
        author_id: by,
        created_at: at,
        saved_at: at,
        saved_by: by,
        revision: 1,
        base_release: baseReleaseId,
        body: text,
        deleted_at: null,
      };
      await trx.insertInto("content_drafts").values(row).execute();
      return summaryOf(row);
    },
    async replace(trx, id, revision, { by, at, baseReleaseId, text }) {
      const { numUpdatedRows } = await trx
        .updateTable("content_drafts")
        .set({ saved_at: at, saved_by: by, revision: revision + 1, base_release: baseReleaseId, body: text })
        .where("id", "=", id)
        .where("revision", "=", revision)
        .where("deleted_at", "is", null)
        .executeTakeFirst();
      if (Number(numUpdatedRows) === 0) return null;
      const row = await one(id, trx);
      return row === undefined ? null : summaryOf(row);
    },
    async setDeleted(trx, id, at) {
      await trx.updateTable("content_drafts").set({ deleted_at: at }).where("id", "=", id).execute();
    },
  };
}
