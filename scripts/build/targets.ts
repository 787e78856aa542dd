/**
 * The bundles of the product: where each begins, where it lands, what it may run on.
 *
 * Owns Vite's settings per bundle. What is out of date is `freshness.ts`, the command is `scripts/build.ts`.
 * Main, preload and hub run on a Node, the rest in a browser: Electron 25 (Chromium 114, Node 18) is the oldest host.
 */
import { builtinModules } from "node:module";
import path from "node:path";
import react from "@vitejs/plugin-react";
import type { InlineConfig, Plugin } from "vite";
import { inProject, outFolder } from "#scripts/lib/project.ts";
import { framedForImage, IMAGE_BUNDLE } from "./start-image.ts";
import { unusedSchemas } from "./unused-schemas.ts";

export type BuildTarget = {
  readonly name: string;
  /** Folder below `out/` that belongs to this target alone and is emptied first. */
  readonly out: string;
  /** Project paths without which there is nothing to build. */
  readonly entries: readonly string[];
  /** Project folders and files whose content decides whether the bundle is out of date. */
  readonly sources: readonly string[];
  /** One Vite run per config, in order. */
  readonly configs: () => readonly InlineConfig[];
  /** Run with Node once the bundles are there: a script of this target's folder and its arguments. */
  readonly afterwards?: readonly string[];
  /** A content folder of the project: the last step is the hub's start image, with this content in it. */
  readonly startImageOf?: string;
};

