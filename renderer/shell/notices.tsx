/** Short notices for results that are not on screen; failures stay until they are dismissed. */
import { useCopy, useDesk, useDeskState } from "../state/use-desk.ts";
import { Button, IconButton } from "../ui/controls.tsx";

export function Notices() {
  const { shell } = useCopy();
  const desk = useDesk();
  const notices = useDeskState((state) => state.notices);
  return (
    <div className="notices" role="status" aria-live="polite">
      {notices.map((notice) => (
        <div key={notice.id} className={`notice notice-${notice.tone}`} data-testid="notice">
          <span className="grow">{notice.text}</span>
          {notice.detail === undefined ? null : (
            <Button size="sm" look="ghost" onClick={() => void desk.bridge.calls.copyText({ text: notice.detail ?? "" })}>
              {shell.copyDetails}
            </Button>
          )}
          <IconButton icon="cross" label={shell.dismiss} onClick={() => desk.dismiss(notice.id)} />
        </div>
      ))}
    </div>
  );
}
