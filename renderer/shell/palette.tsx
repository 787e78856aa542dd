/** Command palette over alerts, sessions and actions (⌘K, Ctrl K). */
import { useMemo, useState } from "react";
import { openSessions } from "../state/help-session-view.ts";
import { mayAuthor } from "../state/studio-state.ts";
import { useCopy, useDesk, useDeskState, useLanguage, useWords } from "../state/use-desk.ts";
import { Dialog } from "../ui/controls.tsx";
import type { PaletteEntry } from "./palette-search.ts";
import { searchEntries } from "./palette-search.ts";

export function Palette() {
  const { shell } = useCopy();
  const desk = useDesk();
  const isOpen = useDeskState((state) => state.overlay === "palette");
  return (
    <Dialog
      title={shell.palette.title}
      isOpen={isOpen}
      onClose={() => desk.set({ overlay: null })}
      closeLabel={shell.close}
      width="wide"
      testId="palette"
    >
      <PaletteBody />
    </Dialog>
  );
}

function useEntries(): readonly PaletteEntry[] {
  const copy = useCopy();
  const words = useWords();
  const language = useLanguage();
  const desk = useDesk();
  const log = useDeskState((state) => state.log);
  const me = useDeskState((state) => state.me);
  const content = useDeskState((state) => state.content);
  return useMemo(() => {
    const { shell, alerts } = copy;
    const placeOf = (flowId: string, stepId: string) => {
      const flow = [...(content?.flows.values() ?? [])].find((known) => known.id === flowId);
      return `${words(flow?.title)} · ${words(flow?.steps.find((step) => step.id === stepId)?.title)}`;
    };
    const entries: PaletteEntry[] = [];
    for (const alert of log.alerts.values()) {
      if (alert.state.status === "resolved") continue;
      entries.push({
        id: `alert ${alert.id}`,
        group: shell.palette.alerts,
        title: alert.maskedName ?? alerts.anonymous,
        note: `${placeOf(alert.flowId, alert.stepId)} · ${alerts.behaviour[alert.breakpoint.kind](alert.breakpoint.count)}`,
        run: () => {
          desk.go("alerts");
          void desk.alerts.select(alert.id);
        },
      });
    }
    for (const session of me === null ? [] : openSessions(log, me.id)) {
      entries.push({
        id: `session ${session.id}`,
        group: shell.palette.sessions,
        title: session.participants.find((one) => one.role === "customer")?.displayName ?? alerts.anonymous,
        note: placeOf(session.flowId, session.stepId),
        run: () => desk.openHelpSession(session.id),
      });
    }
    const action = (id: string, title: string, run: () => void) => entries.push({ id, group: shell.palette.actions, title, note: "", run });
    if (me?.role !== "expert") action("go-alerts", shell.palette.goAlerts, () => desk.go("alerts"));
    action("go-session", shell.palette.goSession, () => desk.go("help-session"));
    if (mayAuthor(me?.role)) action("go-studio", shell.palette.goStudio, () => desk.go("studio"));
    action("go-settings", shell.palette.goSettings, () => desk.go("settings"));
    for (const presence of ["online", "busy", "away"] as const)
      action(presence, shell.palette.setPresence(shell.presence[presence]), () => void desk.setPresence(presence));
    action("language", shell.palette.toggleLanguage, () => void desk.changeSettings({ language: language === "en" ? "zh-CN" : "en" }));
    action("theme", shell.palette.toggleTheme, () => {
      const isDark = document.documentElement.dataset["theme"] === "dark";
      void desk.changeSettings({ theme: isDark ? "light" : "dark" });
    });
    action("keys", shell.keys.all, () => desk.set({ overlay: "keys" }));
    action("sign-out", shell.signOut, () => void desk.signOut());
    return entries;
  }, [copy, words, language, desk, log, me, content]);
}

function PaletteBody() {
  const { shell } = useCopy();
  const desk = useDesk();
  const entries = useEntries();
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const found = searchEntries(entries, text);
  const run = (entry: PaletteEntry | undefined) => {
    if (entry === undefined) return;
    desk.set({ overlay: null });
    entry.run();
  };
  return (
    <>
      <input
        className="field-input"
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={found[at] === undefined ? undefined : `palette-${at}`}
        aria-label={shell.palette.placeholder}
        placeholder={shell.palette.placeholder}
        data-testid="palette-input"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === "ArrowDown") setAt(Math.min(found.length - 1, at + 1));
          else if (event.key === "ArrowUp") setAt(Math.max(0, at - 1));
          else if (event.key === "Enter") run(found[at]);
          else return;
          event.preventDefault();
        }}
      />
      <div className="pick-list palette-list" role="listbox" id="palette-list" aria-label={shell.palette.title}>
        {found.length === 0 ? <p className="meta palette-empty">{shell.palette.empty}</p> : null}
        {found.map((entry, index) => (
          <button
            key={entry.id}
            type="button"
            className="pick"
            role="option"
            id={`palette-${index}`}
            aria-selected={index === at}
            tabIndex={-1}
            onMouseMove={() => setAt(index)}
            onClick={() => run(entry)}
          >
            <span className="cut">{entry.title}</span>
            <span className="meta cut grow">{entry.note}</span>
            <span className="caption">{entry.group}</span>
          </button>
        ))}
      </div>
    </>
  );
}
