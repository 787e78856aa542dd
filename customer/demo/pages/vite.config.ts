/** Builds the demo bank's pages into `out/demo-bank`: one HTML entry per page, flow files read as modules so that no label exists twice. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Plugin } from "vite";
import { defineConfig } from "vite";
import { parse } from "yaml";

const root = import.meta.dirname;

/** `import flow from "….yaml"` gives the parsed file. */
const yamlModules: Plugin = {
  name: "jianghai:yaml",
  enforce: "pre",
  load: {
    filter: { id: /\.yaml$/ },
    handler: (id) => ({ code: `export const flow = ${JSON.stringify(parse(readFileSync(id, "utf8")))};`, moduleType: "js" }),
  },
};

function htmlIn(folder: string): string[] {
  return readdirSync(path.join(root, folder))
    .filter((file) => file.endsWith(".html"))
    .map((file) => path.join(root, folder, file));
}

export default defineConfig({
  root,
  base: "/",
  logLevel: "warn",
  publicDir: false,
  plugins: [yamlModules],
  build: {
    target: "es2019",
    cssTarget: "chrome79",
    outDir: path.resolve(root, "../../../out/demo-bank"),
    emptyOutDir: true,
    minify: true,
    rolldownOptions: { input: [...htmlIn("."), ...htmlIn("deposit-transfer")] },
  },
});
