/** Brings Monaco in, once, with its own words in the language the desk has at that moment. */
import type { Language } from "#shared/model/words.ts";
import type { Monaco } from "./monaco-setup.ts";

let loading: Promise<Monaco> | null = null;

/** A failed load is forgotten, so that it can be tried again. */
export function loadMonaco(language: Language): Promise<Monaco> {
  loading ??= (async () => {
    if (language === "zh-CN") await import("monaco-editor/nls/lang/zh-cn.js");
    return (await import("./monaco-setup.ts")).monaco;
  })().catch((fault: unknown) => {
    loading = null;
    throw fault;
  });
  return loading;
}
