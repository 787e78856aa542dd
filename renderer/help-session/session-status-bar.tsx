/** Status bar of a session: what was stopped, and the network as measured. */
import { interceptionCount } from "../state/help-session-view.ts";
import { useCopy, useDeskState } from "../state/use-desk.ts";
import { useHelpSession, useLive } from "../state/use-help-session.ts";
import { Kbd } from "../ui/controls.tsx";

/** Limits of the three grades: round trip in milliseconds, lost share. */
const GOOD = { rttMs: 150, lost01: 0.02 };
const FAIR = { rttMs: 350, lost01: 0.08 };

export function SessionStatusBar() {
  const { helpSession: copy, shell } = useCopy();
  const { session } = useHelpSession();
  const stopped = useDeskState((state) => interceptionCount(state.log, session.id));
  const network = useLive((view) => view.network);
  const grade =
    network === null
      ? null
      : network.rttMs <= GOOD.rttMs && network.lost01 <= GOOD.lost01
        ? "good"
        : network.rttMs <= FAIR.rttMs && network.lost01 <= FAIR.lost01
          ? "fair"
          : "poor";
  return (
    <footer className="status-bar">
      <span>
        <Kbd>P</Kbd>
        {shell.keys.pointer}
      </span>
      <span>
        <Kbd>1</Kbd>–<Kbd>9</Kbd>
        {shell.keys.guide}
      </span>
      <span>
        <Kbd>M</Kbd>
        {shell.keys.mute}
      </span>
      <span>
        <Kbd>?</Kbd>
        {shell.keys.all}
      </span>
      <span className="grow" />
      {stopped > 0 ? (
        <span className="text-bad" data-testid="interception-count">
          {copy.chat.interceptions(stopped)}
        </span>
      ) : null}
      <span data-testid="network">
        {network === null || grade === null ? (
          copy.network.none
        ) : (
          <>
            <Bars grade={grade} />
            {copy.network[grade]} · {copy.network.figures(network.rttMs, (network.lost01 * 100).toFixed(1))}
          </>
        )}
      </span>
    </footer>
  );
}

function Bars({ grade }: { readonly grade: "good" | "fair" | "poor" }) {
  const lit = { good: 4, fair: 2, poor: 1 }[grade];
  const tone = { good: "var(--ok-mark)", fair: "var(--warn-mark)", poor: "var(--bad-mark)" }[grade];
  return (
    <svg width="16" height="12" viewBox="0 0 16 12" aria-hidden="true">
      {[0, 1, 2, 3].map((bar) => (
        <rect
          key={bar}
          x={bar * 4.3}
          y={8 - bar * 2.6}
          width="3"
          height={4 + bar * 2.6}
          rx=".5"
          fill={bar < lit ? tone : "var(--line-2)"}
        />
      ))}
    </svg>
  );
}
