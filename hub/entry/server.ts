/**
 * `npm run hub`: the hub alone. Loopback by default; `-- --lan` serves TLS on the local network with a generated certificate and prints a
 * QR code, so that a real phone can play the customer.
 */
import path from "node:path";
import { ArgumentFault, hubArguments } from "./arguments.ts";
import { lanAddress, lanCertificate } from "./lan.ts";
import { runHub } from "./run-hub.ts";

const projectRoot = path.resolve(import.meta.dirname, "..", "..");

try {
  const given = hubArguments(process.argv.slice(2), process.env, projectRoot);
  if (given.lan) {
    const address = lanAddress();
    const tls = await lanCertificate(given.dataDir, address);
    const { hub } = await runHub(given, { host: "0.0.0.0", tls });
    const url = `https://${address}:${hub.port}`;
    const qr = await import("qrcode-terminal");
    qr.default.generate(url, { small: true }, (code) => process.stdout.write(`${code}\n`));
    process.stdout.write(`hub: ${url} (certificate made here: the phone will ask once)\n`);
  } else {
    const { hub } = await runHub(given, { host: "127.0.0.1" });
    process.stdout.write(`hub: ${hub.url}\ndata: ${given.dataDir}\nend with Ctrl+C\n`);
  }
} catch (fault) {
  process.stderr.write(`${fault instanceof Error ? fault.message : String(fault)}\n`);
  process.exit(fault instanceof ArgumentFault ? 2 : 1);
}
