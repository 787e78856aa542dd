/**
 * Help sessions as rows: read, insert, and one transition at a time with compare-and-set by revision and its entry in the desk log.
 *
 * Transitions are `shared/domain/help-session`; what follows from one is `session-book.ts`.
 */

import type { Reply } from "#shared/contract/errors.ts";
import { refuse } from "#shared/contract/errors.ts";
import type { HelpSessionRefusal } from "#shared/domain/help-session/transitions.ts";
import type { Result } from "#shared/lib/result.ts";
import type { HelpSession } from "#shared/model/help-session.ts";
import { helpSessionSchema } from "#shared/model/help-session.ts";
import type { HelpSessionId } from "#shared/model/ids.ts";
import type { DeskLog, Trx } from "../dispatch/desk-log.ts";
import { readersOfHelpSession } from "../dispatch/readers.ts";
import type { Database } from "../store/open-store.ts";

type Reader = Database | Trx;
export type Transition = (session: HelpSession) => Result<HelpSession, HelpSessionRefusal>;
export type Also = (trx: Trx, before: HelpSession, after: HelpSession) => Promise<void>;
/** The same object twice when nothing changed. */
export type Changed = { readonly before: HelpSession; readonly after: HelpSession };

const fromRow = (row: { body: string }): HelpSession => helpSessionSchema.parse(JSON.parse(row.body));

export type SessionStore = {
  read(id: HelpSessionId, reader?: Reader): Promise<HelpSession | null>;
  readUnfinished(): Promise<HelpSession[]>;
  insert(trx: Trx, session: HelpSession): Promise<void>;
  /** `also` runs in the same transaction, only when something changed. */
  change(id: HelpSessionId, transition: Transition, also?: Also): Promise<Reply<Changed>>;
};

export function createSessionStore(db: Database, deskLog: DeskLog): SessionStore {
  const read = async (id: HelpSessionId, reader: Reader = db): Promise<HelpSession | null> => {
    const row = await reader.selectFrom("help_sessions").select("body").where("id", "=", id).executeTakeFirst();
    return row ? fromRow(row) : null;
  };
  return {
    read,
    async readUnfinished() {
      const rows = await db.selectFrom("help_sessions").select("body").where("status", "!=", "ended").orderBy("started_at").execute();
      return rows.map(fromRow);
    },
    async insert(trx, session) {
      await trx
        .insertInto("help_sessions")
        .values({
          id: session.id,
          alert_id: session.alertId,
          journey_id: session.journeyId,
          customer_id: session.customerId ?? null,
          status: session.state.status,
          started_at: session.startedAt,
          revision: session.revision,
          body: JSON.stringify(session),
        })
        .execute();
    },
    change: (id, transition, also) =>
      deskLog.commit(async (trx, write): Promise<Reply<Changed>> => {
        const before = await read(id, trx);
        if (!before) return refuse("no-such-help-session");
        const changed = transition(before);
        if (!changed.ok) return refuse(changed.error.kind);
        if (changed.value === before) return { ok: true, value: { before, after: before } };
        const after = helpSessionSchema.parse({ ...changed.value, revision: before.revision + 1 });
        const result = await trx
          .updateTable("help_sessions")
          .set({ status: after.state.status, journey_id: after.journeyId, revision: after.revision, body: JSON.stringify(after) })
          .where("id", "=", id)
          .where("revision", "=", before.revision)
          .executeTakeFirst();
        if (Number(result.numUpdatedRows) !== 1) return refuse("stale-revision");
        await also?.(trx, before, after);
        write({ kind: "help-session", helpSession: after }, readersOfHelpSession(after));
        return { ok: true, value: { before, after } };
      }),
  };
}
