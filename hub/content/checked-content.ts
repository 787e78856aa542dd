/**
 * Content that was read and checked when the product was built, so that a hub need not do it again at every start.
 *
 * It counts only for the very same files and the very same program: the key is a hash over both (a start image is its program, and needs the
 * files' alone). Anything else, and a hub reads and checks the folder itself (`load-content.ts`), which takes some hundred milliseconds of a start.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { err, ok, type Result } from "#shared/lib/result.ts";
import type { ContentFault } from "./content.ts";
import { loadContent } from "./load-content.ts";
import { type CheckedRelease, canonicalJson, checkedRelease } from "./release.ts";

/** @param program the bundle whose checks these are; `file` lies beside it and is as trusted as it is. */
export type CheckedContent = { readonly program: string; readonly file: string };

/** SHA-256 over the program, if it is a file, and every YAML file of the folder, names included. */
function keyOf(contentDir: string, program: string | null): string {
  const hash = createHash("sha256");
  if (program !== null) hash.update(readFileSync(program));
  const names = readdirSync(contentDir, { recursive: true, encoding: "utf8" }).map((name) => name.replaceAll("\\", "/"));
  for (const name of names.filter((one) => one.endsWith(".yaml")).sort())
    hash.update(`\0${name}\0`).update(readFileSync(join(contentDir, name)));
  return hash.digest("hex");
}

/** Checks the folder and keeps what came of it. */
export function keepCheckedContent(contentDir: string, { program, file }: CheckedContent): Result<null, ContentFault[]> {
  const loaded = loadContent(contentDir);
  if (!loaded.ok) return err(loaded.error);
  writeFileSync(file, `${keyOf(contentDir, program)}\n${canonicalJson(loaded.value)}`);
  return ok(null);
}

/** What was kept; null when the folder or the program is another, or nothing was kept. */
export function readCheckedContent(contentDir: string, { program, file }: CheckedContent): CheckedRelease | null {
  try {
    const kept = readFileSync(file, "utf8");
    const end = kept.indexOf("\n");
    return kept.slice(0, end) === keyOf(contentDir, program) ? checkedRelease(kept.slice(end + 1)) : null;
  } catch {
    return null;
  }
}

/** Holds a folder's checked release in memory, for a program that is kept with its memory; it gives null for a folder of other files. */
export function holdCheckedContent(contentDir: string, release: CheckedRelease): (contentDir: string) => CheckedRelease | null {
  const key = keyOf(contentDir, null);
  return (folder) => {
    try {
      return keyOf(folder, null) === key ? release : null;
    } catch {
      return null;
    }
  };
}
