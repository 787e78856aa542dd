/** The customer's page: toolbar, the mirror in its frame, what it says when there is none, and the fields beside it. */
import type { PointerEvent } from "react";
import { useEffect, useMemo, useRef, useState } from "react";
import type { MirrorView } from "../link/live-view.ts";
import { customerPlace, isGiven, whyOff } from "../state/help-session-view.ts";
import { useHubNow } from "../state/hub-time.ts";
import { useCopy, useDeskState } from "../state/use-desk.ts";
import { useHelpSession, useLive } from "../state/use-help-session.ts";
import { Dot, Kbd } from "../ui/controls.tsx";
import type { IconName } from "../ui/icons.tsx";
import { Icon } from "../ui/icons.tsx";
import { FieldIndex } from "./field-index.tsx";
import type { Tool } from "./stage.tsx";

export function MirrorStage(props: { readonly tool: Tool; readonly onTool: (tool: Tool) => void; readonly onAskExpert: () => void }) {
  const { tool, onTool, onAskExpert } = props;
  const { helpSession: copy } = useCopy();
  const now = useHubNow();
  const { session, live } = useHelpSession();
  const place = customerPlace(session, now);
  const told = useLive((view) => view.mirror);
  const mirror = useMemo(() => withPlace(told, place), [told, place]);
  const canPoint = isGiven(session, "point", now);
  const canView = isGiven(session, "view", now);
  return (
    <div className="stage">
      <div className="stage-tools" role="toolbar" aria-label={copy.mirror.label}>
        <ToolButton
          icon="pointer"
          label={copy.tools.pointer}
          stroke="P"
          isOn={tool === "pointer"}
          isOff={!canPoint}
          onPress={() => onTool("pointer")}
        />
        <ToolButton
          icon="target"
          label={copy.tools.guide}
          stroke="G"
          isOn={tool === "guide"}
          isOff={!canPoint}
          onPress={() => onTool("guide")}
        />
        {canPoint ? null : (
          <span className="meta cut" data-testid="point-off">
            {whyOff(session, "point", now) === "withdrawn" ? copy.scopeWithdrawn(copy.scope.point) : copy.inspect.pointOff}
          </span>
        )}
        <span className="grow" />
        <MirrorState mirror={mirror} />
        {canView ? (
          <button type="button" className="tool" data-testid="mirror-pause" onClick={() => live.mirror.pause(mirror.kind !== "paused")}>
            <Icon name={mirror.kind === "paused" ? "play" : "pause"} size={14} />
            {mirror.kind === "paused" ? copy.tools.resume : copy.tools.pause}
          </button>
        ) : null}
      </div>
      <div className="scene">
        <MirrorFrame tool={tool} mirror={mirror} />
        <FieldIndex onAskExpert={onAskExpert} />
      </div>
    </div>
  );
}

/** A window that began to look when the customer was gone already was told nothing; who stays away is not changing pages. */
function withPlace(mirror: MirrorView, place: ReturnType<typeof customerPlace>): MirrorView {
  const isGone = mirror.kind === "waiting" || (mirror.kind === "stopped" && mirror.because === "page-change");
  if (place === "here" || !isGone) return mirror;
  return { kind: "stopped", because: place === "away" ? "customer-away" : "page-change" };
}

function ToolButton(props: {
  readonly icon: IconName;
  readonly label: string;
  readonly stroke: string;
  readonly isOn: boolean;
  readonly isOff: boolean;
  readonly onPress: () => void;
}) {
  return (
    <button
      type="button"
      className={props.isOn ? "tool tool-on" : "tool"}
      aria-pressed={props.isOn}
      disabled={props.isOff}
      data-testid={`tool-${props.icon === "target" ? "guide" : "pointer"}`}
      onClick={props.onPress}
    >
      <Icon name={props.icon} size={14} />
      {props.label}
      <Kbd isOnAccent={props.isOn}>{props.stroke}</Kbd>
    </button>
  );
}

