/** The window: theme and language on the root element, then the screen that the phase calls for. */
import { lazy, Suspense, useEffect, useRef } from "react";
import { useStore } from "zustand";
import { AlertsScreen } from "../alerts/alerts-screen.tsx";
import { HelpSessionScreen } from "../help-session/help-session-screen.tsx";
import type { Desk } from "../link/desk.ts";
import { SignIn } from "../sign-in/sign-in.tsx";
import { HubFailed, Refused, Starting } from "../sign-in/waiting.tsx";
import { DeskContext, useDeskState } from "../state/use-desk.ts";
import "./shell.css";
// Here, so that they keep their place among the sheets: the screen itself is read later.
import "../settings/settings.css";
import "../settings/my-limits.css";
import { KeySheet } from "./key-sheet.tsx";
import { Notices } from "./notices.tsx";
import { Palette } from "./palette.tsx";
import { Rail } from "./rail.tsx";
import { PlainStatusBar } from "./status-bar.tsx";
import { TitleBar } from "./title-bar.tsx";

/** Monaco and all that goes with it: a chunk of its own, so that no other screen waits for it. */
const StudioScreen = lazy(async () => ({ default: (await import("../studio/studio-screen.tsx")).StudioScreen }));

/** Checks what is typed by its schemas, which the start does not read. */
const SettingsScreen = lazy(async () => ({ default: (await import("../settings/settings-screen.tsx")).SettingsScreen }));

export function App({ desk }: { readonly desk: Desk }) {
  const language = useStore(desk.store, (state) => state.settings.language);
  const isDark = useStore(desk.store, ({ settings, systemDark }) => (settings.theme === "system" ? systemDark : settings.theme === "dark"));
  useEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dataset["theme"] = isDark ? "dark" : "light";
  }, [language, isDark]);
  return (
    <DeskContext value={desk}>
      <Shell />
    </DeskContext>
  );
}

function Shell() {
  const phase = useDeskState((state) => state.phase);
  return (
    <div className="app" data-testid="desk" data-phase={phase.kind}>
      <TitleBar />
      {phase.kind === "ready" ? (
        <Workbench />
      ) : (
        <main className="main main-alone">
          {phase.kind === "signed-out" ? <SignIn because={phase.because} /> : null}
          {phase.kind === "starting" || phase.kind === "entering" ? <Starting isEntering={phase.kind === "entering"} /> : null}
          {phase.kind === "hub-failed" ? <HubFailed reason={phase.reason} /> : null}
          {phase.kind === "refused" ? <Refused code={phase.code} /> : null}
        </main>
      )}
      <Notices />
    </div>
  );
}

function Workbench() {
  const screen = useDeskState((state) => state.screen);
  const main = useRef<HTMLElement>(null);
  const shown = useRef(screen);
  useEffect(() => {
    if (shown.current === screen) return;
    shown.current = screen;
    // The focus goes where the eyes go; what was pressed to come here must not be pressed again by the next Enter.
    const focused = document.activeElement;
    if (focused === null || focused === document.body || focused.closest(".rail") !== null) main.current?.focus({ preventScroll: true });
  }, [screen]);
  return (
    <>
      <Rail />
      <main className="main" ref={main} tabIndex={-1}>
        {screen === "alerts" ? <AlertsScreen /> : null}
        {screen === "help-session" ? <HelpSessionScreen /> : null}
        {screen === "studio" ? (
          <Suspense fallback={null}>
            <StudioScreen />
          </Suspense>
        ) : null}
        {screen === "settings" ? (
          <Suspense fallback={null}>
            <SettingsScreen />
            <PlainStatusBar />
          </Suspense>
        ) : null}
      </main>
      <KeySheet />
      <Palette />
    </>
  );
}
