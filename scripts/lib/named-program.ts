/**
 * Commands that run one program by name: `npm run bench -- NAME`, `fuzz`, `soak`.
 * Owns finding it and listing what there is; every argument after the name is the program's own, behind a second `--` or without one.
 */
import { existsSync, readdirSync } from "node:fs";
import { runInForeground } from "./processes.ts";
import { inProject } from "./project.ts";

export type ProgramKind = "bench" | "fuzz" | "soak";

const EXIT_USAGE = 2;

/** Names of `test/<kind>/NAME.<kind>.ts`, in order. */
export function programNames(kind: ProgramKind): readonly string[] {
  const folder = inProject("test", kind);
  if (!existsSync(folder)) return [];
  const ending = `.${kind}.ts`;
  return readdirSync(folder)
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length))
    .sort();
}

export function programFile(kind: ProgramKind, name: string): string {
  return inProject("test", kind, `${name}.${kind}.ts`);
}

/** @returns the program's exit code; 2 when there is no such program */
export async function runNamedProgram(
  kind: ProgramKind,
  [name, ...rest]: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<number> {
  const args = rest[0] === "--" ? rest.slice(1) : rest;
  const names = programNames(kind);
  if (name === undefined || !names.includes(name)) {
    const known = names.length > 0 ? `There are: ${names.join(", ")}.` : `test/${kind}/ holds none yet.`;
    console.error(`${name === undefined ? `Which ${kind}?` : `There is no ${kind} "${name}".`} ${known}`);
    return EXIT_USAGE;
  }
  return runInForeground(process.execPath, [programFile(kind, name), ...args], { cwd: inProject(), env: { ...process.env, ...env } });
}
