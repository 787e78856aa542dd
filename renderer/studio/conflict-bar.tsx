/** What stands against saving, and the ways out of it. None of them loses what was typed unless the person says so. */
import { nearText } from "../copy/time.ts";
import { useHubNow } from "../state/hub-time.ts";
import type { OpenText } from "../state/studio-state.ts";
import { useCopy, useDesk, useIsOnline, useTimeZone } from "../state/use-desk.ts";
import { Button } from "../ui/controls.tsx";
import { Icon } from "../ui/icons.tsx";

export function ConflictBar({ open, onCompare }: { readonly open: OpenText; readonly onCompare: () => void }) {
  const { studio } = useCopy();
  const desk = useDesk();
  const zone = useTimeZone();
  const now = useHubNow();
  const isOnline = useIsOnline();
  const { conflict } = open;
  if (conflict === null) return null;
  const { conflict: copy } = studio;
  const text = conflict.kind === "changed" ? copy.changed(conflict.by, nearText(conflict.at, now, zone)) : copy[conflict.kind];
  return (
    <div className="studio-conflict" role="alert" data-testid="studio-conflict" data-conflict={conflict.kind}>
      <Icon name="warning" size={16} />
      <span className="grow">{text}</span>
      {conflict.kind === "base-moved" ? (
        <>
          <Button size="sm" onClick={onCompare}>
            {studio.compare}
          </Button>
          <Button size="sm" look="primary" disabled={!isOnline} onClick={() => void desk.studio.save("rebase")}>
            {copy.saveAnyway}
          </Button>
        </>
      ) : (
        <>
          {conflict.kind === "changed" ? (
            <Button size="sm" disabled={!isOnline} onClick={() => desk.studio.reload()}>
              {copy.loadTheirs}
            </Button>
          ) : null}
          <Button size="sm" look="primary" disabled={!isOnline} onClick={() => void desk.studio.save("own")} data-testid="save-own">
            {copy.saveOwn}
          </Button>
        </>
      )}
    </div>
  );
}
