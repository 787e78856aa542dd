/** Bundles browser code of the project for a test page: one classic script, held in memory. */
import { build } from "vite";
import { inProject } from "#scripts/lib/project.ts";

/** @param entry project path. @param globalName where the entry's exports appear on the page. */
export async function bundleForBrowser(entry: string, globalName: string): Promise<string> {
  const built = await build({
    root: inProject(),
    configFile: false,
    logLevel: "error",
    publicDir: false,
    define: { "process.env.NODE_ENV": JSON.stringify("production") },
    build: {
      write: false,
      target: "chrome114",
      minify: false,
      rolldownOptions: {
        input: inProject(entry),
        preserveEntrySignatures: "strict",
        output: { format: "iife", name: globalName, codeSplitting: false },
      },
    },
  });
  for (const output of Array.isArray(built) ? built : [built])
    if ("output" in output) for (const chunk of output.output) if (chunk.type === "chunk" && chunk.isEntry) return chunk.code;
  throw new Error(`no bundle came out of ${entry}`);
}
