/** The line above the editor: which file, in what state, and what can be done with it. */

import type { OpenText } from "../state/studio-state.ts";
import { canSave } from "../state/studio-state.ts";
import { useCopy, useDesk, useDeskState, useIsOnline } from "../state/use-desk.ts";
import { Button, Chip, Kbd } from "../ui/controls.tsx";
import { Icon } from "../ui/icons.tsx";
import { useTitleOf } from "./file-tree.tsx";

export function StudioHead(props: {
  readonly open: OpenText;
  readonly problems: number;
  readonly isComparing: boolean;
  readonly onCompare: (isComparing: boolean) => void;
}) {
  const { open, problems, isComparing, onCompare } = props;
  const { studio } = useCopy();
  const desk = useDesk();
  const titled = useTitleOf();
  const isOnline = useIsOnline();
  const isMac = useDeskState((state) => state.platform === "darwin");
  const isKeepable = useDeskState((state) => canSave(state.studio));
  const isUnsaved = open.text !== open.saved;
  return (
    <header className="studio-head">
      <h1 className="studio-title">
        <span className="meta studio-kind">{studio.groups[open.file.kind]} / </span>
        {titled(open.file.file)}
      </h1>
      {open.draft === null ? (
        <Chip tone={isUnsaved ? "accent" : "ok"}>{isUnsaved ? studio.unsaved : studio.inForce}</Chip>
      ) : (
        <>
          <Chip tone="accent">{studio.draft(open.draft.revision)}</Chip>
          {isUnsaved ? <Chip>{studio.unsaved}</Chip> : null}
        </>
      )}
      <span className="grow" />
      {problems > 0 ? (
        <span className="studio-faulty" data-testid="studio-faulty">
          <Icon name="warning" size={14} />
          {studio.faulty(problems)}
        </span>
      ) : null}
      <span className="studio-compare" title={studio.compare}>
        <button
          type="button"
          role="switch"
          className="switch"
          aria-label={studio.compare}
          aria-checked={isComparing}
          data-testid="studio-compare"
          onClick={() => onCompare(!isComparing)}
        >
          <i />
        </button>
        <span aria-hidden="true">{studio.compareShort}</span>
      </span>
      <Button disabled={!isKeepable || !isOnline} onClick={() => void desk.studio.save()} data-testid="studio-save">
        {open.isSaving ? studio.saving : studio.save}
        <Kbd>{isMac ? "⌘S" : "Ctrl S"}</Kbd>
      </Button>
      <span className="studio-publish">
        <Button disabled title={studio.publishWhy} aria-describedby="publish-why" data-testid="studio-publish">
          {studio.publish}
        </Button>
        <span id="publish-why" className="caption">
          {studio.publishWhy}
        </span>
      </span>
    </header>
  );
}
