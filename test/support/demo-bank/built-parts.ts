/** Builds what the demo bank's tests serve: the tracker's script and the pages, into a folder of the test's own. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { build } from "vite";

const PROJECT = path.resolve(import.meta.dirname, "../../..");

export type BuiltParts = { readonly trackScript: string; readonly pagesFolder: string; remove(): Promise<void> };

/** The tracker alone, as `scripts/build` bundles it: classic script, es2019, minified. */
export async function buildTracker(outDir: string): Promise<string> {
  await build({
    root: PROJECT,
    configFile: false,
    logLevel: "error",
    publicDir: false,
    build: {
      target: "es2019",
      outDir,
      emptyOutDir: false,
      minify: true,
      modulePreload: false,
      rolldownOptions: {
        input: path.join(PROJECT, "customer/track/index.ts"),
        preserveEntrySignatures: false,
        output: { format: "iife", entryFileNames: "track.js", codeSplitting: false },
      },
    },
  });
  return path.join(outDir, "track.js");
}

export async function buildParts(): Promise<BuiltParts> {
  const folder = await mkdtemp(path.join(tmpdir(), "baton-demo-bank-"));
  const pagesFolder = path.join(folder, "pages");
  const trackScript = await buildTracker(folder);
  await build({
    configFile: path.join(PROJECT, "customer/demo/pages/vite.config.ts"),
    logLevel: "error",
    build: { outDir: pagesFolder, emptyOutDir: true },
  });
  return { trackScript, pagesFolder, remove: () => rm(folder, { recursive: true, force: true }) };
}
