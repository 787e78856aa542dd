/** The hub of the delivery measurement in a process of its own, with nothing beside it but a bare timer for the same instants. */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { openBenchHub } from "../bench-hub.ts";
import { serveSide } from "./side.ts";

let open: Awaited<ReturnType<typeof openBenchHub>> | null = null;
const late: number[] = [];
const loop = monitorEventLoopDelay({ resolution: 10 });
let cpu = process.cpuUsage();

export type HubOpened = { readonly url: string; readonly launchToken: string; readonly bankKey: Uint8Array; readonly limitMs: number };
export type HubReport = {
  /** How late the bare timers were, milliseconds. */
  readonly timersLate: readonly number[];
  /** Longest and 99th-percentile delay of the event loop, milliseconds. */
  readonly loopP99Ms: number;
  readonly loopMaxMs: number;
  /** CPU the hub's process used since the last report, milliseconds. */
  readonly cpuMs: number;
  readonly faults: number;
};

serveSide({
  async open(dataDir: string): Promise<HubOpened> {
    open = await openBenchHub(dataDir);
    const { hub, policy } = open;
    const limitMs = policy["quiet-on-step"].limitMsByStep["vehicle" as never] ?? policy["quiet-on-step"].limitMs;
    return { url: hub.url, launchToken: hub.launchToken, bankKey: hub.bankKey, limitMs };
  },
  /** A timer each for these instants, armed a second and a half before, as the quiet of a probe is. */
  timers({ instants }: { instants: readonly number[] }): void {
    late.length = 0;
    loop.reset();
    loop.enable();
    cpu = process.cpuUsage();
    for (const at of instants)
      setTimeout(() => setTimeout(() => late.push(Date.now() - at), at - Date.now()), Math.max(0, at - 1_500 - Date.now())).unref();
  },
  report(): HubReport {
    const { user, system } = process.cpuUsage(cpu);
    return {
      timersLate: [...late],
      loopP99Ms: loop.percentile(99) / 1e6,
      loopMaxMs: loop.max / 1e6,
      cpuMs: (user + system) / 1_000,
      faults: open?.faults() ?? 0,
    };
  },
  async end(): Promise<void> {
    await open?.hub.close();
  },
});
