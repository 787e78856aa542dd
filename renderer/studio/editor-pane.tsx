/**
 * The editor itself: one Monaco on the open text, or two sides of it against what is in force. Owns the editor's life and its marks.
 *
 * The text is the desk's state; the editor is told of it only when it is another one than the editor has.
 */
import { useEffect, useRef, useState } from "react";
import { useCopy, useDesk, useLanguage } from "../state/use-desk.ts";
import { Failure } from "../ui/controls.tsx";
import { applyTheme } from "./editor-theme.ts";
import { addressOf, helpWith } from "./language-help.ts";
import { loadMonaco } from "./load-monaco.ts";
import type { Monaco } from "./monaco-setup.ts";
import type { Problem } from "./use-problems.ts";

/** How long typing rests before the hub is asked, in milliseconds. */
const CHECK_AFTER_MS = 500;
const OPTIONS = {
  automaticLayout: true,
  fixedOverflowWidgets: true,
  fontSize: 13,
  lineHeight: 20,
  minimap: { enabled: false },
  scrollBeyondLastLine: false,
  smoothScrolling: false,
  stickyScroll: { enabled: false },
  tabSize: 2,
  renderLineHighlight: "line",
  quickSuggestions: { other: true, comments: false, strings: true },
  wordBasedSuggestions: "off",
  wordWrap: "on",
  unicodeHighlight: { ambiguousCharacters: false, nonBasicASCII: false },
  overviewRulerBorder: false,
  contextmenu: false,
  // A text area is a text field for every key of the desk, on every Chromium.
  editContext: false,
} as const;

type CodeEditor = ReturnType<Monaco["editor"]["create"]>;
type Model = ReturnType<Monaco["editor"]["createModel"]>;

export type EditorPaneProps = {
  readonly file: string;
  readonly text: string;
  readonly inForce: string;
  readonly isComparing: boolean;
  readonly problems: readonly Problem[];
  /** Where to go; a new object each time. */
  readonly goTo: { readonly offset: number } | null;
};

function useMonaco(): { readonly monaco: Monaco | null; readonly hasFailed: boolean; readonly retry: () => void } {
  const language = useLanguage();
  const [monaco, setMonaco] = useState<Monaco | null>(null);
  const [hasFailed, setHasFailed] = useState(false);
  const [tries, setTries] = useState(0);
  const first = useRef(language);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a retry is a new try
  useEffect(() => {
    let isOver = false;
    loadMonaco(first.current).then(
      (loaded) => !isOver && setMonaco(() => loaded),
      () => !isOver && setHasFailed(true),
    );
    return () => {
      isOver = true;
    };
  }, [tries]);
  const retry = () => {
    setHasFailed(false);
    setTries(tries + 1);
  };
  return { monaco, hasFailed, retry };
}

export function EditorPane(props: EditorPaneProps) {
  const { studio } = useCopy();
  const { monaco, hasFailed, retry } = useMonaco();
  if (hasFailed) return <Failure text={studio.editorFailed} action={studio.retry} onAction={retry} testId="editor-failed" />;
  if (monaco === null) return <div className="studio-editor skeleton" role="status" aria-label={studio.loading} />;
  return <Editor key={`${props.file} ${props.isComparing}`} monaco={monaco} {...props} />;
}

/** The one text model of a file: it keeps undo and redo while the comparison is turned on and off. */
function modelOf(monaco: Monaco, file: string, text: string): Model {
  const address = addressOf(monaco, file, "text");
  for (const other of monaco.editor.getModels()) if (other.uri.toString() !== address.toString()) other.dispose();
  return monaco.editor.getModel(address) ?? monaco.editor.createModel(text, "yaml", address);
}

