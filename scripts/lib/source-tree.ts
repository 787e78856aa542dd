/**
 * The project's source files as the checks see them: listing, parsing, lines.
 * Owns reading; each rule is a file of its own in `scripts/checks/`.
 */
import { type Dirent, existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseSync } from "vite";

const NEVER_SOURCE = new Set(["node_modules", "out", "dist", ".git"]);

export type SourceFile = {
  /** Relative to the tree's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
};

/**
 * Files below `folders` whose name ends in one of `endings`, in a stable order. A folder that does not exist holds none.
 *
 * @param root absolute path of the tree
 * @param folders relative to `root`; "." for the whole tree
 */
export function readSources(root: string, folders: readonly string[], endings: readonly string[]): readonly SourceFile[] {
  return folders
    .flatMap((folder) => listFiles(path.join(root, folder)))
    .filter((file) => endings.some((ending) => file.endsWith(ending)))
    .sort()
    .map((file) => ({ path: path.relative(root, file).split(path.sep).join("/"), text: readFileSync(file, "utf8") }));
}

/** Absolute paths of every file below a folder. */
export function listFiles(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry: Dirent) => {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) return NEVER_SOURCE.has(entry.name) ? [] : listFiles(full);
    return entry.isFile() ? [full] : [];
  });
}

export type Parsed = ReturnType<typeof parseSync>;

/** The syntax tree, or `null` where the file does not parse (the type check reports that better). */
export function parseSource(file: SourceFile): Parsed | null {
  const parsed = parseSync(file.path, file.text);
  return parsed.errors.length > 0 ? null : parsed;
}

/** One-based line of a character offset. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) line += 1;
  return line;
}
