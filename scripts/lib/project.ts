/** Where the project's own folders are. Owns paths only; nothing here reads or writes. */
import path from "node:path";

export const projectRoot = path.resolve(import.meta.dirname, "../..");
export const outFolder = path.join(projectRoot, "out");

/** Absolute path of something inside the project. */
export function inProject(...parts: readonly string[]): string {
  return path.join(projectRoot, ...parts);
}