function Editor({ monaco, file, text, inForce, isComparing, problems, goTo }: EditorPaneProps & { readonly monaco: Monaco }) {
  const { studio } = useCopy();
  const desk = useDesk();
  const frame = useRef<HTMLDivElement>(null);
  const editor = useRef<CodeEditor | null>(null);
  const model = useRef<Model | null>(null);
  const latest = useRef({ text, inForce, label: studio.editor(file) });
  latest.current = { text, inForce, label: studio.editor(file) };

  useEffect(() => {
    const host = frame.current;
    if (host === null) return;
    applyTheme(monaco);
    helpWith(monaco, {
      language: () => desk.store.getState().settings.language,
      flows: () => [...(desk.store.getState().content?.flows.values() ?? [])],
    });
    const ours = modelOf(monaco, file, latest.current.text);
    model.current = ours;
    const fontFamily = getComputedStyle(document.documentElement).getPropertyValue("--mono");
    const options = { ...OPTIONS, fontFamily, ariaLabel: latest.current.label };
    const ends: (() => void)[] = [];
    if (isComparing) {
      const original = monaco.editor.createModel(latest.current.inForce, "yaml", addressOf(monaco, file, "in-force"));
      const made = monaco.editor.createDiffEditor(host, {
        ...options,
        originalEditable: false,
        renderSideBySide: true,
        useInlineViewWhenSpaceIsLimited: true,
        hideUnchangedRegions: { enabled: true },
        renderOverviewRuler: false,
        originalAriaLabel: studio.inForce,
        modifiedAriaLabel: latest.current.label,
      });
      made.setModel({ original, modified: ours });
      made.getOriginalEditor().updateOptions({ ariaLabel: studio.inForce });
      made.getModifiedEditor().updateOptions({ ariaLabel: latest.current.label });
      editor.current = made.getModifiedEditor();
      ends.push(() => {
        made.dispose();
        original.dispose();
      });
    } else {
      const made = monaco.editor.create(host, { ...options, model: ours });
      editor.current = made;
      ends.push(() => made.dispose());
    }
    let checking: number | undefined;
    const heard = ours.onDidChangeContent(() => {
      desk.studio.edit(ours.getValue());
      window.clearTimeout(checking);
      checking = window.setTimeout(() => void desk.studio.check(), CHECK_AFTER_MS);
    });
    return () => {
      window.clearTimeout(checking);
      heard.dispose();
      for (const end of ends) end();
      editor.current = null;
    };
  }, [monaco, file, isComparing, desk, studio]);

  useEffect(() => {
    const ours = model.current;
    // Another text was opened in the place of this one: its history is not this one's.
    if (ours !== null && !ours.isDisposed() && ours.getValue() !== text) ours.setValue(text);
  }, [text]);

  // The root element wears another theme only after everything below it has been drawn with it.
  useEffect(() => {
    const watcher = new MutationObserver(() => applyTheme(monaco));
    watcher.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    return () => watcher.disconnect();
  }, [monaco]);

  useEffect(() => {
    const ours = model.current;
    if (ours === null || ours.isDisposed()) return;
    monaco.editor.setModelMarkers(
      ours,
      "studio",
      problems.map(({ sentence, detail, from, to, isSchema }) => {
        const start = ours.getPositionAt(from);
        const end = ours.getPositionAt(to);
        return {
          severity: isSchema ? monaco.MarkerSeverity.Error : monaco.MarkerSeverity.Warning,
          message: detail === "" ? sentence : `${sentence}\n${detail}`,
          startLineNumber: start.lineNumber,
          startColumn: start.column,
          endLineNumber: end.lineNumber,
          endColumn: end.column,
        };
      }),
    );
  }, [monaco, problems]);

  useEffect(() => {
    const shown = editor.current;
    const ours = model.current;
    if (goTo === null || shown === null || ours === null) return;
    const position = ours.getPositionAt(goTo.offset);
    shown.setPosition(position);
    shown.revealPositionInCenterIfOutsideViewport(position);
    shown.focus();
  }, [goTo]);

  return <div className="studio-editor" ref={frame} data-testid="studio-editor" data-comparing={isComparing} />;
}
