/** Which window of a person sits in a help session. Several may be open; the one that joined last has the seat, the others are told. */
import type { HelpSessionId, SpecialistId } from "#shared/model/ids.ts";

export type SessionSeats = {
  take(id: HelpSessionId, specialistId: SpecialistId, linkId: string): void;
  /** The link that holds this person's seat; undefined before they joined. */
  holder(id: HelpSessionId, specialistId: SpecialistId): string | undefined;
  free(id: HelpSessionId, specialistId: SpecialistId): void;
  /** The help session is over. */
  end(id: HelpSessionId): void;
  readonly size: number;
};

export function createSessionSeats(): SessionSeats {
  const seats = new Map<HelpSessionId, Map<SpecialistId, string>>();
  return {
    take(id, specialistId, linkId) {
      const ofSession = seats.get(id) ?? new Map<SpecialistId, string>();
      seats.set(id, ofSession);
      ofSession.set(specialistId, linkId);
    },
    holder: (id, specialistId) => seats.get(id)?.get(specialistId),
    free(id, specialistId) {
      const ofSession = seats.get(id);
      ofSession?.delete(specialistId);
      if (ofSession?.size === 0) seats.delete(id);
    },
    end: (id) => void seats.delete(id),
    get size() {
      return seats.size;
    },
  };
}
