/** Asks what the contact rules say of one customer at one instant, again when either changes and when the link is back. */
import { useCallback, useEffect, useRef, useState } from "react";
import type { ReplyError } from "#shared/contract/errors.ts";
import type { ContactDecision } from "#shared/model/contact.ts";
import type { CustomerId } from "#shared/model/ids.ts";
import { useDesk, useIsOnline } from "../state/use-desk.ts";

export type Weighing = {
  /** The last answer; stays while a newer one is asked for. */
  readonly decision: ContactDecision | null;
  /** Epoch ms, hub clock. */
  readonly heldUntil: number | null;
  readonly error: ReplyError | null;
  readonly again: () => void;
};

/** @param at epoch ms, hub clock; null: now */
export function useWeighing(customerId: CustomerId, channel: "sms" | "phone", at: number | null, askedFirst: boolean): Weighing {
  const desk = useDesk();
  const isOnline = useIsOnline();
  const [answer, setAnswer] = useState<Omit<Weighing, "again">>({ decision: null, heldUntil: null, error: null });
  /** Counts questions, so that a late answer to an earlier one is dropped. */
  const asked = useRef(0);
  const ask = useCallback(async () => {
    const own = ++asked.current;
    const reply = await desk.contacts.weigh(customerId, channel, at, askedFirst);
    if (own !== asked.current) return;
    setAnswer((before) => (reply.ok ? { ...reply.value, error: null } : { ...before, error: reply.error }));
  }, [desk, customerId, channel, at, askedFirst]);
  useEffect(() => {
    if (isOnline) void ask();
  }, [isOnline, ask]);
  return { ...answer, again: () => void ask() };
}
