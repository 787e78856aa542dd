/** A session under way: journey, mirror, fields, talking points and chat, call strip; and its keys. */
import { useRef, useState } from "react";
import { isGiven } from "../state/help-session-view.ts";
import { hubTime } from "../state/hub-time.ts";
import type { Command } from "../state/key-map.ts";
import { useCopy, useDesk, useDeskState } from "../state/use-desk.ts";
import { useHelpSession, useLive } from "../state/use-help-session.ts";
import { useKeys } from "../state/use-keys.ts";
import { Button, Dialog, Failure } from "../ui/controls.tsx";
import { CallStrip } from "./call-strip.tsx";
import { useSessionDeeds } from "./help-session-screen.tsx";
import { InviteDialog } from "./invite-dialog.tsx";
import { JourneyRail } from "./journey-rail.tsx";
import { MirrorStage } from "./mirror-stage.tsx";
import { SessionSide } from "./session-side.tsx";
import { SessionStatusBar } from "./session-status-bar.tsx";

export type Tool = "none" | "pointer" | "guide";

export function Stage() {
  const { helpSession: copy, errors } = useCopy();
  const desk = useDesk();
  const deeds = useSessionDeeds();
  const { session, live, role, flow, stepId } = useHelpSession();
  const status = useLive((view) => view.status);
  const error = useLive((view) => view.error);
  const overlay = useDeskState((state) => state.overlay);
  const isMac = useDeskState((state) => state.platform === "darwin");
  const [tool, setTool] = useState<Tool>("none");
  const [isInviting, setIsInviting] = useState(false);
  const [isEnding, setIsEnding] = useState(false);
  const sendFirst = useRef<() => void>(() => {});
  const canPoint = isGiven(session, "point", hubTime.now());
  const fields = flow?.steps.find((step) => step.id === stepId)?.fields ?? [];

  const choose = (next: Tool) => {
    if (!canPoint) return;
    setTool(next === tool ? "none" : next);
    live.setPointing(next === "pointer" && tool !== "pointer");
  };

  useKeys("help-session", isMac, overlay !== null || isInviting || isEnding, (command: Command) => {
    switch (command.kind) {
      case "pointer":
      case "guide":
        return choose(command.kind);
      case "guide-field": {
        const field = fields[command.index];
        return field !== undefined && canPoint ? live.guide(field.id) : undefined;
      }
      case "mute":
        return live.setMedia({ audio: !live.wishes().audio });
      case "camera":
        return live.setMedia({ video: !live.wishes().video });
      case "send-first-point":
        return sendFirst.current();
      case "end":
        return setIsEnding(true);
      case "keys":
      case "palette":
        return desk.set({ overlay: command.kind });
      default:
        return;
    }
  });

  return (
    <>
      {status === "replaced" ? (
        <div className="session-notice" data-testid="session-replaced">
          <Failure text={copy.replaced} action={copy.takeBack} onAction={() => void live.join()} />
        </div>
      ) : null}
      {status === "failed" && error !== null ? (
        <div className="session-notice">
          <Failure text={`${copy.joinFailed}: ${errors[error.code]}`} action={copy.retry} onAction={() => void live.join()} />
        </div>
      ) : null}
      <div className="session-body">
        <div className="session-left">
          <JourneyRail />
          <MirrorStage tool={canPoint ? tool : "none"} onTool={choose} onAskExpert={() => setIsInviting(true)} />
        </div>
        <SessionSide
          onFirstSender={(send) => {
            sendFirst.current = send;
          }}
        />
        <CallStrip onInvite={() => setIsInviting(true)} onEnd={() => setIsEnding(true)} />
      </div>
      <SessionStatusBar />
      <InviteDialog isOpen={isInviting} onClose={() => setIsInviting(false)} />
      <Dialog
        title={role === "specialist" ? copy.endTitle : copy.call.leave}
        note={copy.endNote}
        isOpen={isEnding && role === "specialist"}
        onClose={() => setIsEnding(false)}
        closeLabel={copy.cancel}
        testId="end-dialog"
      >
        <div className="dialog-foot">
          <Button onClick={() => setIsEnding(false)}>{copy.cancel}</Button>
          <Button
            look="danger"
            data-testid="end-confirm"
            onClick={() => {
              setIsEnding(false);
              void deeds.end(session.id);
            }}
          >
            {copy.endConfirm}
          </Button>
        </div>
      </Dialog>
    </>
  );
}
