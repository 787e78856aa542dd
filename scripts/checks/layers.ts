/**
 * Import directions between the folders of docs/ARCHITECTURE.md: who may import whom.
 *
 * Owns the table and the reading of specifiers (relative and `#subpath`, static, dynamic and type imports). What a folder
 * may touch of the platform (`window`, `process`) is its tsconfig's `lib` and `types`.
 */
import { isBuiltin } from "node:module";
import path from "node:path";
import { Visitor } from "vite";
import { lineAt, parseSource, readSources, type SourceFile } from "#scripts/lib/source-tree.ts";
import { type CheckReport, report } from "./report.ts";

type Layer = {
  /** Path prefix; the longest that fits a file decides. */
  readonly folder: string;
  /** Prefixes it may import besides itself; "*" for all. */
  readonly mayImport: readonly string[];
  /** Prefixes it may import types from, and only types. */
  readonly mayImportTypesFrom?: readonly string[];
  /** Packages: any, none, or any but those of Node and Electron. */
  readonly packages: "any" | "none" | "no-node" | "no-electron";
};

const PURE = ["shared/lib", "shared/model", "shared/domain", "shared/contract"];
const ALL_SHARED = [...PURE, "shared/browser"];

export const layers: readonly Layer[] = [
  { folder: "shared/lib", mayImport: [], packages: "none" },
  { folder: "shared/model", mayImport: ["shared/lib"], packages: "no-node" },
  { folder: "shared/domain", mayImport: ["shared/lib", "shared/model"], packages: "no-node" },
  { folder: "shared/contract", mayImport: ["shared/lib", "shared/model"], packages: "no-node" },
  { folder: "shared/browser", mayImport: ["shared/lib", "shared/model", "shared/contract"], packages: "no-node" },
  { folder: "main", mayImport: PURE, packages: "any" },
  { folder: "renderer", mayImport: ALL_SHARED, packages: "no-node" },
  { folder: "hub", mayImport: PURE, packages: "no-electron" },
  {
    folder: "customer",
    mayImport: ["shared/lib", "shared/model", "shared/contract", "shared/browser", "customer/track", "customer/track/api.ts"],
    packages: "no-node",
  },
  { folder: "customer/track", mayImport: ["customer/track/api.ts"], mayImportTypesFrom: ALL_SHARED, packages: "none" },
  // What a bank's page sees of the tracker.
  { folder: "customer/track/api.ts", mayImport: [], mayImportTypesFrom: ALL_SHARED, packages: "none" },
  { folder: "customer/demo/rules", mayImport: ["shared/lib", "shared/model"], packages: "no-node" },
  {
    folder: "customer/demo/pages",
    mayImport: ["shared/lib", "shared/model", "customer/demo/rules", "customer/track/api.ts", "content"],
    packages: "no-node",
  },
  { folder: "customer/demo/server", mayImport: [...PURE, "customer/demo/rules"], packages: "no-electron" },
  { folder: "content", mayImport: [], packages: "none" },
  { folder: "scripts", mayImport: ["*"], packages: "any" },
  { folder: "test", mayImport: ["*"], packages: "any" },
];

const TOP_FOLDERS = [...new Set(layers.map(({ folder }) => folder.split("/")[0] ?? folder))];

export type ImportUse = { readonly specifier: string; readonly offset: number; readonly isTypeOnly: boolean };

export function checkLayers(root: string): CheckReport {
  // A tool's config runs when building, not in the product.
  const files = readSources(root, TOP_FOLDERS, [".ts", ".tsx", ".mts", ".mjs"]).filter(({ path: name }) => !name.endsWith(".config.ts"));
  return report(`${files.length} files`, files.flatMap(faultsOf));
}

function faultsOf(file: SourceFile): readonly string[] {
  const layer = layerOf(file.path);
  if (layer === null) return [];
  return importsOf(file).flatMap((use) => {
    const reason = whyForbidden(file.path, layer, use);
    return reason === null ? [] : [`${file.path}:${lineAt(file.text, use.offset)} ${reason}`];
  });
}

