/** What Monaco is told about a policy or a flow: suggestions, words under the pointer. The schema decides, `copy/studio-fields.ts` speaks. */

import { schemaOfFile } from "#shared/domain/studio/content-files.ts";
import { pathOfWord } from "#shared/domain/studio/cursor-path.ts";
import type { DraftPath } from "#shared/domain/studio/read-draft.ts";
import { describe, schemaAt } from "#shared/domain/studio/schema-walk.ts";
import { suggestionsAt } from "#shared/domain/studio/suggest.ts";
import type { Flow } from "#shared/model/flow.ts";
import type { Language } from "#shared/model/words.ts";
import { boundsText, fieldHelp } from "../copy/studio-fields.ts";
import type { Monaco } from "./monaco-setup.ts";

export type HelpSource = {
  readonly language: () => Language;
  /** The flows in force. */
  readonly flows: () => readonly Flow[];
};

const SCHEME = "studio";

/** The model's address; the file is its path. */
export function addressOf(monaco: Monaco, file: string, part: "text" | "in-force") {
  return monaco.Uri.from({ scheme: SCHEME, authority: part, path: `/${file}` });
}

function helpText(language: Language, file: string, path: DraftPath): string {
  const schema = schemaOfFile(file);
  const found = schema === null ? null : schemaAt(schema, path);
  const words = fieldHelp(language, file, path);
  const bounds = found === null ? "" : boundsText(language, describe(found));
  return [words, bounds].filter(Boolean).join("\n\n");
}

let isRegistered = false;
/** The one source for every editor; the latest wins. */
let source: HelpSource | null = null;

export function helpWith(monaco: Monaco, given: HelpSource): void {
  source = given;
  if (isRegistered) return;
  isRegistered = true;
  const fileOf = (uri: { scheme: string; path: string }) => (uri.scheme === SCHEME ? uri.path.slice(1) : null);
  monaco.languages.registerCompletionItemProvider("yaml", {
    triggerCharacters: [" ", "\n", ":", "-"],
    provideCompletionItems(model, { lineNumber, column }) {
      const file = fileOf(model.uri);
      if (file === null || source === null) return { suggestions: [] };
      const { language, flows } = source;
      const word = model.getWordUntilPosition({ lineNumber, column });
      const range = new monaco.Range(lineNumber, word.startColumn, lineNumber, column);
      const found = suggestionsAt(file, model.getValue(), lineNumber - 1, word.startColumn - 1, flows());
      return {
        suggestions: found.map((suggestion, index) => ({
          label: suggestion.label,
          kind: suggestion.kind === "key" ? monaco.languages.CompletionItemKind.Property : monaco.languages.CompletionItemKind.EnumMember,
          insertText: suggestion.insert,
          sortText: `${suggestion.isRequired ? 0 : 1}${String(index).padStart(4, "0")}`,
          documentation: helpText(language(), file, suggestion.path),
          range,
        })),
      };
    },
  });
  monaco.languages.registerHoverProvider("yaml", {
    provideHover(model, { lineNumber, column }) {
      const file = fileOf(model.uri);
      const path = file === null ? null : pathOfWord(model.getValue(), lineNumber - 1, column - 1);
      if (file === null || path === null || source === null) return null;
      const text = helpText(source.language(), file, path);
      return text === "" ? null : { contents: [{ value: text }] };
    },
  });
  // A key may hold dashes: it is one word.
  monaco.languages.setLanguageConfiguration("yaml", { wordPattern: /[\w.-]+/ });
}