/** Left outside Node bundles: the host provides them, or they hold native code that cannot be bundled. */
const NODE_EXTERNALS = [/^node:/, ...builtinModules, "electron", "bufferutil", "utf-8-validate", /^@node-rs\//, /^sherpa-onnx/];
const PRODUCTION = { "process.env.NODE_ENV": JSON.stringify("production") };
const BUILD_ITSELF = ["scripts/build", "package.json", "package-lock.json"];

export const targets: readonly BuildTarget[] = [
  {
    name: "main",
    out: "main",
    entries: ["main/index.ts"],
    sources: ["main", "shared", ...BUILD_ITSELF],
    // What is first needed later lies in files of its own, which a start does not read.
    configs: () => [nodeBundle({ entry: "main/index.ts", out: "main", file: "index.cjs", format: "cjs", target: "node18", splits: true })],
  },
  {
    name: "preload",
    out: "preload",
    entries: ["main/preload/index.ts"],
    sources: ["main/preload", "shared", ...BUILD_ITSELF],
    configs: () => [
      preload(nodeBundle({ entry: "main/preload/index.ts", out: "preload", file: "index.cjs", format: "cjs", target: "node18" })),
    ],
  },
  {
    name: "renderer",
    out: "renderer",
    entries: ["renderer/desk.html"],
    sources: ["renderer", "shared", ...BUILD_ITSELF],
    configs: () => [pages({ root: "renderer", entries: ["renderer/desk.html"], out: "renderer", target: "chrome114" })],
  },
  {
    name: "hub",
    out: "hub",
    entries: ["hub/entry/embedded.ts", "hub/entry/frozen.ts"],
    sources: ["hub", "shared", "content", ...BUILD_ITSELF],
    configs: () => [
      nodeBundle({ entry: "hub/entry/embedded.ts", out: "hub", file: "hub.mjs", format: "es", target: "node22" }),
      forStartImage(nodeBundle({ entry: "hub/entry/frozen.ts", out: "hub", file: IMAGE_BUNDLE, format: "cjs", target: "node22" })),
    ],
    afterwards: ["hub.mjs", "--keep-checked-content"],
    startImageOf: "content",
  },
  {
    name: "customer",
    out: "customer",
    entries: ["customer/track/index.ts", "customer/session/index.ts"],
    sources: ["customer/track", "customer/session", "shared", ...BUILD_ITSELF],
    configs: () => [browserScript("customer/track/index.ts", "track.js"), browserScript("customer/session/index.ts", "session.js")],
  },
  {
    name: "demo-bank",
    out: "demo-bank",
    entries: ["customer/demo/pages"],
    sources: ["customer/demo/pages", "customer/demo/rules", "customer/track/api.ts", "content/flows", ...BUILD_ITSELF],
    // Its own config: the pages read the flow files as modules.
    configs: () => [{ configFile: inProject("customer/demo/pages/vite.config.ts") }],
  },
];

/** qrcode-terminal writes "\033", an octal escape, which a module in strict mode may not hold. */
const hexEscapesInQrCodeTerminal: Plugin = {
  name: "baton:hex-escapes",
  transform: {
    filter: { id: /node_modules\/qrcode-terminal\/lib\/main\.js$/ },
    handler: (code) => ({ code: code.replaceAll("\\033", "\\x1b"), map: null }),
  },
};

/** prom-client reckons when the process started as it is loaded: for a start image that is when it was made. */
const startTimeWhenAsked: Plugin = {
  name: "baton:start-time",
  transform: {
    filter: { id: /node_modules\/prom-client\/lib\/metrics\/processStartTime\.js$/ },
    handler: (code) => ({
      code: code
        .replace(/const startInSeconds = (.+);/, "const startInSeconds = () => $1;")
        .replace("labels, startInSeconds", "labels, startInSeconds()"),
      map: null,
    }),
  },
};

type NodeBundle = {
  readonly entry: string;
  readonly out: string;
  readonly file: string;
  readonly format: "cjs" | "es";
  readonly target: string;
  /** Whether what is imported dynamically becomes a file of its own. */
  readonly splits?: boolean;
};

function nodeBundle({ entry, out, file, format, target, splits = false }: NodeBundle): InlineConfig {
  return {
    ...common(),
    define: PRODUCTION,
    plugins: [hexEscapesInQrCodeTerminal, startTimeWhenAsked],
    ssr: { noExternal: true, target: "node" },
    build: {
      ssr: inProject(entry),
      target,
      outDir: `${outFolder}/${out}`,
      emptyOutDir: false,
      minify: false,
      sourcemap: true,
      rolldownOptions: {
        external: NODE_EXTERNALS,
        output: { format, entryFileNames: file, chunkFileNames: `[name]${path.extname(file)}`, codeSplitting: splits },
      },
    },
  };
}

/** Nothing maps back from it: its traces name places in the file itself, which lies there. */
function forStartImage({ build, plugins = [], ...config }: InlineConfig): InlineConfig {
  return { ...config, plugins: [...plugins, framedForImage], build: { ...build, sourcemap: false } };
}

/**
 * The bridge needs the table's names, not its schemas: inputs are checked in main. So the schemas and their library stay out of a script
 * that every window runs before its page.
 */
const namesOfIpcTable: Plugin = {
  name: "baton:ipc-names",
  load: {
    filter: { id: /\/shared\/contract\/ipc\.ts$/ },
    async handler() {
      const { ipcCalls, ipcChannels, ipcEvents } = await import("#shared/contract/ipc.ts");
      const names = (table: object) => JSON.stringify(Object.fromEntries(Object.keys(table).map((name) => [name, true])));
      return {
        code: `export const ipcChannels = ${JSON.stringify(ipcChannels)}; export const ipcCalls = ${names(ipcCalls)}; export const ipcEvents = ${names(ipcEvents)};`,
        map: null,
        moduleType: "js",
      };
    },
  },
};

function preload(config: InlineConfig): InlineConfig {
  const { build } = config;
  return {
    ...config,
    plugins: [namesOfIpcTable],
    build: { ...build, rolldownOptions: { ...build?.rolldownOptions, treeshake: { moduleSideEffects: false } } },
  };
}

type Pages = { readonly root: string; readonly entries: readonly string[]; readonly out: string; readonly target: string };

function pages({ root, entries, out, target }: Pages): InlineConfig {
  return {
    ...common(),
    root: inProject(root),
    // Served from app://, from the hub and from a bank's sub-folder: nothing may depend on where the root is.
    base: "./",
    plugins: [react(), unusedSchemas],
    worker: { format: "es" },
    build: {
      target,
      cssTarget: target === "es2019" ? "chrome79" : target,
      outDir: `${outFolder}/${out}`,
      emptyOutDir: false,
      minify: true,
      // Figures of chunk sizes are checked where they matter (the tracker); monaco is large and known.
      chunkSizeWarningLimit: 8_000,
      rolldownOptions: { input: entries.map((entry) => (entry.startsWith("/") ? entry : inProject(entry))) },
    },
  };
}

/** One classic script without any global: a bank puts it in a page it does not own the rest of. */
function browserScript(entry: string, file: string): InlineConfig {
  return {
    ...common(),
    define: PRODUCTION,
    build: {
      target: "es2019",
      outDir: `${outFolder}/customer`,
      emptyOutDir: false,
      minify: true,
      modulePreload: false,
      chunkSizeWarningLimit: 8_000,
      rolldownOptions: {
        input: inProject(entry),
        preserveEntrySignatures: false,
        output: { format: "iife", entryFileNames: file, codeSplitting: false },
      },
    },
  };
}

function common(): InlineConfig {
  return {
    root: inProject(),
    configFile: false,
    logLevel: "warn",
    publicDir: false,
    // Its main entry reaches for Node's streams, which no bundle has.
    resolve: { alias: [{ find: /^simple-peer$/, replacement: "simple-peer/simplepeer.min.js" }] },
  };
}
