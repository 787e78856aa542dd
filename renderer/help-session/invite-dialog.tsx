/** Invite an expert: by subject and presence, with a question; the brief they get is redacted by the hub. */
import { RadioGroup } from "radix-ui";
import { useState } from "react";
import type { SpecialistId } from "#shared/model/ids.ts";
import { useCopy, useDesk, useDeskState, useIsOnline } from "../state/use-desk.ts";
import { useHelpSession } from "../state/use-help-session.ts";
import { Avatar, Button, Chip, Dialog, DialogField, Dot } from "../ui/controls.tsx";
import { useSessionDeeds } from "./help-session-screen.tsx";

const ORDER = { online: 0, busy: 1, away: 2, offline: 3 } as const;

export function InviteDialog({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const { helpSession: copy, shell } = useCopy();
  const desk = useDesk();
  const isOnline = useIsOnline();
  const deeds = useSessionDeeds();
  const { session } = useHelpSession();
  const colleagues = useDeskState((state) => state.colleagues);
  const presence = useDeskState((state) => state.log.presence);
  const [chosen, setChosen] = useState<SpecialistId | null>(null);
  const [question, setQuestion] = useState("");
  const seated = new Set(
    session.participants.filter((one) => one.status !== "left" && one.status !== "declined").map((one) => one.specialistId),
  );
  const experts = colleagues
    .filter(({ specialist }) => specialist.role === "expert" && !seated.has(specialist.id))
    .map((colleague) => ({ ...colleague, presence: presence.get(colleague.specialist.id) ?? colleague.presence }))
    .toSorted((a, b) => ORDER[a.presence] - ORDER[b.presence]);
  const expert = experts.find(({ specialist }) => specialist.id === chosen);
  return (
    <Dialog
      title={copy.inviteTitle}
      note={copy.inviteNote}
      isOpen={isOpen}
      onClose={onClose}
      closeLabel={shell.close}
      testId="invite-dialog"
    >
      {experts.length === 0 ? <p className="meta">{copy.inviteEmpty}</p> : null}
      <RadioGroup.Root
        className="pick-list"
        aria-label={copy.inviteTitle}
        value={chosen}
        onValueChange={(id) => setChosen(id as SpecialistId)}
      >
        {experts.map(({ specialist, presence: now }) => (
          <RadioGroup.Item key={specialist.id} value={specialist.id} className="pick" data-testid="expert" data-specialist={specialist.id}>
            <Avatar name={specialist.name} tone="expert" />
            <span className="grow">
              <b>{specialist.name}</b> <span className="meta">{specialist.team}</span>
              <span className="row expert-subjects">
                {specialist.subjects.map((subject) => (
                  <Chip key={subject} tone="expert">
                    {subject}
                  </Chip>
                ))}
              </span>
            </span>
            <span className="row meta">
              <Dot tone={now === "online" ? "ok" : now === "busy" ? "busy" : "plain"} />
              {shell.presence[now]}
            </span>
          </RadioGroup.Item>
        ))}
      </RadioGroup.Root>
      <DialogField label={copy.inviteQuestion}>
        <textarea
          className="field-input"
          rows={3}
          maxLength={500}
          value={question}
          placeholder={copy.inviteQuestionPlaceholder}
          data-testid="invite-question"
          onChange={(event) => setQuestion(event.target.value)}
        />
      </DialogField>
      <div className="dialog-foot">
        <Button onClick={onClose}>{copy.cancel}</Button>
        <Button
          look="primary"
          disabled={!isOnline || expert === undefined || question.trim() === ""}
          data-testid="invite-send"
          onClick={async () => {
            if (expert === undefined) return;
            const isSent = await deeds.inviteExpert(session.id, expert.specialist.id, question.trim(), expert.specialist.name);
            if (!isSent) return;
            onClose();
            setQuestion("");
            setChosen(null);
            void desk.refreshColleagues();
          }}
        >
          {copy.inviteSend}
        </Button>
      </div>
    </Dialog>
  );
}
