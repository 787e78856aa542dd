/** The left column of 编排: policies, flows and drafts, with a filter. */
import { useState } from "react";
import type { DraftSummary, StudioFile } from "#shared/model/studio.ts";
import type { StudioCopy } from "../copy/studio.ts";
import { nearText } from "../copy/time.ts";
import { useHubNow } from "../state/hub-time.ts";
import { useCopy, useDesk, useDeskState, useIsOnline, useTimeZone, useWords } from "../state/use-desk.ts";
import { Button, Chip, Failure, IconButton } from "../ui/controls.tsx";
import { Icon } from "../ui/icons.tsx";

/** What a file is called: a flow by its title, a policy by ours. */
export function useTitleOf(): (file: string) => string {
  const { studio } = useCopy();
  const words = useWords();
  const files = useDeskState((state) => state.studio.shelf.files);
  return (file) => titleOf(file, files, studio, words);
}

function titleOf(file: string, files: readonly StudioFile[], copy: StudioCopy, words: ReturnType<typeof useWords>): string {
  const title = files.find((known) => known.file === file)?.title;
  return title ? words(title) : (copy.policyTitle[file] ?? file);
}

const fits = (filter: string, ...texts: readonly string[]) =>
  texts.some((text) => text.toLowerCase().includes(filter.trim().toLowerCase()));

export function FileTree() {
  const { studio, errors } = useCopy();
  const desk = useDesk();
  const titled = useTitleOf();
  const shelf = useDeskState((state) => state.studio.shelf);
  const open = useDeskState((state) => state.studio.open);
  const undo = useDeskState((state) => state.studio.undo);
  const [filter, setFilter] = useState("");
  const files = shelf.files.filter(({ file }) => fits(filter, file, titled(file)));
  const drafts = shelf.drafts.filter(({ file, author }) => fits(filter, file, titled(file), author.name));
  const groups = (["policy", "flow"] as const).map((kind) => ({ kind, files: files.filter((file) => file.kind === kind) }));
  return (
    <nav className="studio-tree" aria-label={studio.files} data-testid="studio-tree">
      <label className="studio-filter">
        <Icon name="search" size={14} />
        <span className="visually-hidden">{studio.filter}</span>
        <input value={filter} placeholder={studio.filter} data-testid="studio-filter" onChange={(event) => setFilter(event.target.value)} />
      </label>
      {shelf.status === "failed" ? (
        <Failure
          text={`${studio.shelfFailed} · ${shelf.error === null ? "" : errors[shelf.error.code]}`}
          action={studio.retry}
          onAction={() => void desk.studio.readShelf()}
          testId="shelf-failed"
        />
      ) : null}
      {shelf.status === "loading" ? <ShelfSkeleton label={studio.loading} /> : null}
      {shelf.status === "ready" ? (
        <>
          {groups.map(({ kind, files: those }) =>
            those.length === 0 ? null : (
              <section key={kind}>
                <h2 className="studio-group">
                  {studio.groups[kind]}
                  <span className="caption">{those.length}</span>
                </h2>
                {those.map(({ file }) => (
                  <button
                    key={file}
                    type="button"
                    className="studio-file"
                    aria-current={open?.file.file === file && open.draft === null ? "true" : undefined}
                    data-testid={`file-${file}`}
                    onClick={() => desk.studio.openFile(file)}
                  >
                    <span className="cut grow">{titled(file)}</span>
                    <Chip tone="ok">{studio.inForce}</Chip>
                  </button>
                ))}
              </section>
            ),
          )}
          <section>
            <h2 className="studio-group">
              {studio.groups.draft}
              <span className="caption">{drafts.length}</span>
            </h2>
            {drafts.length === 0 && filter === "" ? <p className="meta studio-none">{studio.noDrafts}</p> : null}
            {drafts.map((draft) => (
              <DraftRow key={draft.id} draft={draft} isOpen={open?.draft?.id === draft.id} />
            ))}
          </section>
          {filter !== "" && files.length + drafts.length === 0 ? <p className="meta studio-none">{studio.nothingFound}</p> : null}
          {undo === null ? null : (
            <div className="studio-undo" role="status" data-testid="draft-undo">
              <span className="grow">{studio.deleted(titled(undo.file))}</span>
              <Button size="sm" onClick={() => void desk.studio.takeBack()} data-testid="draft-take-back">
                {studio.takeBack}
              </Button>
            </div>
          )}
        </>
      ) : null}
    </nav>
  );
}

function DraftRow({ draft, isOpen }: { readonly draft: DraftSummary; readonly isOpen: boolean }) {
  const { studio } = useCopy();
  const desk = useDesk();
  const titled = useTitleOf();
  const zone = useTimeZone();
  const now = useHubNow();
  const isOnline = useIsOnline();
  const me = useDeskState((state) => state.me);
  const releaseId = useDeskState((state) => state.studio.shelf.releaseId);
  const title = titled(draft.file);
  const mayDelete = draft.author.id === me?.id || me?.role === "supervisor";
  return (
    <div className="studio-draft" data-testid="draft-row">
      <button
        type="button"
        className="studio-file studio-file-two"
        aria-current={isOpen ? "true" : undefined}
        onClick={() => desk.studio.openDraft(draft.id)}
      >
        <span className="cut">{title}</span>
        <span className="caption cut">
          {studio.draftMeta(draft.savedBy.name, nearText(draft.savedAt, now, zone))}
          {draft.baseReleaseId === releaseId ? null : <b className="text-warn"> · {studio.olderBase}</b>}
        </span>
      </button>
      {mayDelete ? (
        <IconButton icon="trash" label={studio.delete(title)} disabled={!isOnline} onClick={() => void desk.studio.remove(draft)} />
      ) : null}
    </div>
  );
}

function ShelfSkeleton({ label }: { readonly label: string }) {
  return (
    <div role="status" aria-label={label}>
      {[0, 1, 2, 3, 4].map((row) => (
        <div key={row} className="skeleton studio-skeleton" />
      ))}
    </div>
  );
}
