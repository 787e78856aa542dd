/** Breakpoints as others are told of them: the facts that show them by their own ids, read back from the log (`hub/engine/fact-place.ts`). */
import type { Found } from "#shared/domain/breakpoint/run-watch.ts";
import type { KeyedBreakpoint } from "#shared/domain/breakpoint/watch-state.ts";
import type { FactId } from "#shared/model/ids.ts";
import { positionOf } from "../engine/fact-place.ts";
import type { FactLog } from "../store/fact-log.ts";

export function namedEvidence({ raised, updated, recovered, passed }: Found, factLog: Pick<FactLog, "readAt">): Found {
  const nameOf = (id: FactId) => (positionOf(id) < 0 ? id : factLog.readAt(positionOf(id)).id);
  const named = <Entry extends KeyedBreakpoint>(entry: Entry): Entry => ({
    ...entry,
    breakpoint: { ...entry.breakpoint, evidence: entry.breakpoint.evidence.map(nameOf) },
  });
  return { raised: raised.map(named), updated: updated.map(named), recovered: recovered.map(named), passed: passed.map(named) };
}
