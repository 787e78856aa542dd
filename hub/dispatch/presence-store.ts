/** Presence as it was last told to the desks, kept in the same commit that tells it: a restart goes on from there. */
import type { SpecialistId } from "#shared/model/ids.ts";
import type { Presence } from "#shared/model/person.ts";
import { presenceSchema } from "#shared/model/person.ts";
import type { Database } from "../store/open-store.ts";
import type { Trx } from "./desk-log.ts";

const PREFIX = "presence:";

export async function keepPresence(trx: Trx, specialistId: SpecialistId, presence: Presence): Promise<void> {
  await trx
    .insertInto("settings")
    .values({ name: `${PREFIX}${specialistId}`, value: presence })
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ value: presence }))
    .execute();
}

/** Only of `known` specialists: who has left the content since is nobody any more. */
export async function readPresence(db: Database, known: readonly SpecialistId[]): Promise<Record<SpecialistId, Presence>> {
  const rows = await db.selectFrom("settings").selectAll().where("name", "like", `${PREFIX}%`).execute();
  const kept: Record<SpecialistId, Presence> = {};
  for (const { name, value } of rows) {
    const specialistId = known.find((id) => name === `${PREFIX}${id}`);
    const presence = presenceSchema.safeParse(value);
    if (specialistId !== undefined && presence.success) kept[specialistId] = presence.data;
  }
  return kept;
}
