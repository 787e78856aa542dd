/** Builds the demo bank's pages into `out/demo-bank`: every page from the shell `ui/page.html`, flow files read as modules so that no label exists twice. */
import { readFileSync } from "node:fs";
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

type Page = { readonly title: string; readonly script: string };
const depositTransfer: Page = { title: "大额存单转让 · 江海银行", script: "/deposit-transfer.ts" };

/** By address. The deposit flow has a page for each step, so that a step is a real page load; the other flows are one page each. */
const pages: Readonly<Record<string, Page>> = {
  "index.html": { title: "江海银行", script: "/home.ts" },
  "sign-in.html": { title: "登录 · 江海银行", script: "/sign-in.ts" },
  "car-loan.html": { title: "车贷申请 · 江海银行", script: "/car-loan.ts" },
  "family-trust.html": { title: "家族信托/保险金信托设立 · 江海银行", script: "/family-trust.ts" },
  "deposit-transfer/certificate.html": depositTransfer,
  "deposit-transfer/price.html": depositTransfer,
  "deposit-transfer/risk.html": depositTransfer,
  "deposit-transfer/verify.html": depositTransfer,
  "deposit-transfer/confirm.html": depositTransfer,
};
const pageOf = new Map(Object.entries(pages).map(([address, page]) => [path.join(root, address), page]));

/** Gives each page the shell with its title and script: the files themselves do not exist. */
const pageShell: Plugin = {
  name: "jianghai:page",
  enforce: "pre",
  resolveId: (id) => (pageOf.has(id) ? id : null),
  load(id) {
    const page = pageOf.get(id);
    if (page === undefined) return null;
    return readFileSync(path.join(root, "ui/page.html"), "utf8").replace("{{title}}", page.title).replace("{{script}}", page.script);
  },
};

export default defineConfig({
  root,
  base: "/",
  logLevel: "warn",
  publicDir: false,
  plugins: [yamlModules, pageShell],
  build: {
    target: "es2019",
    cssTarget: "chrome79",
    outDir: path.resolve(root, "../../../out/demo-bank"),
    emptyOutDir: true,
    minify: true,
    rolldownOptions: { input: [...pageOf.keys()] },
  },
});
