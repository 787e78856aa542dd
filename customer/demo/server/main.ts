/**
 * `node customer/demo/server/main.ts --hub URL --keys FILE [--port N] [--host ADDRESS] [--at ISO]`: the demo bank alone.
 *
 * `--keys` is the hub's `keys.json` (its `bank` entry is the shared key); `--at` sets the bank's clock.
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { z } from "zod";
import { shiftedClock, systemClock } from "#shared/lib/clock.ts";
import { startDemoBank } from "./start.ts";

const DEFAULT_PORT = 4180;
const { values } = parseArgs({
  options: {
    hub: { type: "string" },
    keys: { type: "string" },
    port: { type: "string", default: String(DEFAULT_PORT) },
    host: { type: "string", default: "127.0.0.1" },
    at: { type: "string" },
  },
});

if (!values.hub || !values.keys) {
  console.error("Usage: main.ts --hub URL --keys FILE [--port N] [--host ADDRESS] [--at ISO]");
  process.exitCode = 2;
} else {
  const keys = z.object({ bank: z.string() }).parse(JSON.parse(readFileSync(values.keys, "utf8")));
  const bank = await startDemoBank({
    port: Number(values.port),
    host: values.host,
    hubUrl: values.hub,
    bankKey: Buffer.from(keys.bank, "hex"),
    clock: values.at ? shiftedClock(Date.parse(values.at) - Date.now()) : systemClock,
  });
  console.log(`江海银行 ${bank.url}`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void bank.close().then(() => process.exit(0)));
}
