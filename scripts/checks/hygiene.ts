/**
 * What must not be in the tree: addresses of a registry in the lock file, paths of somebody's machine, tests that only
 * narrow the run. Warns of files that have grown a second subject.
 */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { lineAt, readSources, type SourceFile } from "#scripts/lib/source-tree.ts";
import { type CheckReport, report } from "./report.ts";

const LONG_LINES = 400;
const CODE = [".ts", ".tsx", ".css", ".mjs", ".cjs"];
const TEXT = [...CODE, ".json", ".yaml", ".yml", ".md", ".html", ".sh"];
const TREE = ["shared", "main", "renderer", "hub", "customer", "content", "test", "scripts", "docs", ".ci"];
const ROOT_FILES = [
  "README.md",
  "CONTEXT.md",
  "CONTRIBUTING.md",
  "package.json",
  "biome.json",
  "electron-builder.yml",
  "vitest.config.ts",
  "playwright.config.ts",
];
/** A home, a root or a temp folder written out; programs ask `os.tmpdir()` and relatives instead. */
const MACHINE_PATH = /(?<![\w.~-])\/(?:work|farm|root|home\/[a-z][\w-]*|Users\/[A-Za-z]\w*|tmp\/[\w.-])[\w./-]*/g;
const NARROWED = /\b(?:test|it|describe)\.only\(/g;

export function checkHygiene(root: string): CheckReport {
  const files = [...readSources(root, TREE, TEXT), ...rootFiles(root)];
  const failures = [...lockFaults(root), ...files.flatMap(machinePaths), ...files.filter(isCode).flatMap(narrowedTests)];
  return report(`${files.length} files`, failures, files.filter(isCode).flatMap(tooLong));
}

function rootFiles(root: string): readonly SourceFile[] {
  return ROOT_FILES.filter((name) => existsSync(path.join(root, name))).map((name) => ({
    path: name,
    text: readFileSync(path.join(root, name), "utf8"),
  }));
}

function lockFaults(root: string): readonly string[] {
  const file = path.join(root, "package-lock.json");
  if (!existsSync(file)) return ["package-lock.json is missing"];
  const text = readFileSync(file, "utf8");
  const at = text.indexOf('"resolved": "http');
  if (at === -1) return [];
  return [
    `package-lock.json:${lineAt(text, at)} records download addresses: reinstall with omit-lockfile-registry-resolved=true in .npmrc`,
  ];
}

const isCode = ({ path: name }: SourceFile) => CODE.some((ending) => name.endsWith(ending));

function machinePaths({ path: name, text }: SourceFile): readonly string[] {
  return [...text.matchAll(MACHINE_PATH)].map((match) => `${name}:${lineAt(text, match.index)} holds a path of one machine: ${match[0]}`);
}

function narrowedTests({ path: name, text }: SourceFile): readonly string[] {
  if (!name.startsWith("test/")) return [];
  return [...text.matchAll(NARROWED)].map((match) => `${name}:${lineAt(text, match.index)} leaves every other test out: ${match[0]}`);
}

function tooLong({ path: name, text }: SourceFile): readonly string[] {
  const lines = text.split("\n").length - 1;
  return lines > LONG_LINES ? [`${name} has ${lines} lines: ask what second subject moved in`] : [];
}
