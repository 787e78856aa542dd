/**
 * Every numbered rule of docs/spec has a test that quotes it, and every quoted id is a rule.
 *
 * Owns the notation and that docs/SPEC.md lists every area: a rule is a list line `- **AREA-1** sentence.`, a quotation is `[AREA-1]` in the title of a test
 * that runs. A skipped test quotes nothing.
 */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { Visitor } from "vite";
import { lineAt, parseSource, readSources, type SourceFile } from "#scripts/lib/source-tree.ts";
import { type CheckReport, report } from "./report.ts";

const RULE = /^\s*[-*]\s+\*\*([A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*-\d+)\*\*/gm;
const QUOTED = /\[([A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*-\d+)\]/g;
const TEST_FUNCTIONS = new Set(["test", "it", "describe"]);
const NOT_RUN = new Set(["skip", "todo", "fixme"]);

export type Mention = { readonly id: string; readonly where: string };

export function checkSpecIds(root: string): CheckReport {
  const areas = readSources(root, ["docs/spec"], [".md"]);
  const rules = areas.flatMap(rulesOf);
  const quotes = readSources(root, ["test"], [".ts", ".tsx"]).flatMap(quotesOf);
  const unlisted = areas.filter((area) => !indexOf(root).includes(`](${area.path.slice("docs/".length)})`));
  const faults = [...compareSpecIds(rules, quotes), ...unlisted.map((area) => `docs/SPEC.md lacks the line ${indexLine(area)}`)];
  return report(`${rules.length} rules, ${quotes.length} quotations`, faults);
}

/** From the heading `# AREA: what it is about`. */
function indexLine({ path: file, text }: SourceFile): string {
  const name = path.posix.basename(file, ".md");
  const heading = /^#\s+(.*)$/m.exec(text)?.[1] ?? name;
  return `- [${name}](spec/${name}.md): ${heading.replace(`${name}: `, "")}`;
}

function indexOf(root: string): string {
  const file = path.join(root, "docs", "SPEC.md");
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

export function compareSpecIds(rules: readonly Mention[], quotes: readonly Mention[]): readonly string[] {
  const firstWhere = new Map<string, string>();
  const duplicates = rules.flatMap(({ id, where }) => {
    const first = firstWhere.get(id);
    if (first === undefined) firstWhere.set(id, where);
    return first === undefined ? [] : [`${where} ${id} is already a rule at ${first}`];
  });
  const quotedIds = new Set(quotes.map(({ id }) => id));
  const untested = [...firstWhere]
    .filter(([id]) => !quotedIds.has(id))
    .map(([id, where]) => `${where} ${id} has no test: quote it as [${id}] in a title`);
  const unknown = quotes
    .filter(({ id }) => !firstWhere.has(id))
    .map(({ id, where }) => `${where} quotes ${id}, which is no rule in docs/spec`);
  return [...duplicates, ...untested, ...unknown];
}

function rulesOf(file: SourceFile): readonly Mention[] {
  return [...file.text.matchAll(RULE)].map((match) => ({
    id: match[1] ?? "",
    where: `${file.path}:${lineAt(file.text, match.index + match[0].length)}`,
  }));
}

function quotesOf(file: SourceFile): readonly Mention[] {
  const parsed = parseSource(file);
  if (parsed === null) return [];
  const quotes: Mention[] = [];
  new Visitor({
    CallExpression: (node) => {
      const title = node.arguments[0];
      if (title === undefined || !runsTest(node.callee)) return;
      const isText = title.type === "TemplateLiteral" || (title.type === "Literal" && typeof title.value === "string");
      if (!isText) return;
      for (const match of file.text.slice(title.start, title.end).matchAll(QUOTED)) {
        quotes.push({ id: match[1] ?? "", where: `${file.path}:${lineAt(file.text, title.start)}` });
      }
    },
  }).visit(parsed.program);
  return quotes;
}

type Callee = { readonly type: string };

/** `test(…)`, `test.only(…)`, `test.each(rows)(…)`, `test.step(…)`, but not `test.skip(…)`. */
function runsTest(callee: Callee): boolean {
  if ("name" in callee && callee.type === "Identifier") return TEST_FUNCTIONS.has(String(callee.name));
  if (callee.type === "CallExpression" && "callee" in callee) return runsTest(callee.callee as Callee);
  if (callee.type === "MemberExpression" && "object" in callee && "property" in callee) {
    const property = callee.property as { readonly name?: string };
    return !NOT_RUN.has(property.name ?? "") && runsTest(callee.object as Callee);
  }
  return false;
}
