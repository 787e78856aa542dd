/**
 * With which Node the hub is started, and from which file.
 *
 * Owns the choice. The hub needs `node:sqlite`, so Node 22.13 or newer; a desktop on an older Electron brings one along.
 */
import { existsSync } from "node:fs";
import path from "node:path";
import { err, ok, type Result } from "#shared/lib/result.ts";

export type HubCommand =
  /** A process of its own that outlives this desktop. */
  | {
      readonly kind: "process";
      readonly node: string;
      readonly file: string;
      /** Start image of `file`, made with this very Node; left out, and the hub starts from `file` alone, later. */
      readonly image?: string;
    }
  /** Inside Electron; it ends with this desktop, and another one then starts its own. */
  | { readonly kind: "utility"; readonly file: string };

export type HubSurroundings = {
  /** Folder of the app: the project in development, `resources/app.asar` when packaged. */
  readonly appFolder: string;
  /** Electron's `resources`, or `null` in development. */
  readonly resourcesFolder: string | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  readonly arch: string;
  /** `process.versions.node` of Electron. */
  readonly nodeVersion: string;
  readonly exists: (file: string) => boolean;
};

export function chooseHubCommand(surroundings: HubSurroundings): Result<HubCommand, "hub-not-built" | "no-node"> {
  const { env, nodeVersion, exists } = surroundings;
  const file = hubFile(surroundings);
  if (!exists(file)) return err("hub-not-built");
  const named = env["BATON_NODE"];
  if (named !== undefined && exists(named)) return ok({ kind: "process", node: named, file });
  const node = carriedNodes(surroundings).find(exists);
  // Of another Node the image would be refused, or, worse, believed: a build of the same version need not lay out its memory the same way.
  const image = imageFile(surroundings);
  if (node !== undefined) return ok({ kind: "process", node, file, ...(exists(image) ? { image } : {}) });
  return hasSqlite(nodeVersion) ? ok({ kind: "utility", file }) : err("no-node");
}

/** Outside the archive when packaged: a plain Node cannot read inside one. */
function hubFile({ appFolder, resourcesFolder }: HubSurroundings): string {
  const folder = resourcesFolder === null ? appFolder : path.join(resourcesFolder, "app.asar.unpacked");
  return path.join(folder, "out", "hub", "hub.mjs");
}

/** Beside the Node that it was made with and that is packaged with it, or beside the bundle. */
function imageFile({ appFolder, resourcesFolder }: HubSurroundings): string {
  return resourcesFolder === null ? path.join(appFolder, "out", "hub", "hub.blob") : path.join(resourcesFolder, "node", "hub.blob");
}

function carriedNodes({ appFolder, resourcesFolder, platform, arch }: HubSurroundings): readonly string[] {
  const binary = platform === "win32" ? "node.exe" : "node";
  if (resourcesFolder !== null) return [path.join(resourcesFolder, "node", binary), path.join(resourcesFolder, "node", "bin", binary)];
  const system = platform === "win32" ? "win" : platform;
  return [path.join(appFolder, "node_modules", `node-${system}-${arch}`, "bin", binary)];
}

function hasSqlite(nodeVersion: string): boolean {
  const [major = 0, minor = 0] = nodeVersion.split(".").map(Number);
  return major > 22 || (major === 22 && minor >= 13);
}

export const fileExists: HubSurroundings["exists"] = existsSync;
