/** The 编排 screen: files and drafts, the editor with its problems, the dry run. Loaded on first use, Monaco with it. */
import { useEffect, useState } from "react";
import { minuteText } from "../copy/time.ts";
import { useHubNow } from "../state/hub-time.ts";
import { canSave } from "../state/studio-state.ts";
import { useCopy, useDesk, useDeskState, useIsOnline, useTimeZone } from "../state/use-desk.ts";
import { useKeys } from "../state/use-keys.ts";
import { Failure, Kbd } from "../ui/controls.tsx";
import { ConflictBar } from "./conflict-bar.tsx";
import { EditorPane } from "./editor-pane.tsx";
import { FileTree } from "./file-tree.tsx";
import { LeaveDialog } from "./leave-dialog.tsx";
import { ProblemList } from "./problem-list.tsx";
import { RunPanel } from "./run-panel.tsx";
import { StudioHead } from "./studio-head.tsx";
import { useProblems } from "./use-problems.ts";
import "./run-panel.css";
import "./studio.css";

const SLOW_AFTER_MS = 5_000;

export function StudioScreen() {
  const copy = useCopy();
  const { studio } = copy;
  const desk = useDesk();
  const isOnline = useIsOnline();
  const open = useDeskState((state) => state.studio.open);
  const opening = useDeskState((state) => state.studio.opening);
  const openError = useDeskState((state) => state.studio.openError);
  const leaving = useDeskState((state) => state.studio.leaving);
  const overlay = useDeskState((state) => state.overlay);
  const isMac = useDeskState((state) => state.platform === "darwin");
  const [isComparing, setIsComparing] = useState(false);
  const [goTo, setGoTo] = useState<{ readonly offset: number } | null>(null);
  const problems = useProblems(open, studio);
  const isReadable = !problems.some(({ isSchema }) => isSchema);
  const canRun = open?.file.canRun === true && isReadable && isOnline;

  // Entering, and a link that is back: others may have saved meanwhile.
  useEffect(() => {
    if (isOnline) void desk.studio.readShelf();
  }, [desk, isOnline]);
  useEffect(() => {
    if (isOnline) void desk.studio.check();
  }, [desk, isOnline]);

  useKeys("studio", isMac, overlay !== null || leaving !== null, (command) => {
    if (command.kind === "keys" || command.kind === "palette") desk.set({ overlay: command.kind });
    if (command.kind === "save-draft" && isOnline && canSave(desk.store.getState().studio)) void desk.studio.save();
    if (command.kind === "run-draft" && canRun) void desk.studio.run();
  });

  return (
    <>
      <div className="studio" data-testid="studio">
        <FileTree />
        <div className="studio-work">
          {isOnline ? null : (
            <p className="studio-offline" role="status">
              <span className="text-warn">{studio.offline}</span>
            </p>
          )}
          {openError === null ? null : <Failure text={`${studio.openFailed} · ${copy.errors[openError.code]}`} testId="open-failed" />}
          {open === null ? (
            <div className="studio-empty">{opening === null ? <p className="meta">{studio.choose}</p> : <Opening />}</div>
          ) : (
            <>
              <StudioHead open={open} problems={problems.length} isComparing={isComparing} onCompare={setIsComparing} />
              <ConflictBar open={open} onCompare={() => setIsComparing(true)} />
              <div
                className="studio-editor-frame"
                role="presentation"
                onKeyDownCapture={(event) => {
                  // Monaco has a line command on this key.
                  if (event.key !== "Enter" || !(isMac ? event.metaKey : event.ctrlKey)) return;
                  event.preventDefault();
                  event.stopPropagation();
                  if (canRun) void desk.studio.run();
                }}
              >
                <EditorPane
                  file={open.file.file}
                  text={open.text}
                  inForce={open.inForce}
                  isComparing={isComparing}
                  problems={problems}
                  goTo={goTo}
                />
              </div>
              <ProblemList file={open.file.file} problems={problems} onGo={(offset) => setGoTo({ offset })} />
            </>
          )}
        </div>
        {open === null ? null : <RunPanel open={open} isReadable={isReadable} />}
      </div>
      <StudioStatusBar isMac={isMac} />
      <LeaveDialog />
    </>
  );
}

/** Nothing for a moment, then that it takes long. */
function Opening() {
  const { studio } = useCopy();
  const [isSlow, setIsSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsSlow(true), SLOW_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <p className="meta" role="status">
      {isSlow ? studio.slow : studio.loading}
    </p>
  );
}

function StudioStatusBar({ isMac }: { readonly isMac: boolean }) {
  const { shell } = useCopy();
  const zone = useTimeZone();
  const now = useHubNow();
  const main = isMac ? "⌘" : "Ctrl ";
  return (
    <footer className="status-bar">
      <span>
        <Kbd>{`${main}S`}</Kbd>
        {shell.keys.saveDraft}
      </span>
      <span>
        <Kbd>{`${main}Enter`}</Kbd>
        {shell.keys.runDraft}
      </span>
      <span>
        <Kbd>Esc</Kbd>
        {shell.keys.leaveEditor}
      </span>
      <span>
        <Kbd>?</Kbd>
        {shell.keys.all}
      </span>
      <span className="grow" />
      <span data-testid="hub-clock">{minuteText(now, zone)}</span>
    </footer>
  );
}
