import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { freePort } from "#scripts/lib/net.ts";
import { listProcesses, processesOfRun, RUN_ID_VARIABLE, withDescendants } from "#scripts/lib/process-table.ts";
import { exitCodeOf, killTree, runToEnd, spawnTracked } from "#scripts/lib/processes.ts";

const isLinux = process.platform === "linux";
const isRunning = (pid: number) => listProcesses().some((row) => row.pid === pid && !row.isZombie);

/** A program that ignores the polite request and has a child that does so too; prints the child's id when both are ready. */
const STUBBORN = `
process.on("SIGTERM", () => {});
const child = require("node:child_process").spawn(process.execPath, ["-e", "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); process.send('ready')"], { detached: true, stdio: ["ignore", "ignore", "ignore", "ipc"] });
child.on("message", () => { console.log(child.pid); });
setInterval(() => {}, 1000);`;

async function startStubborn(env: Readonly<Record<string, string>> = {}) {
  const parent = spawnTracked(process.execPath, ["-e", STUBBORN], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...env },
  });
  onTestFinished(() => parent.stop(0));
  const stdout = parent.child.stdout;
  if (stdout === null) throw new Error("the child's output is piped");
  const [chunk] = await once(stdout, "data");
  return { parent, childPid: Number(String(chunk)) };
}

test.runIf(isLinux)("[HOUSE-10] a tree that ignores the polite request is gone after the grace period", async () => {
  const { parent, childPid } = await startStubborn();
  expect(isRunning(childPid)).toBe(true);
  await parent.stop(50);
  expect([isRunning(parent.pid), isRunning(childPid)]).toEqual([false, false]);
  expect(await parent.exited).toEqual({ code: null, signal: "SIGKILL" });
});

test.runIf(isLinux)("[HOUSE-10] a script that is told to end takes what it started with it", async () => {
  const library = new URL("../../../scripts/lib/processes.ts", import.meta.url).href;
  const program = `import { spawnTracked } from ${JSON.stringify(library)};
    console.log(spawnTracked("sleep", ["60"], { stdio: "ignore" }).pid);
    setInterval(() => {}, 1000);`;
  const script = spawnTracked(process.execPath, ["--input-type=module", "-e", program], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => script.stop(0));
  if (script.child.stdout === null) throw new Error("the child's output is piped");
  const [chunk] = await once(script.child.stdout, "data");
  script.child.kill("SIGTERM");
  expect(await script.exited).toEqual({ code: 143, signal: null });
  expect(isRunning(Number(String(chunk)))).toBe(false);
});

test.runIf(isLinux)("[HOUSE-11] a process that outlived its parent is still found by the run's marker", async () => {
  const runId = `run-${process.pid}-orphan`;
  const { parent, childPid } = await startStubborn({ [RUN_ID_VARIABLE]: runId });
  onTestFinished(() => killTree(childPid, 0));
  process.kill(parent.pid, "SIGKILL");
  await parent.exited;
  expect(processesOfRun(runId).map(({ pid }) => pid)).toEqual([childPid]);
  expect(processesOfRun("another-run")).toEqual([]);
});

test("descendants are found through every generation, parents first", () => {
  const row = (pid: number, parentPid: number) => ({ pid, parentPid, isZombie: false, command: "" });
  expect(withDescendants([row(4, 3), row(2, 1), row(3, 2), row(9, 8)], [2])).toEqual([2, 3, 4]);
});

test("a program run to its end gives its output and code", async () => {
  const { exitCode, stdout } = await runToEnd(process.execPath, ["-e", "console.log('said'); process.exitCode = 3"]);
  expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: "said\n" });
  expect(exitCodeOf({ code: null, signal: "SIGTERM" })).toBe(143);
});

test("a free port is a port", async () => {
  expect(await freePort()).toBeGreaterThan(1023);
});
