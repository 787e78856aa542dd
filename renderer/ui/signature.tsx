/** The product's own signs: a bar that breaks at the stuck step, the ring of the lease, the masked state of a field. */
import type { FieldState } from "#shared/model/fact.ts";

/** @param at index of the stuck step, from 0 */
export function BreakBar({ count, at, isUrgent }: { readonly count: number; readonly at: number; readonly isUrgent: boolean }) {
  return (
    <span className="break-bar" aria-hidden="true">
      {Array.from({ length: count }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the segments are the steps in their order
        <i key={index} className={index < at ? "done" : index === at ? (isUrgent ? "stuck bad" : "stuck") : ""} />
      ))}
    </span>
  );
}

const RING_LENGTH = 34.6;

/** How much of the lease is used up, 0–1. */
export function CountRing({ used01 }: { readonly used01: number }) {
  const length = Math.min(1, Math.max(0, used01)) * RING_LENGTH;
  return (
    <svg className="count-ring" width="14" height="14" viewBox="0 0 14 14" aria-hidden="true" focusable="false" data-testid="lease-ring">
      <circle cx="7" cy="7" r="5.5" fill="none" stroke="var(--accent-line)" strokeWidth="2" />
      <circle
        cx="7"
        cy="7"
        r="5.5"
        fill="none"
        stroke="var(--accent)"
        strokeWidth="2"
        strokeDasharray={`${length} ${RING_LENGTH}`}
        transform="rotate(-90 7 7)"
      />
    </svg>
  );
}

export const FIELD_CLASS: Readonly<Record<FieldState, string>> = {
  filled: "mask-filled",
  empty: "mask-empty",
  "format-error": "mask-error",
};

/** A field and its state. The width of the state depends on the word alone, never on the value. */
export function MaskChip({ label, state, word }: { readonly label: string; readonly state: FieldState; readonly word: string }) {
  return (
    <span className={`mask ${FIELD_CLASS[state]}`} data-testid="field-chip" data-state={state}>
      <span className="mask-name">{label}</span>
      <span className="mask-state">{word}</span>
    </span>
  );
}
