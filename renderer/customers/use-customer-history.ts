/** Reads what was before with an alert's customer when it is wanted, and again when the link is back; what was read stays meanwhile. */
import { useCallback, useEffect, useRef, useState } from "react";
import type { ReplyError } from "#shared/contract/errors.ts";
import type { CustomerHistory } from "#shared/model/customer-history.ts";
import type { AlertId } from "#shared/model/ids.ts";
import { useDesk, useIsOnline } from "../state/use-desk.ts";

type Read = { readonly alertId: AlertId; readonly history: CustomerHistory | null; readonly error: ReplyError | null };

export type HistoryReading = {
  readonly history: CustomerHistory | null;
  readonly error: ReplyError | null;
  readonly retry: () => void;
};

/** @param version of the alert and of what is known of the contacts: another one is another history */
export function useCustomerHistory(alertId: AlertId, version: string, isWanted: boolean): HistoryReading {
  const desk = useDesk();
  const isOnline = useIsOnline();
  const [read, setRead] = useState<Read>({ alertId, history: null, error: null });
  /** Counts readings, so that a late answer to an earlier one is dropped. */
  const reading = useRef(0);
  const ask = useCallback(async () => {
    const own = ++reading.current;
    const reply = await desk.calls()?.customerHistory({ alertId });
    if (own !== reading.current || reply === undefined) return;
    setRead((before) => ({
      alertId,
      history: reply.ok ? reply.value : before.alertId === alertId ? before.history : null,
      error: reply.ok ? null : reply.error,
    }));
  }, [desk, alertId]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another version is read anew
  useEffect(() => {
    if (isWanted && isOnline) void ask();
  }, [isWanted, isOnline, ask, version]);
  // Never another customer's, not even for a moment.
  const own = read.alertId === alertId ? read : null;
  return { history: own?.history ?? null, error: own?.error ?? null, retry: () => void ask() };
}
