/** The sheet of all keys, opened with `?`. */
import { mayAuthor } from "../state/studio-state.ts";
import { useCopy, useDesk, useDeskState } from "../state/use-desk.ts";
import { Dialog, Kbd } from "../ui/controls.tsx";

export function KeySheet() {
  const { shell } = useCopy();
  const desk = useDesk();
  const isOpen = useDeskState((state) => state.overlay === "keys");
  const isExpert = useDeskState((state) => state.me?.role === "expert");
  const isAuthor = useDeskState((state) => mayAuthor(state.me?.role));
  const main = useDeskState((state) => (state.platform === "darwin" ? "⌘" : "Ctrl "));
  const { keys } = shell;
  const groups: readonly { readonly title: string; readonly rows: readonly (readonly [string, string])[] }[] = [
    {
      title: keys.onAlerts,
      rows: [
        ["J K", keys.move],
        ["Enter", keys.pickUp],
        ["A", keys.assistant],
        ["S", keys.snooze],
        ["T", keys.handOver],
        ["1–4", keys.lanes],
        ["/", keys.filter],
        ["F", keys.filterFlow],
        ["B", keys.filterBehaviour],
        ["O", keys.order],
        ["M", keys.sms],
        ["C", keys.call],
      ],
    },
    {
      title: keys.onSession,
      rows: [
        ["P", keys.pointer],
        ["G", keys.guide],
        ["1–9", keys.guideField],
        ["M", keys.mute],
        ["V", keys.camera],
        [`${main}Enter`, keys.sendFirst],
        [`${main}⇧ E`, keys.end],
      ],
    },
    ...(isAuthor
      ? [
          {
            title: keys.onStudio,
            rows: [
              [`${main}S`, keys.saveDraft],
              [`${main}Enter`, keys.runDraft],
              ["Esc", keys.leaveEditor],
              ["Ctrl M", keys.tabMoves],
            ] as const,
          },
        ]
      : []),
    {
      title: keys.everywhere,
      rows: [
        [`${main}K`, keys.palette],
        ["?", keys.all],
        ["F8", keys.notices],
        ["Esc", keys.leaveField],
      ],
    },
  ];
  return (
    <Dialog
      title={keys.title}
      note={keys.typingWins}
      isOpen={isOpen}
      onClose={() => desk.set({ overlay: null })}
      closeLabel={shell.close}
      width="wide"
      testId="key-sheet"
    >
      <div className="key-groups">
        {groups.slice(isExpert ? 1 : 0).map((group) => (
          <section key={group.title}>
            <h3 className="section-head">{group.title}</h3>
            <dl className="key-list">
              {group.rows.map(([stroke, meaning]) => (
                <div key={stroke}>
                  <dt>
                    <Kbd>{stroke}</Kbd>
                  </dt>
                  <dd>{meaning}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
