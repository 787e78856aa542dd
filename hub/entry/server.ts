/**
 * Entry of the hub as a server of its own, loopback only; `--lan` opens a second door with TLS on the local network, so that a real phone
 * can play the customer.
 */
import path from "node:path";
import { ArgumentFault, hubArguments } from "./arguments.ts";
import { lanAddress, lanCertificate } from "./lan.ts";
import { type RunningHub, runHub } from "./run-hub.ts";

const projectRoot = path.resolve(import.meta.dirname, "..", "..");

/** Prints where the hub is, or why there is none and ends the process: 2 for a wrong argument, else 1. */
export async function serveHub(argv: readonly string[]): Promise<RunningHub> {
  try {
    const given = hubArguments(argv, process.env, projectRoot);
    const address = given.lan ? lanAddress() : null;
    const lan = address === null ? undefined : { address, ...(await lanCertificate(given.dataDir, address)) };
    const running = await runHub(given, { host: "127.0.0.1", ...(lan === undefined ? {} : { lan }) });
    process.stdout.write(`hub: ${running.hub.url}\ndata: ${given.dataDir}\n`);
    if (running.hub.lanUrl !== null)
      process.stdout.write(`hub on the network: ${running.hub.lanUrl} (certificate made here: a phone asks once)\n`);
    return running;
  } catch (fault) {
    process.stderr.write(`${fault instanceof Error ? fault.message : String(fault)}\n`);
    process.exit(fault instanceof ArgumentFault ? 2 : 1);
  }
}

if (import.meta.main) await serveHub(process.argv.slice(2));
