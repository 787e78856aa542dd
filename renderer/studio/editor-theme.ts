/** Monaco's colours from the desk's own tokens, light and dark: read off the root element, so there is one place they are written. */
import type { Monaco } from "./monaco-setup.ts";

/** `#rrggbb`, however short the style sheet was written. */
export function sixDigits(colour: string): string {
  return /^#[0-9a-f]{3}$/i.test(colour) ? colour.replace(/[0-9a-f]/gi, (digit) => digit + digit) : colour;
}

const token = (name: string) => sixDigits(getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim());
const bare = (name: string) => token(name).replace("#", "");

/** Defines the theme that fits the root element's and makes it the editor's. */
export function applyTheme(monaco: Monaco): void {
  const isDark = document.documentElement.dataset["theme"] === "dark";
  const name = isDark ? "baton-dark" : "baton-light";
  monaco.editor.defineTheme(name, {
    base: isDark ? "vs-dark" : "vs",
    inherit: true,
    rules: [
      { token: "", foreground: bare("ink") },
      { token: "type.yaml", foreground: bare("accent-ink") },
      { token: "comment.yaml", foreground: bare("ink-3") },
      { token: "string.yaml", foreground: bare("ink-2") },
      { token: "number.yaml", foreground: bare("ok") },
      { token: "number.hex.yaml", foreground: bare("ok") },
      { token: "keyword.yaml", foreground: bare("ok") },
      { token: "operators.yaml", foreground: bare("ink-3") },
    ],
    colors: {
      "editor.background": token("surface"),
      "editor.foreground": token("ink"),
      "editorLineNumber.foreground": token("ink-3"),
      "editorLineNumber.activeForeground": token("ink"),
      "editor.lineHighlightBackground": token("sunken"),
      "editor.lineHighlightBorder": "#00000000",
      "editor.selectionBackground": token("accent-line"),
      "editor.inactiveSelectionBackground": token("accent-soft"),
      "editorCursor.foreground": token("accent"),
      "editorIndentGuide.background1": token("line"),
      "editorIndentGuide.activeBackground1": token("line-2"),
      "editorGutter.background": token("surface"),
      "editorWidget.background": token("surface"),
      "editorWidget.border": token("line-2"),
      "editorSuggestWidget.background": token("surface"),
      "editorSuggestWidget.border": token("line-2"),
      "editorSuggestWidget.selectedBackground": token("accent-soft"),
      "editorSuggestWidget.selectedForeground": token("ink"),
      "editorSuggestWidget.highlightForeground": token("accent-ink"),
      "editorSuggestWidget.focusHighlightForeground": token("accent-ink"),
      "editorHoverWidget.background": token("surface"),
      "editorHoverWidget.border": token("line-2"),
      "editorError.foreground": token("bad-mark"),
      "editorWarning.foreground": token("warn-mark"),
      focusBorder: token("accent"),
      "diffEditor.insertedLineBackground": `${token("ok-mark")}22`,
      "diffEditor.insertedTextBackground": `${token("ok-mark")}3c`,
      "diffEditor.removedLineBackground": `${token("bad-mark")}1c`,
      "diffEditor.removedTextBackground": `${token("bad-mark")}38`,
      "diffEditor.unchangedRegionBackground": token("sunken"),
      "diffEditor.unchangedRegionForeground": token("ink-3"),
      "scrollbarSlider.background": `${token("ink-4")}55`,
      "scrollbarSlider.hoverBackground": `${token("ink-4")}88`,
      "scrollbarSlider.activeBackground": `${token("ink-4")}aa`,
      "minimap.background": token("surface"),
    },
  });
  monaco.editor.setTheme(name);
}
