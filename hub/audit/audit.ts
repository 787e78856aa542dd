/**
 * The audit record: append-only, hash-chained, its own table. Not the log: it says who did what to whom, and anybody can recompute the chain.
 *
 * hash = SHA-256(previous hash + "\n" + canonical JSON of [seq, at, actor, action, subject, detail]); the first previous hash is 64 zeros.
 */
import { createHash } from "node:crypto";
import type { AuditEntry } from "#shared/model/views.ts";
import type { Trx } from "../dispatch/desk-log.ts";
import type { Database } from "../store/open-store.ts";

export type AuditFact = {
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly detail?: AuditEntry["detail"];
};

const FIRST_HASH = "0".repeat(64);

export type Audit = {
  /** Appends inside the caller's transaction, so a deed without its record cannot be kept. */
  write(trx: Trx, fact: AuditFact): Promise<void>;
  of(subject: string): Promise<AuditEntry[]>;
  /** Seq of the first entry whose hash does not follow, null when the chain is whole. */
  firstBreak(): Promise<number | null>;
};

function hashOf(previous: string, seq: number, at: number, fact: Omit<AuditFact, "detail">, detail: string): string {
  return createHash("sha256")
    .update(`${previous}\n${JSON.stringify([seq, at, fact.actor, fact.action, fact.subject, detail])}`)
    .digest("hex");
}

export function createAudit(db: Database, now: () => number): Audit {
  return {
    async write(trx, fact) {
      const last = await trx.selectFrom("audit").select(["seq", "hash"]).orderBy("seq", "desc").limit(1).executeTakeFirst();
      const seq = Number(last?.seq ?? 0) + 1;
      const previous = last?.hash ?? FIRST_HASH;
      const at = now();
      const detail = JSON.stringify(fact.detail ?? {});
      await trx
        .insertInto("audit")
        .values({
          seq,
          at,
          actor: fact.actor,
          action: fact.action,
          subject: fact.subject,
          detail,
          previous_hash: previous,
          hash: hashOf(previous, seq, at, fact, detail),
        })
        .execute();
    },
    async of(subject) {
      const rows = await db.selectFrom("audit").selectAll().where("subject", "=", subject).orderBy("seq").execute();
      return rows.map((row) => ({
        seq: Number(row.seq),
        at: Number(row.at),
        actor: row.actor,
        action: row.action,
        subject: row.subject,
        detail: JSON.parse(row.detail) as AuditEntry["detail"],
        hash: row.hash,
      }));
    },
    async firstBreak() {
      let previous = FIRST_HASH;
      let expected = 1;
      const rows = await db.selectFrom("audit").selectAll().orderBy("seq").execute();
      for (const row of rows) {
        const seq = Number(row.seq);
        if (seq !== expected || row.previous_hash !== previous || row.hash !== hashOf(previous, seq, Number(row.at), row, row.detail))
          return seq;
        previous = row.hash;
        expected += 1;
      }
      return null;
    },
  };
}
