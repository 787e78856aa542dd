/**
 * What a folder may not reach for: in shared/domain a clock, a random source or the machine's time zone (time and chance
 * are arguments), in hub/ outside its composition roots the environment.
 * Owns those two rules; everything else about style is Biome's.
 */
import { Visitor } from "vite";
import { lineAt, parseSource, readSources, type SourceFile } from "#scripts/lib/source-tree.ts";
import { type CheckReport, report } from "./report.ts";

const PURE_FOLDER = "shared/domain";
const HUB_FOLDER = "hub";
const COMPOSITION_ROOTS = "hub/entry/";
const BANNED_MEMBERS = new Set(["Date.now", "Math.random", "performance.now", "crypto.randomUUID", "crypto.getRandomValues"]);
const BANNED_CALLS = new Set(["setTimeout", "setInterval", "queueMicrotask"]);
/** Methods of Date that answer in the machine's time zone; the bank's zone is content. */
const ZONED = new Set([
  "getFullYear",
  "getMonth",
  "getDate",
  "getDay",
  "getHours",
  "getMinutes",
  "getTimezoneOffset",
  "setHours",
  "toDateString",
  "toTimeString",
]);

export function checkPurity(root: string): CheckReport {
  const pure = readSources(root, [PURE_FOLDER], [".ts", ".tsx"]);
  const hub = readSources(root, [HUB_FOLDER], [".ts"]).filter(({ path }) => !path.startsWith(COMPOSITION_ROOTS));
  return report(`${pure.length + hub.length} files`, [...pure.flatMap(impurities), ...hub.flatMap(environmentReads)]);
}

function environmentReads(file: SourceFile): readonly string[] {
  const parsed = parseSource(file);
  if (parsed === null) return [];
  const faults: string[] = [];
  new Visitor({
    MemberExpression: (node) => {
      const isEnvironment =
        node.object.type === "Identifier" &&
        node.object.name === "process" &&
        node.property.type === "Identifier" &&
        node.property.name === "env";
      if (isEnvironment)
        faults.push(
          `${file.path}:${lineAt(file.text, node.start)} process.env: only ${COMPOSITION_ROOTS} reads the environment, pass the setting in`,
        );
    },
  }).visit(parsed.program);
  return faults;
}

function impurities(file: SourceFile): readonly string[] {
  const parsed = parseSource(file);
  if (parsed === null) return [];
  const faults: string[] = [];
  const fault = (offset: number, what: string) =>
    faults.push(`${file.path}:${lineAt(file.text, offset)} ${what}: pass the time or the chance in as an argument`);
  new Visitor({
    MemberExpression: (node) => {
      if (node.computed || node.property.type !== "Identifier") return;
      const owner = node.object.type === "Identifier" ? node.object.name : "";
      const member = `${owner}.${node.property.name}`;
      if (BANNED_MEMBERS.has(member)) fault(node.start, member);
      else if (ZONED.has(node.property.name)) fault(node.start, `${node.property.name} answers in the machine's time zone`);
    },
    NewExpression: (node) => {
      if (node.callee.type === "Identifier" && node.callee.name === "Date" && node.arguments.length === 0) fault(node.start, "new Date()");
    },
    CallExpression: (node) => {
      if (node.callee.type !== "Identifier") return;
      if (node.callee.name === "Date") fault(node.start, "Date()");
      if (BANNED_CALLS.has(node.callee.name)) fault(node.start, node.callee.name);
    },
  }).visit(parsed.program);
  return faults;
}