function whyForbidden(from: string, layer: Layer, { specifier, isTypeOnly }: ImportUse): string | null {
  const target = resolveInside(from, specifier);
  if (target === null) return whyPackageForbidden(layer, specifier, isTypeOnly);
  const targetLayer = layerOf(target);
  if (targetLayer === null) return target.includes("/") ? `imports ${target}, which belongs to no folder of docs/ARCHITECTURE.md` : null;
  if (targetLayer.folder === layer.folder || layer.mayImport.includes("*")) return null;
  if (layer.mayImport.includes(targetLayer.folder)) return null;
  if (layer.mayImportTypesFrom?.includes(targetLayer.folder)) {
    return isTypeOnly ? null : `${layer.folder} may import only types from ${targetLayer.folder}: write "import type" for ${specifier}`;
  }
  const allowed = [...layer.mayImport, ...(layer.mayImportTypesFrom ?? []).map((folder) => `${folder} (types)`)];
  return `${layer.folder} may not import ${targetLayer.folder} (${specifier}); it may import ${allowed.join(", ") || "nothing"}`;
}

function whyPackageForbidden(layer: Layer, specifier: string, isTypeOnly: boolean): string | null {
  if (layer.packages === "any") return null;
  const isNode = isBuiltin(specifier);
  const isElectron = specifier === "electron" || specifier.startsWith("electron/") || specifier === "electron-store";
  if (isElectron) return `${layer.folder} may not import ${specifier}: only main/ knows Electron`;
  if (layer.packages === "no-electron") return null;
  if (isNode) return `${layer.folder} may not import ${specifier}: it does not run on Node`;
  if (layer.packages === "none" && !isTypeOnly) return `${layer.folder} may not import the package ${specifier}: it imports no packages`;
  return null;
}

/** Path inside the project that a specifier means, or `null` for a package. */
function resolveInside(from: string, specifier: string): string | null {
  const bare = specifier.replace(/\?.*$/, "");
  if (bare.startsWith("#")) return bare.slice(1);
  if (bare.startsWith(".")) return path.posix.normalize(path.posix.join(path.posix.dirname(from), bare));
  return null;
}

function layerOf(file: string): Layer | null {
  const fitting = layers.filter(({ folder }) => file === folder || file.startsWith(`${folder}/`));
  return fitting.reduce<Layer | null>((best, layer) => (best === null || layer.folder.length > best.folder.length ? layer : best), null);
}

/** Every specifier a file names. A file that does not parse has none: the type check reports it. */
export function importsOf(file: SourceFile): readonly ImportUse[] {
  const parsed = parseSource(file);
  if (parsed === null) return [];
  const uses: ImportUse[] = [];
  new Visitor({
    ImportDeclaration: (node) => {
      const isTypeOnly =
        node.importKind === "type" ||
        (node.specifiers.length > 0 && node.specifiers.every((item) => item.type === "ImportSpecifier" && item.importKind === "type"));
      uses.push({ specifier: node.source.value, offset: node.start, isTypeOnly });
    },
    ExportAllDeclaration: (node) => {
      uses.push({ specifier: node.source.value, offset: node.start, isTypeOnly: node.exportKind === "type" });
    },
    ExportNamedDeclaration: (node) => {
      if (node.source) uses.push({ specifier: node.source.value, offset: node.start, isTypeOnly: node.exportKind === "type" });
    },
    ImportExpression: (node) => {
      const { source } = node;
      if (source.type === "Literal" && typeof source.value === "string")
        uses.push({ specifier: source.value, offset: node.start, isTypeOnly: false });
    },
    TSImportType: (node) => {
      uses.push({ specifier: node.source.value, offset: node.start, isTypeOnly: true });
    },
  }).visit(parsed.program);
  return uses;
}
