/** Asked before unsaved changes would be left: keep them, drop them, or stay. */
import { useCopy, useDesk, useDeskState, useIsOnline } from "../state/use-desk.ts";
import { Button, Dialog } from "../ui/controls.tsx";
import { useTitleOf } from "./file-tree.tsx";

export function LeaveDialog() {
  const { studio, shell } = useCopy();
  const desk = useDesk();
  const titled = useTitleOf();
  const isOnline = useIsOnline();
  const leaving = useDeskState((state) => state.studio.leaving);
  const file = useDeskState((state) => state.studio.open?.file.file ?? "");
  const { leave } = studio;
  return (
    <Dialog
      title={leave.title}
      note={leave.note(titled(file))}
      isOpen={leaving !== null}
      onClose={() => void desk.studio.answerLeaving("stay")}
      closeLabel={shell.close}
      testId="studio-leave"
    >
      <div className="dialog-foot">
        <Button look="primary" disabled={!isOnline} onClick={() => void desk.studio.answerLeaving("save")} data-testid="leave-save">
          {leave.save}
        </Button>
        <Button onClick={() => void desk.studio.answerLeaving("drop")} data-testid="leave-drop">
          {leave.drop}
        </Button>
        <Button look="ghost" onClick={() => void desk.studio.answerLeaving("stay")} data-testid="leave-stay">
          {leave.stay}
        </Button>
      </div>
    </Dialog>
  );
}
