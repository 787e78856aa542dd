/** The repository's own content, loaded once a test file; every fault of it is shown, not only that there is one. */
import { fileURLToPath } from "node:url";
import type { Content } from "#hub/content/content.ts";
import { loadContent } from "#hub/content/load-content.ts";

export const CONTENT_DIR = fileURLToPath(new URL("../../../content", import.meta.url));

export function liveContent(): Content {
  const loaded = loadContent(CONTENT_DIR);
  if (!loaded.ok) throw new Error(loaded.error.map((fault) => `${fault.file} ${fault.path}: ${fault.message}`).join("\n"));
  return loaded.value;
}
