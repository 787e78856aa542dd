/**
 * The table of npm commands: which script each one runs and what the machine must have for it.
 *
 * Owns names and needs only. How a need is met is in `scripts/setup/`, how a command is started in `scripts/bootstrap.mjs`.
 * Plain JavaScript, because it is read on Node 20 before anything is installed.
 *
 * @typedef {object} Command
 * @property {string} script   file of the project, run on Node 24
 * @property {string} summary  one line for the list of commands
 * @property {readonly ("electron" | "desktop")[]} needs  "electron": a runnable Electron; "desktop": system libraries, a browser, a virtual display
 * @property {string} [named]  folder of the programs that the first argument names, `<folder>/NAME.<command>.ts`
 */

/** @type {Readonly<Record<string, Command>>} */
export const commands = Object.freeze({
  start: { script: "scripts/start.ts", summary: "plays or opens the main job: hub, demo bank, workbench", needs: ["desktop", "electron"] },
  test: { script: "scripts/test.ts", summary: "every test, with real windows and browsers", needs: ["desktop", "electron"] },
  check: { script: "scripts/check.ts", summary: "types, lint, layers, SPEC ids, unit and contract tests", needs: [] },
  demo: {
    script: "scripts/demo.ts",
    summary: "plays the story, writes out/demo/story.json and screenshots",
    needs: ["desktop", "electron"],
  },
  hub: { script: "scripts/hub.ts", summary: "the hub alone; --lan lets a real phone play the customer", needs: [] },
  dev: { script: "scripts/dev.ts", summary: "the main job with hot reload", needs: ["desktop", "electron"] },
  build: { script: "scripts/build.ts", summary: "bundles what is out of date; or the targets named", needs: [] },
  package: {
    script: "scripts/package.ts",
    summary: "installers, or a development build where no release runtime can be had",
    needs: ["desktop", "electron"],
  },
  shots: { script: "scripts/shots.ts", summary: "every screen, theme, language and width", needs: ["desktop", "electron"] },
  bench: { script: "scripts/bench.ts", summary: "one benchmark by name", needs: ["desktop", "electron"], named: "test/bench" },
  fuzz: { script: "scripts/fuzz.ts", summary: "one fuzz by name", needs: [], named: "test/fuzz" },
  soak: { script: "scripts/soak.ts", summary: "one long run by name", needs: ["desktop", "electron"], named: "test/soak" },
  replay: { script: "scripts/replay.ts", summary: "a recorded event log through the detectors", needs: [] },
  learn: { script: "scripts/learn.ts", summary: "time limits learned from the hub's own history", needs: [] },
  retrain: { script: "scripts/retrain.ts", summary: "the need score learned anew from the hub's own log", needs: [] },
  "seed-history": { script: "scripts/seed-history.ts", summary: "generated journeys pushed through ordinary ingest", needs: [] },
});
