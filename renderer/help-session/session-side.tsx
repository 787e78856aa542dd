/** The right column of a session: talking points and chat. */
import { Tabs } from "radix-ui";
import { useEffect, useRef, useState } from "react";
import { talkOf } from "../state/help-session-view.ts";
import { useCopy, useDeskState, useWords } from "../state/use-desk.ts";
import { useHelpSession } from "../state/use-help-session.ts";
import { ChatPanel } from "./chat-panel.tsx";
import { TalkCards } from "./talk-cards.tsx";
import { useTalkingPoints } from "./use-talking-points.ts";

export function SessionSide({ onFirstSender }: { readonly onFirstSender: (send: () => void) => void }) {
  const { helpSession: copy } = useCopy();
  const words = useWords();
  const { session, flow, stepId, role } = useHelpSession();
  const log = useDeskState((state) => state.log);
  const lines = talkOf(log, session);
  const points = useTalkingPoints();
  const [tab, setTab] = useState(role === "expert" ? "chat" : "points");
  const [readCount, setReadCount] = useState(lines.length);
  const sendFirst = points.send;
  const first = points.points.find((point) => points.outcomeOf(point.id) === "open");
  const latest = useRef(onFirstSender);
  latest.current = onFirstSender;
  useEffect(() => {
    latest.current(() => first !== undefined && void sendFirst(first));
  }, [first, sendFirst]);
  useEffect(() => {
    if (tab === "chat") setReadCount(lines.length);
  }, [tab, lines.length]);
  const unread = Math.max(0, lines.length - readCount);
  const stepTitle = words(flow?.steps.find((step) => step.id === stepId)?.title);

  return (
    <Tabs.Root className="session-side" value={tab} onValueChange={setTab}>
      <div className="side-tabs">
        <Tabs.List className="side-tab-list" aria-label={copy.list}>
          {role === "expert" ? null : (
            <Tabs.Trigger value="points" className="side-tab" data-testid="tab-points">
              {copy.tabs.points} <em>{points.points.length}</em>
            </Tabs.Trigger>
          )}
          <Tabs.Trigger value="chat" className="side-tab" data-testid="tab-chat">
            {copy.tabs.chat} <em className={unread > 0 ? "unread" : ""}>{unread > 0 ? unread : lines.length}</em>
          </Tabs.Trigger>
        </Tabs.List>
        <span className="meta cut">{copy.basis(stepTitle)}</span>
      </div>
      {role === "expert" ? null : (
        <Tabs.Content value="points" className="side-panel points-panel" tabIndex={-1}>
          <TalkCards points={points} />
        </Tabs.Content>
      )}
      {/* The conversation stays in view under the cards; on its own tab it has the whole column. */}
      <Tabs.Content value="chat" forceMount className="side-chat" tabIndex={-1}>
        <ChatPanel lines={lines} />
      </Tabs.Content>
    </Tabs.Root>
  );
}