function MirrorState({ mirror }: { readonly mirror: MirrorView }) {
  const { helpSession: copy } = useCopy();
  if (mirror.kind === "off") return null;
  const text =
    mirror.kind === "live"
      ? mirror.lagMs === null
        ? copy.mirror.live
        : `${copy.mirror.live} · ${copy.mirror.lag(mirror.lagMs)}`
      : mirror.kind === "paused"
        ? copy.mirror.paused
        : mirror.kind === "waiting"
          ? copy.mirror.waiting
          : mirror.kind === "fault"
            ? copy.mirror.fault
            : mirror.because === "page-change"
              ? copy.mirror.pageChange
              : mirror.because === "customer-away"
                ? copy.mirror.away
                : mirror.because === "ended"
                  ? copy.mirror.ended
                  : copy.scopeWithdrawn(copy.scope.view);
  return (
    <span className="row meta mirror-state" data-testid="mirror-state" data-kind={mirror.kind}>
      <Dot tone={mirror.kind === "live" ? "ok" : "warn"} />
      <span className="cut" title={text}>
        {text}
      </span>
    </span>
  );
}

function MirrorFrame({ tool, mirror }: { readonly tool: Tool; readonly mirror: MirrorView }) {
  const { helpSession: copy, alerts } = useCopy();
  const { live, journey } = useHelpSession();
  const me = useDeskState((state) => state.me);
  const place = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState<{ x: number; y: number } | null>(null);
  const labels = useMemo(
    () => ({
      filled: alerts.fieldState.filled,
      empty: alerts.fieldState.empty,
      error: alerts.fieldState["format-error"],
      masked: alerts.fieldState.filled,
    }),
    [alerts],
  );
  const latestLabels = useRef(labels);
  latestLabels.current = labels;
  useEffect(() => {
    if (place.current === null) return;
    return live.mirror.attach(place.current, latestLabels.current);
  }, [live]);
  useEffect(() => {
    live.mirror.relabel(labels);
  }, [live, labels]);
  useEffect(() => {
    live.mirror.setCursor(tool === "pointer" ? "none" : tool === "guide" ? "crosshair" : "default");
  }, [live, tool]);

  const move = (event: PointerEvent<HTMLDivElement>) => {
    if (tool !== "pointer") return;
    const box = event.currentTarget.getBoundingClientRect();
    setAt({ x: event.clientX - box.left, y: event.clientY - box.top });
    live.mirror.pointAt(event.clientX, event.clientY);
  };
  const gone = () => {
    setAt(null);
    if (tool === "pointer") live.mirror.pointerGone();
  };
  const isWide = journey?.channel === "desktop-web";
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: as below
    // biome-ignore lint/a11y/noStaticElementInteractions: the keyboard's way to a field is the index beside it
    <div
      className={`${isWide ? "frame frame-wide" : "frame frame-phone"} frame-${mirror.kind}`}
      data-testid="mirror-stage"
      data-kind={mirror.kind}
      onPointerMove={move}
      onPointerLeave={gone}
      onClick={(event) => {
        const field = tool === "guide" ? live.mirror.fieldAt(event.clientX, event.clientY) : null;
        if (field !== null) live.guide(field);
      }}
    >
      <div className="frame-page" ref={place} role="img" aria-label={copy.mirror.label} />
      <MirrorMessage mirror={mirror} />
      {at !== null && tool === "pointer" && mirror.kind === "live" ? (
        <div className="own-pointer" style={{ transform: `translate(${at.x}px, ${at.y}px)` }} aria-hidden="true">
          <svg width="22" height="24" viewBox="0 0 30 34" aria-hidden="true">
            <path d="M4 3l21 12.5-9.5 2.2-5 8.800z" fill="var(--accent)" stroke="#fff" strokeWidth="2.2" strokeLinejoin="round" />
          </svg>
          <span>{me?.name}</span>
        </div>
      ) : null}
    </div>
  );
}

/** What stands over the frame while there is no live page. */
function MirrorMessage({ mirror }: { readonly mirror: MirrorView }) {
  const { helpSession: copy } = useCopy();
  const { mirror: words } = copy;
  const said: readonly [string, string] | null =
    mirror.kind === "live"
      ? null
      : mirror.kind === "off"
        ? [words.none, words.noneHint]
        : mirror.kind === "waiting"
          ? [words.waiting, ""]
          : mirror.kind === "paused"
            ? [words.paused, ""]
            : mirror.kind === "fault"
              ? [words.fault, ""]
              : {
                  consent: [words.withdrawn, ""] as const,
                  "page-change": [words.pageChange, words.pageChangeHint] as const,
                  "customer-away": [words.away, words.awayHint] as const,
                  ended: [words.ended, ""] as const,
                }[mirror.because];
  if (said === null) return null;
  return (
    <div className="frame-message" role="status" data-testid="mirror-message">
      <b>{said[0]}</b>
      {said[1] === "" ? null : <span>{said[1]}</span>}
    </div>
  );
}
