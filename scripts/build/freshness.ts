/**
 * Which bundles are out of date: a hash over everything that goes into one, kept beside the result.
 * Owns the stamps in `out/stamps`; times of files mean nothing to it, so a checkout or a copy rebuilds nothing.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { listFiles } from "#scripts/lib/source-tree.ts";

/** SHA-256 over the paths and contents of files and folders; what does not exist counts as empty. */
export function hashSources(root: string, sources: readonly string[]): string {
  const hash = createHash("sha256");
  const files = sources.flatMap((source) => {
    const full = path.join(root, source);
    if (!existsSync(full)) return [];
    return statSync(full).isFile() ? [full] : listFiles(full);
  });
  for (const file of [...new Set(files)].sort()) {
    hash.update(path.relative(root, file)).update("\0").update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
}

export type Stamp = { isFresh(): boolean; clear(): void; write(): void };

/** The record of one target's last complete build. A build that fails half-way leaves none. */
export function openStamp(outRoot: string, target: string, hash: string): Stamp {
  const file = path.join(outRoot, "stamps", `${target}.sha256`);
  const write = (text: string) => {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  return {
    isFresh: () => existsSync(file) && readFileSync(file, "utf8") === hash,
    clear: () => write(""),
    write: () => write(hash),
  };
}
